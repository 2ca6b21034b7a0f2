"""Visits, put together from their events."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import Final

from insights.domain.analytics.dimensions import Dimension, Reads
from insights.domain.analytics.query import Period
from insights.domain.ingestion.event import Event
from insights.domain.ingestion.names import NOT_INTERACTIVE, PAGEVIEW

VISIT_WINDOW_MS: Final = 24 * 60 * 60 * 1000
"""How far before and after the period a visit is looked at."""


class Visit:
    """All events of one session, ordered by time and id."""

    def __init__(self, events: Iterable[Event]) -> None:
        self.events = sorted(events, key=lambda event: (event.time, event.id))

    @property
    def start(self) -> int:
        return self.events[0].time

    @property
    def duration_ms(self) -> int:
        return self.events[-1].time - self.start

    @cached_property
    def pageviews(self) -> list[Event]:
        return [event for event in self.events if event.name == PAGEVIEW]

    @property
    def bounced(self) -> bool:
        interactive = [event for event in self.events if event.name not in NOT_INTERACTIVE]
        return len(self.pageviews) == 1 and len(interactive) == 1

    def value(self, dimension: Dimension) -> str:
        """What a `visit:` dimension shows for this visit."""
        read = {
            Reads.FIRST_EVENT: self.events[:1],
            Reads.FIRST_PAGE: self.pageviews[:1],
            Reads.LAST_PAGE: self.pageviews[-1:],
        }[dimension.reads]
        return dimension.shown(getattr(read[0], dimension.column) if read else "")


def visits_around(period: Period, events: Iterable[Event]) -> dict[int, Visit]:
    """By session id, the visits with an event from 24 hours before the period to 24 hours after."""
    first, end = period.start - VISIT_WINDOW_MS, period.end + VISIT_WINDOW_MS
    sessions: defaultdict[int, list[Event]] = defaultdict(list)
    for event in events:
        if first <= event.time < end:
            sessions[event.session_id].append(event)
    return {session: Visit(of_session) for session, of_session in sessions.items()}
