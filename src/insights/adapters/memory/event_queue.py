import asyncio
from collections.abc import Sequence
from typing import final

from insights.application.ports.event_queue import Batch, Delivery, EventQueue, QueueDepth, QueueFull
from insights.domain.errors import Unavailable


@final
class MemoryEventQueue(EventQueue):
    """Keeps its promises while the process lives, and no longer. One message per batch; its size in bytes
    is not known, and neither is its age."""

    def __init__(self, max_events: int = 1_000_000) -> None:
        self._max_events = max_events
        self._held: dict[int, Delivery] = {}
        self._waiting: list[Delivery] = []
        self._arrived = asyncio.Event()
        self._last_id = 0
        self._closed = False

    async def put(self, batch: Batch) -> None:
        self._refuse_when_closed()
        if self.depth().events + len(batch.events) > self._max_events:
            raise QueueFull(f"The queue holds {self._max_events} events, and takes no more.")
        self._last_id += 1
        delivery = Delivery(self._last_id, batch)
        self._held[delivery.id] = delivery
        self._waiting.append(delivery)
        self._arrived.set()

    async def take(self, max_events: int) -> Sequence[Delivery]:
        while not self._waiting:
            self._refuse_when_closed()
            self._arrived.clear()
            await self._arrived.wait()
        self._refuse_when_closed()
        taken, events = 0, 0
        while taken < len(self._waiting) and (not taken or events < max_events):
            events += len(self._waiting[taken].batch.events)
            taken += 1
        deliveries, self._waiting = self._waiting[:taken], self._waiting[taken:]
        return deliveries

    async def ack(self, deliveries: Sequence[Delivery]) -> None:
        for delivery in deliveries:
            self._held.pop(delivery.id, None)

    def depth(self) -> QueueDepth:
        events = sum(len(delivery.batch.events) for delivery in self._held.values())
        return QueueDepth(messages=len(self._held), events=events, bytes=0)

    async def check(self) -> None:
        self._refuse_when_closed()

    async def close(self) -> None:
        self._closed = True
        self._arrived.set()

    def _refuse_when_closed(self) -> None:
        if self._closed:
            raise Unavailable("The event queue is closed.")
