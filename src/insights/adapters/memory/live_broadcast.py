from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import final

from insights.application.ports.live import BUFFER, LiveBroadcast, Newest
from insights.domain.analytics.live import Sighting, sighting_of
from insights.domain.ingestion.event import Event


@final
class MemoryLiveBroadcast(LiveBroadcast):
    """Within this process and on its event loop."""

    def __init__(self, buffer: int = BUFFER) -> None:
        self._buffer = buffer
        self._subscribers: defaultdict[str, set[Newest]] = defaultdict(set)

    def publish(self, events: Sequence[Event]) -> None:
        if not self._subscribers:
            return
        for event in events:
            if event.project in self._subscribers:
                sighting = sighting_of(event)
                for subscriber in self._subscribers[event.project]:
                    subscriber.put((sighting,))

    @asynccontextmanager
    async def subscribe(self, project: str) -> AsyncIterator[AsyncIterator[Sequence[Sighting]]]:
        subscriber = Newest(self._buffer)
        self._subscribers[project].add(subscriber)
        try:
            yield subscriber
        finally:
            self._subscribers[project].discard(subscriber)
            if not self._subscribers[project]:
                del self._subscribers[project]
