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
    """One message: the batches of one group commit. `id` is the same when it is delivered again."""

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
    """Every batch that `put` returned from is delivered, in order, at least once, whatever process dies."""

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
        after a restart."""
        ...

    def depth(self) -> QueueDepth:
        """What lies in the queue, taken or not."""
        ...

    async def close(self) -> None:
        """Finish what is being written and let go of the disk; `put` and `take` then raise Unavailable."""
        ...
