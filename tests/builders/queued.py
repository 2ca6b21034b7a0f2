"""What the collect paths have put into the queue."""

from insights.adapters.local_queue.queue import LocalQueue
from insights.domain.ingestion.event import Accepted, Event


async def queued_accepted(queue: LocalQueue) -> list[Accepted]:
    """In the order in which they were accepted. Asked again, what came since."""
    if not queue.depth().messages:
        return []
    deliveries = await queue.take(1_000)
    await queue.ack(deliveries)
    return [one for delivery in deliveries for one in delivery.batch.events]


async def queued_events(queue: LocalQueue) -> list[Event]:
    return [one.event for one in await queued_accepted(queue)]
