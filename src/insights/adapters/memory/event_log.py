from collections.abc import Collection, Iterable, Sequence
from itertools import groupby
from typing import final

from insights.application.ports.event_log import EventKey, EventLog, Visit, VisitorKey
from insights.domain.analytics.visitor_links import VisitorLink
from insights.domain.ingestion.event import Event


@final
class MemoryEventLog(EventLog):
    """A list. For trials and for tests of what stands on an event log."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.links: dict[VisitorLink, None] = {}
        """In the order in which they were first added."""

    async def append(self, events: Sequence[Event]) -> None:
        self.events += events

    async def stored(self, keys: Collection[EventKey], since: int) -> dict[EventKey, int]:
        held = [event for event in self.events if event.received >= since]
        received = {(event.project, event.id): event.received for event in held}
        return {key: received[key] for key in keys if key in received}

    async def recent_keys(self, since: int, until: int) -> Sequence[EventKey]:
        return [(event.project, event.id) for event in self.events if since <= event.received < until]

    async def visits(self, visitors: Collection[VisitorKey], first: int, last: int) -> Sequence[Visit]:
        wanted = set(visitors)
        events = [event for event in self.events if (event.project, event.visitor_id) in wanted]
        touched = {_visit_key(event) for event in events if first <= event.time <= last}
        return _visits(event for event in events if _visit_key(event) in touched)

    async def open_visits(self, since: int) -> Sequence[Visit]:
        touched = {_visit_key(event) for event in self.events if event.time >= since}
        return _visits(event for event in self.events if _visit_key(event) in touched)

    async def erase(self, project: str) -> None:
        self.events = [event for event in self.events if event.project != project]
        self.links = {link: None for link in self.links if link.project != project}

    async def close(self) -> None:
        """Nothing is held."""


def _visit_key(event: Event) -> tuple[str, int]:
    return (event.project, event.session_id)


def _visits(events: Iterable[Event]) -> list[Visit]:
    visits = []
    for (project, session), its in groupby(sorted(events, key=_visit_key), key=_visit_key):
        of_visit = list(its)
        times = [event.time for event in of_visit]
        visitors = sorted({event.visitor_id for event in of_visit})
        user = max((event.visitor_id for event in of_visit if event.user_id), default=0)
        shared = tuple(visitors) if len(visitors) > 1 else ()
        visits += [Visit(project, v, session, min(times), max(times), user, shared) for v in visitors]
    return sorted(visits, key=lambda visit: visit.first)
