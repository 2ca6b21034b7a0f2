"""What the collect paths have put into the queue."""

from collections.abc import Sequence

from insights.adapters.local_queue.queue import LocalQueue
from insights.domain.ingestion.event import Accepted, Event


async def queued_accepted(queue: LocalQueue) -> Sequence[Accepted]:
    """In the order in which they were accepted."""
    if not queue.depth().messages:
        return []
    return [one for delivery in await queue.take(1_000) for one in delivery.batch.events]


async def queued_events(queue: LocalQueue) -> Sequence[Event]:
    return [one.event for one in await queued_accepted(queue)]
