"""Telling every process that what it remembers may be out of date."""

from collections.abc import Callable
from typing import Protocol

Forget = Callable[[], None]


class Changes(Protocol):
    """Open: an announcement that is lost costs the others no more than the time for which they remember."""

    def announce(self, topic: str) -> None:
        """Have everybody forget what they know of the topic: this process at once, others as soon as they
        hear of it. Never waits, never raises."""
        ...

    def heed(self, topic: str, forget: Forget) -> None:
        """Call this on every announcement of the topic from now on, and whenever one may have been missed."""
        ...
