"""Putting more events in order than fit in memory."""

from collections.abc import AsyncIterator, Callable, Sequence
from typing import Protocol

from insights.domain.ingestion.event import Accepted


class EventSorter(Protocol):
    """Scratch room of one import. Nothing in it outlives `close`, nor the process if that is killed."""

    async def add(self, events: Sequence[Accepted]) -> None:
        """Keep them until `close`. Raises Unavailable when there is no room left."""
        ...

    def in_order(self, size: int) -> AsyncIterator[list[Accepted]]:
        """All that was added, by time and then by id, at most `size` at once; nothing is added afterwards.
        Equal pairs of time and id come next to each other, all of them."""
        ...

    async def close(self) -> None:
        """Forget everything; closing twice is harmless."""
        ...


EventSorters = Callable[[], EventSorter]
"""Makes an empty one."""
