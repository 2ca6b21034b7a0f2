"""The machine's own clock."""

import time

from insights.application.ports.system import Clock


class SystemClock(Clock):
    """Stands still while the machine's clock is set back, until it has caught up."""

    def __init__(self) -> None:
        self._last = 0

    def now_ms(self) -> int:
        self._last = max(self._last, time.time_ns() // 1_000_000)
        return self._last
