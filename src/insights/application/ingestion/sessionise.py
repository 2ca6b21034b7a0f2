"""Giving every event its visit, when it is recorded."""

import asyncio
from collections.abc import Sequence
from typing import final

from insights.application.ingestion.patience import Pause, until_available
from insights.application.ingestion.tally import Item
from insights.application.ports.event_log import EventLog, Visit, VisitorKey
from insights.application.ports.rollups import TouchedHour
from insights.application.ports.system import Clock, Ids
from insights.domain.analytics.rollups import utc_hour
from insights.domain.ingestion.event import Accepted
from insights.domain.ingestion.session import extend, visit_to_join

MINUTE_MS = 60_000

HORIZON_MS = 120 * MINUTE_MS
"""Visits of at least this long ago, and at most twice as long, are held in memory."""

SLICE = 500
"""Events between two chances for other tasks to run."""

_Visits = dict[VisitorKey, list[Visit]]


@final
class Sessioniser:
    """Knows the visits of the last hours, and asks the log about older ones, once per batch. Not for two
    batches at a time.

    Visits are held in two generations, so that forgetting costs nothing: what was not touched during a
    whole horizon goes with the older one. `_known_since` is the moment from which on every visit is held.
    """

    def __init__(self, log: EventLog, clock: Clock, ids: Ids, pause: Pause = asyncio.sleep) -> None:
        self._log = log
        self._clock = clock
        self._ids = ids
        self._pause = pause
        self._young: _Visits = {}
        self._old: _Visits = {}
        self._known_since = 0
        self._young_since = 0
        self.touched: set[TouchedHour] = set()
        """Of the last batch: hours whose numbers its events change (see `docs/decisions/0080`)."""

    async def __call__(self, items: Sequence[Item]) -> list[Item]:
        """Session ids, and of two candidate visitor ids the one whose visit is open, are written into the
        events; they come back in order of time."""
        self.touched = set()
        await self._turn()
        ordered = sorted(items, key=_time)
        await asyncio.sleep(0)
        await self._recall([accepted for _, accepted in ordered])
        for start in range(0, len(ordered), SLICE):
            for _, accepted in ordered[start : start + SLICE]:
                self._assign(accepted)
            await asyncio.sleep(0)
        return ordered

    async def _turn(self) -> None:
        now = self._clock.now_ms()
        if not self._young_since:
            since = now - HORIZON_MS
            self._hold(
                await until_available(
                    "Looking for open visits", lambda: self._log.open_visits(since), self._pause
                )
            )
            self._known_since, self._young_since = since, now
        elif now - self._young_since >= HORIZON_MS:
            self._old, self._young = self._young, {}
            self._known_since, self._young_since = self._young_since, now

    async def _recall(self, batch: Sequence[Accepted]) -> None:
        """Fetch the visits that late events may belong to, and that are no longer held."""
        late = [one for one in batch if one.event.time - one.session_minutes * MINUTE_MS < self._known_since]
        if not late:
            return
        gap = max(one.session_minutes for one in late) * MINUTE_MS
        visitors = {(one.event.project, one.event.visitor_id) for one in late}
        visitors |= {
            (o.event.project, o.previous_visitor_id) for o in late if o.previous_visitor_id is not None
        }
        first, last = late[0].event.time - gap, late[-1].event.time + gap
        self._hold(
            await until_available(
                "Looking for visits", lambda: self._log.visits(visitors, first, last), self._pause
            )
        )

    def _hold(self, visits: Sequence[Visit]) -> None:
        """A visit held already is as the log knows it."""
        for visit in visits:
            held = self._touch((visit.project, visit.visitor_id)) or ()
            if all(known.session_id != visit.session_id for known in held):
                self._add(visit)

    def _assign(self, accepted: Accepted) -> None:
        event = accepted.event
        project, time = event.project, event.time
        gap = accepted.session_minutes * MINUTE_MS
        previous = accepted.previous_visitor_id
        visit = None if previous is None else self._join((project, previous), time, gap)
        if visit is None:
            visit = self._join((project, event.visitor_id), time, gap)
        if visit is None:
            visit = Visit(project, event.visitor_id, self._ids.number(), time, time)
            self._add(visit)
        self.touched.update(((project, utc_hour(time)), (project, utc_hour(visit.first))))
        event.visitor_id = visit.visitor_id
        event.session_id = visit.session_id

    def _join(self, key: VisitorKey, time: int, gap: int) -> Visit | None:
        visits = self._young.get(key)
        if visits is None:
            visits = self._touch(key) if self._old else None
            if visits is None:
                return None
        if len(visits) == 1:
            visit = visits[0]
            if visit.last <= time < visit.last + gap:
                visit.last = time  # What the rule finds too, for nearly every event.
                return visit
        nearest = visit_to_join(visits, time, gap)
        if nearest is not None:
            if time < nearest.last:
                # What all events of the visit show of it may be another now: its source, its entry page.
                self.touched.update((key[0], utc_hour(edge)) for edge in (nearest.first, nearest.last))
            extend(nearest, time)
        return nearest

    def _add(self, visit: Visit) -> None:
        self._young.setdefault((visit.project, visit.visitor_id), []).append(visit)

    def _touch(self, key: VisitorKey) -> list[Visit] | None:
        """The visits held of a visitor, who moves to the young."""
        visits = self._young.get(key)
        if visits is None and key in self._old:
            visits = self._young[key] = self._old.pop(key)
        return visits


def _time(item: Item) -> int:
    return item[1].event.time
