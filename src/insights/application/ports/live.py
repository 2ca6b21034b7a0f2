"""What the live view is fed by, and how a browser is let in to watch it."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Final, Protocol

import msgspec

from insights.domain.analytics.live import Sighting
from insights.domain.ingestion.event import Event


class LiveBroadcast(Protocol):
    """From the recorder to whoever watches a project, in this process or another. Best effort: what the
    live view misses is in the event log all the same."""

    def publish(self, events: Sequence[Event]) -> None:
        """Tell those who watch the projects of these events, in this order. Called on the hot path: never
        waits, never raises, and does next to nothing for a project that nobody watches."""
        ...

    def subscribe(self, project: str) -> AbstractAsyncContextManager[AsyncIterator[Sequence[Sighting]]]:
        """Inside the block, everything published of the project since it was entered, as what has gathered
        since the last step. A subscriber that falls behind loses the oldest, and holds up nobody. A step that
        is cancelled loses nothing."""
        ...


BUFFER: Final = 10_000
"""Events that one subscriber may fall behind: some 3 MB."""


class Newest(AsyncIterator[Sequence[Sighting]]):
    """What a subscriber is handed: of what came since its last step, the newest `most`."""

    def __init__(self, most: int) -> None:
        self._held: deque[Sighting] = deque(maxlen=most)
        self._arrived = asyncio.Event()

    def put(self, sightings: Iterable[Sighting]) -> None:
        self._held += sightings
        self._arrived.set()

    async def __anext__(self) -> Sequence[Sighting]:
        await self._arrived.wait()
        self._arrived.clear()
        gathered = [*self._held]
        self._held.clear()
        return gathered


class Grant(msgspec.Struct, frozen=True):
    """What a ticket stands for."""

    credential: str
    """Of whoever asked for it. As long as it is good, the stream goes on."""
    project_id: str

    def __repr__(self) -> str:
        return f"Grant(project_id={self.project_id!r})"


class LiveTickets(Protocol):
    """Grants, each to be fetched once."""

    async def keep(self, ticket: str, grant: Grant) -> None:
        """For 30 seconds. The store may forget the oldest tickets when there are too many."""
        ...

    async def redeem(self, ticket: str) -> Grant | None:
        """None for a ticket that is unknown, expired, or redeemed before; of two at once one gets it. How
        long it takes tells nothing of the tickets that are kept."""
        ...
