"""Requests with more events than one message of the queue should carry."""

from insights.adapters.local_queue.queue import LocalQueue
from insights.domain.ingestion.event import SentEvent
from tests.builders.accepting import accepting, request


async def test_what_is_past_a_thousand_events_goes_in_messages_of_its_own(queue: LocalQueue) -> None:
    sent = request({"name": "first"})
    sent.sending.items = [SentEvent(name=str(number)) for number in range(2_001)]
    assert (await accepting(queue)(sent)).accepted == 2_001
    batches = [delivery.batch.events for delivery in await queue.take(3_000)]
    assert [len(events) for events in batches] == [1_000, 1_000, 1]
    assert [one.event.name for events in batches for one in events] == [
        str(number) for number in range(2_001)
    ]
