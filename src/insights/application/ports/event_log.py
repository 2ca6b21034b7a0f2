"""Stored events: written by the recorder, read by questions."""

from collections.abc import Collection, Sequence
from typing import Protocol

import msgspec

from insights.domain.analytics.live import Sighting
from insights.domain.analytics.query import Answer, Query
from insights.domain.ingestion.event import Event

EventKey = tuple[str, str]
"""(project id, event id)"""

VisitorKey = tuple[str, int]
"""(project id, visitor id)"""


class Visit(msgspec.Struct, gc=False):
    """The stretch of one session that is stored: its first and last event, milliseconds since the epoch."""

    project: str
    visitor_id: int
    session_id: int
    first: int
    last: int
    user: int = 0
    """The visitor id of the user whose visit it is; 0 while no event in it had a user id."""
    sharers: tuple[int, ...] = ()
    """The ids of all visitors whose visit it is, where they are several."""


class EventLog(Protocol):
    """Append only. The caller has removed repeats; the log does not look."""

    async def append(self, events: Sequence[Event]) -> None:
        """Store all of them durably or, on an error, leave the caller to append them again: whoever repeats
        an append asks `stored` first. Raises Unavailable when the store cannot take them now."""
        ...

    async def stored(self, keys: Collection[EventKey], since: int) -> dict[EventKey, int]:
        """Those of these keys that are stored with `received` at or after `since`, with their `received`."""
        ...

    async def recent_keys(self, since: int, until: int) -> Sequence[EventKey]:
        """The keys of all events received at or after `since` and before `until`, in no order. Callers
        ask for as much time as they have memory for."""
        ...

    async def visits(self, visitors: Collection[VisitorKey], first: int, last: int) -> Sequence[Visit]:
        """The visits of these visitors with an event at or between two times, ordered by `first`; whole, as
        far as they are these visitors', and once for each of them."""
        ...

    async def open_visits(self, since: int) -> Sequence[Visit]:
        """Every visit, of all projects, with an event at or after `since`; once for each of its visitors."""
        ...

    async def erase(self, project: str) -> None:
        """Remove every event of a project, and the links between its visitors; nothing happens for an unknown
        one."""
        ...

    async def close(self) -> None:
        """Let go of the store; calls under way end first."""
        ...


class EventReader(Protocol):
    """Answers as `insights.domain.analytics.reference` defines them. Knows nothing of organizations:
    the project in the query was authorised by the caller."""

    async def answer(self, query: Query) -> Answer:
        """Raises Invalid for a pattern that the engine refuses, Unavailable when it cannot answer in time."""
        ...

    async def first_event_time(self, project: str) -> int | None:
        """Milliseconds since the epoch; None while nothing is stored."""
        ...

    async def event_count(self, project: str) -> int:
        """How many events are stored."""
        ...

    async def recent(self, project: str, since: int, most: int) -> Sequence[Sighting]:
        """The events with a time at or after `since`, by time and then id, latest first; at most `most`."""
        ...
