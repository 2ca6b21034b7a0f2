"""Lists of values to ask by."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, Final

from insights.application.ports.event_log import VisitorKey

AT_ONCE: Final = 500
"""Values in one list: some servers compare each document with all of them."""


def by_project(visitors: Iterable[VisitorKey]) -> dict[str, list[int]]:
    ids: dict[str, list[int]] = defaultdict(list)
    for project, visitor in visitors:
        ids[project].append(visitor)
    return ids


def parts(values: list[Any]) -> Iterator[list[Any]]:
    yield from (values[at : at + AT_ONCE] for at in range(0, len(values), AT_ONCE))
