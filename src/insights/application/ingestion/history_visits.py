"""Visits of events that come in order of time."""

from typing import Final

from insights.application.ports.event_log import Visit, VisitorKey
from insights.application.ports.rollups import TouchedHour
from insights.application.ports.system import Ids
from insights.domain.analytics.rollups import utc_hour
from insights.domain.ingestion.event import Accepted
from insights.domain.ingestion.session import extend, visit_to_join

_MINUTE_MS: Final = 60_000
_SWEEP: Final = 10_000
"""Events between two looks for visits that have ended."""


class HistoryVisits:
    """Only a visitor's last visit can still be joined, so no other is held, and none that has ended."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self._last: dict[VisitorKey, Visit] = {}
        self._joined = 0
        self._touched: set[TouchedHour] = set()

    def join(self, accepted: Accepted) -> Accepted:
        """Write in the session id and, of two candidate visitor ids, the one whose visit is open."""
        event, gap = accepted.event, accepted.session_minutes * _MINUTE_MS
        previous = accepted.previous_visitor_id
        if previous is not None and self._open((event.project, previous), event.time, gap) is not None:
            event.visitor_id = previous
        key = (event.project, event.visitor_id)
        visit = self._open(key, event.time, gap)
        if visit is None:
            visit = Visit(event.project, event.visitor_id, self._ids.number(), event.time, event.time)
            self._last[key] = visit
        extend(visit, event.time)
        event.session_id = visit.session_id
        project = event.project
        self._touched.update(((project, utc_hour(event.time)), (project, utc_hour(visit.first))))
        self._forget_ended(event.time - gap)
        return accepted

    def touched(self) -> set[TouchedHour]:
        """The hours whose numbers are changed by what joined since the last call."""
        touched, self._touched = self._touched, set()
        return touched

    def _open(self, key: VisitorKey, time: int, gap: int) -> Visit | None:
        visit = self._last.get(key)
        return None if visit is None else visit_to_join((visit,), time, gap)

    def _forget_ended(self, before: int) -> None:
        self._joined += 1
        if self._joined % _SWEEP == 0:
            self._last = {key: visit for key, visit in self._last.items() if visit.last > before}
