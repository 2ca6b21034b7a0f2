"""EventQueue, put, taken and reopened in any order that chance makes."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.application.ports.event_queue import Batch, Delivery, EventQueue
from insights.domain.ingestion.drops import Drop, DropReason
from tests.builders.accepting import NOW, accepted
from tests.builders.examples import trying
from tests.builders.queues import Candidate, Reopen
from tests.contracts.event_queues import candidate, ids_of, open_at

__all__ = ["candidate", "open_at"]


@trying(15)
@given(
    sizes=st.lists(st.integers(0, 4), min_size=1, max_size=25),
    at_once=st.integers(1, 8),
    in_memory=st.integers(1, 6),
    crash_after=st.integers(0, 10),
)
async def test_everything_is_delivered_in_order_however_it_is_put_and_taken(
    candidate: Candidate,
    open_at: Callable[[Path], Reopen],
    tmp_path_factory: pytest.TempPathFactory,
    sizes: list[int],
    at_once: int,
    in_memory: int,
    crash_after: int,
) -> None:
    """Some messages are at hand, some are fetched; the queue is reopened in the middle."""
    open_queue = open_at(tmp_path_factory.mktemp("queue"))
    queue = await open_queue(in_memory=in_memory)
    sent: list[str] = []
    got: list[Delivery] = []
    for number, size in enumerate(sizes):
        ids = [f"{number}-{one}" for one in range(size)]
        sent += ids
        await queue.put(Batch([accepted(id_) for id_ in ids], [Drop("p", DropReason.BOT, NOW)]))
        if number == crash_after:
            await queue.close()
            queue = await open_queue(in_memory=in_memory)
        if number % 3 == 2:
            got += await take_and_acknowledge(queue, at_once)
    while len(got) < len(sizes):
        got += await take_and_acknowledge(queue, at_once)
    await queue.close()
    in_order = "keeps its order when reopened" in candidate.can
    assert ids_of(got) == sent if in_order else sorted(ids_of(got)) == sorted(sent)


async def take_and_acknowledge(queue: EventQueue, at_once: int) -> list[Delivery]:
    deliveries = list(await asyncio.wait_for(queue.take(at_once), 10))
    await queue.ack(deliveries)
    return deliveries
