"""Which visit an event belongs to.

A visit is a visitor's events with no gap of the project's session length or more between them. An event
joins the visit nearest to it in time, if it lies within that length; a late one may lie within it of two
visits, and joins the nearer without merging them. The visits of one visitor therefore never overlap.
"""

from collections.abc import Iterable
from typing import Protocol, TypeVar


class Stretch(Protocol):
    """The time between the first and the last event of a visit, both included, in milliseconds."""

    first: int
    last: int


Visit = TypeVar("Visit", bound=Stretch)


def distance(visit: Stretch, time: int) -> int:
    """Milliseconds between a moment and a visit; 0 within it."""
    return max(visit.first - time, time - visit.last, 0)


def visit_to_join(visits: Iterable[Visit], time: int, gap: int) -> Visit | None:
    """The nearest visit less than `gap` ms away, of two as near the earlier; None: a new visit begins."""
    near = [visit for visit in visits if distance(visit, time) < gap]
    return min(near, key=lambda visit: (distance(visit, time), visit.first), default=None)


def extend(visit: Stretch, time: int) -> None:
    """Let the visit reach to an event that joined it."""
    if time > visit.last:
        visit.last = time
    elif time < visit.first:
        visit.first = time
