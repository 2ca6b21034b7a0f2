"""Who a visitor is: from what was said of visitor ids to one id per person (docs/metrics.md)."""

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

LONGEST_CHAIN: Final = 32
"""So many links are followed from one id to the next, and a circle of no more is one person."""
LONGEST_WALK: Final = 2 * LONGEST_CHAIN
"""Whoever walks so far is in a circle, and has seen all of it in the second half."""


class VisitorLink(msgspec.Struct, frozen=True, gc=False):
    """One event said: what has the visitor id `from_id` is the user with the id `to_id`."""

    project: str
    from_id: int
    """Unsigned 64 bits, never 0, and never `to_id`."""
    to_id: int
    time: int
    """Of the event, milliseconds since the epoch."""
    event_id: str
    identifies: bool = True
    """False: it only said that events of both are in one visit. They stay two visitors."""


def first_links(links: Iterable[VisitorLink]) -> dict[tuple[str, int], VisitorLink]:
    """Of each project and visitor id the link from it that counts: the first by time, and by event id among
    equals."""
    first: dict[tuple[str, int], VisitorLink] = {}
    for link in links:
        key = (link.project, link.from_id)
        if link.identifies and (key not in first or said(link) < said(first[key])):
            first[key] = link
    return first


def said(link: VisitorLink) -> tuple[int, str]:
    """What orders links."""
    return link.time, link.event_id


def people(links: Iterable[VisitorLink]) -> dict[int, int]:
    """The person's id of every visitor id that is linked; `links` are of one project, in any order."""
    following = {id_: link.to_id for (_, id_), link in first_links(links).items()}
    return {id_: _person(following, id_) for id_ in following}


def _person(following: Mapping[int, int], id_: int) -> int:
    """Where the links lead; of a circle, its smallest id."""
    walked: list[int] = []
    while id_ in following and len(walked) < LONGEST_WALK:
        id_ = following[id_]
        walked.append(id_)
    return id_ if len(walked) < LONGEST_WALK else min(walked[LONGEST_CHAIN:])
