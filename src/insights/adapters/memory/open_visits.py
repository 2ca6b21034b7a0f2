from collections.abc import Iterable
from typing import final

from insights.application.ports.event_log import EventLog, Visit, VisitorKey
from insights.application.ports.locks import Lease
from insights.application.ports.open_visits import HORIZON_MS, Held, OpenVisits
from insights.application.ports.system import Clock

_Visits = dict[VisitorKey, list[Visit]]


@final
class MemoryOpenVisits(OpenVisits):
    """Of one recorder, read from the log when it begins.

    Visits are held in two generations, so that forgetting costs nothing: what was not touched during a whole
    horizon goes with the older one.
    """

    def __init__(self, log: EventLog, clock: Clock) -> None:
        self._log = log
        self._clock = clock
        self._young: _Visits = {}
        self._old: _Visits = {}
        self._since = 0
        self._young_since = 0

    async def fetch(self, visitors: Iterable[VisitorKey]) -> Held:
        await self._turn()
        if self._old:
            for key in visitors:
                if key in self._old:
                    self._young[key] = self._old.pop(key)
        return Held(self._since, self._young)

    async def keep(self, held: Held, lease: Lease) -> None:
        """It was changed in place."""

    async def _turn(self) -> None:
        now = self._clock.now_ms()
        if not self._young_since:
            since = now - HORIZON_MS
            shared: dict[tuple[str, int], Visit] = {}
            for visit in await self._log.open_visits(since):
                one = shared.setdefault((visit.project, visit.session_id), visit)
                self._young.setdefault((visit.project, visit.visitor_id), []).append(one)
            self._since, self._young_since = since, now
        elif now - self._young_since >= HORIZON_MS:
            self._old, self._young = self._young, {}
            self._since, self._young_since = self._young_since, now
