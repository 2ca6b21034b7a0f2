"""What all who watch one project are told, kept once for all of them."""

import asyncio
from collections import deque
from collections.abc import Iterable, Sequence
from typing import Final, Self

from insights.domain.analytics.live import LiveEvent, LiveMessage, LiveSnapshot

KEPT: Final = 200
"""Events that a watcher may fall behind before the oldest are lost to it."""
RECENT: Final = 20
"""Events that a watcher is told of at first, from before it came."""


class LiveFeed:
    """The newest snapshot and the latest events. A watcher is no more than two numbers, so that one who
    reads slowly, or not at all, costs nothing and holds up nobody."""

    def __init__(self, kept: int = KEPT) -> None:
        self.snapshot: LiveSnapshot | None = None
        self._snapshots = 0
        self._events: deque[LiveEvent] = deque(maxlen=kept)
        self._told = 0
        self._ended = False
        self._news = asyncio.Event()

    def show(self, snapshot: LiveSnapshot) -> None:
        if snapshot != self.snapshot:
            self.snapshot = snapshot
            self._snapshots += 1
            self._wake()

    def tell(self, events: Iterable[LiveEvent]) -> None:
        before = self._told
        for event in events:
            self._events.append(event)
            self._told += 1
        if self._told > before:
            self._wake()

    def end(self) -> None:
        self._ended = True
        self._wake()

    def watcher(self) -> "Watcher":
        return Watcher(self, max(0, self._told - RECENT))

    def since(self, snapshots: int, told: int) -> tuple[Sequence[LiveMessage], int, int]:
        """What a watcher has not seen, and how far it has then. Nothing comes before the first snapshot."""
        if self.snapshot is None:
            return [], snapshots, told
        fresh = [self.snapshot] if self._snapshots > snapshots else []
        missed = min(self._told - told, len(self._events))
        latest = [self._events[index] for index in range(len(self._events) - missed, len(self._events))]
        return [*fresh, *latest], self._snapshots, self._told

    async def news(self) -> bool:
        """Wait for something to tell; False once nothing will come any more."""
        if not self._ended:
            await self._news.wait()
        return not self._ended

    def _wake(self) -> None:
        """Whoever waits now, and nobody who comes later."""
        self._news.set()
        self._news = asyncio.Event()


class Watcher:
    """Steps through a feed: first a snapshot and the recent events, then whatever is new. It ends with the
    feed."""

    def __init__(self, feed: LiveFeed, told: int) -> None:
        self._feed = feed
        self._snapshots = 0
        self._told = told

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Sequence[LiveMessage]:
        while True:
            messages, self._snapshots, self._told = self._feed.since(self._snapshots, self._told)
            if messages:
                return messages
            if not await self._feed.news():
                raise StopAsyncIteration
