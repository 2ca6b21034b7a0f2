import asyncio
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Final, Self, final

from insights.application.ports.live import LiveBroadcast
from insights.domain.analytics.live import Sighting, sighting_of
from insights.domain.ingestion.event import Event

BUFFER: Final = 10_000
"""Events that one subscriber may fall behind: some 3 MB."""


@final
class MemoryLiveBroadcast(LiveBroadcast):
    """Within this process and on its event loop."""

    def __init__(self, buffer: int = BUFFER) -> None:
        self._buffer = buffer
        self._subscribers: defaultdict[str, set[_Subscriber]] = defaultdict(set)

    def publish(self, events: Sequence[Event]) -> None:
        if not self._subscribers:
            return
        for event in events:
            if event.project in self._subscribers:
                sighting = sighting_of(event)
                for subscriber in self._subscribers[event.project]:
                    subscriber.put(sighting)

    @asynccontextmanager
    async def subscribe(self, project: str) -> AsyncIterator[AsyncIterator[Sequence[Sighting]]]:
        subscriber = _Subscriber(self._buffer)
        self._subscribers[project].add(subscriber)
        try:
            yield subscriber
        finally:
            self._subscribers[project].discard(subscriber)
            if not self._subscribers[project]:
                del self._subscribers[project]


class _Subscriber:
    def __init__(self, buffer: int) -> None:
        self._held: deque[Sighting] = deque(maxlen=buffer)
        self._arrived = asyncio.Event()

    def put(self, sighting: Sighting) -> None:
        self._held.append(sighting)
        self._arrived.set()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Sequence[Sighting]:
        await self._arrived.wait()
        self._arrived.clear()
        gathered = [*self._held]
        self._held.clear()
        return gathered
