import time
from typing import final

from insights.application.ports.system import Clock


@final
class SystemClock(Clock):
    """The wall clock, held still while it is set back, so that no event is older than the one before it."""

    def __init__(self) -> None:
        self._latest = 0

    def now_ms(self) -> int:
        self._latest = max(self._latest, time.time_ns() // 1_000_000)
        return self._latest
