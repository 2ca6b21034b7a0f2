"""The durable queue between acceptance and recording."""

from collections.abc import Sequence
from typing import Protocol

import msgspec

from insights.domain.errors import Unavailable
from insights.domain.ingestion.drops import Drop
from insights.domain.ingestion.event import Accepted


class QueueFull(Unavailable):
    """The queue holds all that it may, or its disk has no room; nothing of the batch was kept."""


class Batch(msgspec.Struct, array_like=True):
    """What acceptance hands over: events to record, and those left out already, to be counted."""

    events: list[Accepted] = []
    drops: list[Drop] = []


class Delivery(msgspec.Struct, frozen=True):
    """One message: the batches of one group commit. Its `id` (see `domain/ingestion/delivery_id.py`) is the
    same when it is delivered again."""

    id: int
    batch: Batch
    redelivered: bool = False
    """It may have been handled before, wholly or in part."""


class QueueDepth(msgspec.Struct, frozen=True):
    messages: int
    events: int
    bytes: int
    oldest_age_ms: int = 0


class EventQueue(Protocol):
    """Every batch that `put` returned from is delivered at least once, whatever process dies.

    Batches that one process put come in their order to one process that takes. With several that put or take
    there is no order between them, and what a process had taken and gave back, or left behind when it died,
    may come after what was put later.
    """

    async def put(self, batch: Batch) -> None:
        """Return once the batch is durable. Batches put at the same time share one commit.

        Raises QueueFull; a batch is kept whole or not at all.
        """
        ...

    async def take(self, max_events: int) -> Sequence[Delivery]:
        """Wait for messages and return the oldest not yet taken, at least one, up to about `max_events`."""
        ...

    async def ack(self, deliveries: Sequence[Delivery]) -> None:
        """Forget these messages. Acknowledging twice is harmless; what is not acknowledged comes again
        after a restart, or to another process soon after this one died or closed its queue. Raises
        Unavailable."""
        ...

    def depth(self) -> QueueDepth:
        """What lies in the queue, taken or not. A queue of several processes tells what it last saw, a second
        ago, with the messages that this one holds; its events and bytes are then estimates."""
        ...

    async def check(self) -> None:
        """Raises Unavailable while nothing can be put."""
        ...

    async def close(self) -> None:
        """Finish what is being written, give back what was taken, and let go of disk or broker; `put` and
        `take` then raise Unavailable."""
        ...
