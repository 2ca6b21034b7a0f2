"""A quick memory of the events that are stored, which may err on one side only."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from insights.application.ports.event_log import EventKey


class SeenIds(Protocol):
    """Synchronous and quick: the hot path calls it. It never forgets a key within the window it is made for,
    but may take a new one for seen; until it is `complete` it takes every key for seen."""

    def possible(self, keys: Iterable[EventKey]) -> list[EventKey]:
        """Those that may have been added, in the order given; the others were not."""
        ...

    def add(self, keys: Sequence[EventKey], now_ms: int) -> None:
        """Remember them, at least until the window has passed after `now_ms`."""
        ...

    def complete(self) -> None:
        """All that is stored within the window has been added."""
        ...
