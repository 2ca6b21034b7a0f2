"""When events happened, by the clock of whoever sent them and by ours."""

import pytest

from insights.adapters.local_queue.queue import LocalQueue
from tests.builders.accepting import NOW, accepting, request


@pytest.mark.parametrize(
    ("sent_at", "time"),
    [
        ("2026-11-21T02:59:56Z", NOW - 5_000),
        ("2026-11-21T03:00:02Z", NOW - 7_000),
        ("2026-11-21T02:00:00Z", NOW - 5_000 + 3_600_000),
    ],
    ids=["a slow request", "a clock that is ahead", "a clock that is far behind"],
)
async def test_times_are_corrected_for_the_clock_and_not_for_the_way(
    queue: LocalQueue, sent_at: str, time: int
) -> None:
    """Else what was sent first and came slowly would lie behind what was sent later."""
    event = {"name": "a", "timestamp": "2026-11-21T02:59:55Z"}
    await accepting(queue)(request(event, beside={"sent_at": sent_at}))
    ((accepted,),) = [delivery.batch.events for delivery in await queue.take(1)]
    assert accepted.event.time == min(time, NOW)
