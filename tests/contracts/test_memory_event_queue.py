"""EventQueue over memory: what it promises while its process lives."""

import asyncio

import pytest

from insights.adapters.memory.event_queue import MemoryEventQueue
from insights.application.ports.event_queue import Batch, QueueFull
from insights.domain.errors import Unavailable
from tests.builders.recording import accepted


def batch(*ids: str) -> Batch:
    return Batch(events=[accepted(id_) for id_ in ids])


async def test_batches_are_delivered_in_order_and_held_until_acknowledged() -> None:
    queue = MemoryEventQueue()
    for ids in ("ab", "c", "d"):
        await queue.put(batch(*ids))
    first = await queue.take(2)
    assert [one.event.id for delivery in first for one in delivery.batch.events] == ["a", "b"]
    rest = await queue.take(100)
    assert [one.event.id for delivery in rest for one in delivery.batch.events] == ["c", "d"]
    assert (queue.depth().messages, queue.depth().events) == (3, 4)
    await queue.ack(first)
    await queue.ack(first)
    assert queue.depth().messages == 2


async def test_taking_waits_for_a_batch() -> None:
    queue = MemoryEventQueue()
    taking = asyncio.create_task(queue.take(10))
    await asyncio.sleep(0)
    assert not taking.done()
    await queue.put(batch("a"))
    assert len(await taking) == 1


async def test_a_batch_beyond_its_room_is_refused_whole() -> None:
    queue = MemoryEventQueue(max_events=2)
    await queue.put(batch("a"))
    with pytest.raises(QueueFull, match="2 events"):
        await queue.put(batch("b", "c"))
    assert queue.depth().events == 1
    await queue.put(batch("d"))


async def test_a_closed_queue_neither_takes_nor_gives() -> None:
    queue = MemoryEventQueue()
    waiting = asyncio.create_task(queue.take(1))
    await asyncio.sleep(0)
    await queue.close()
    with pytest.raises(Unavailable):
        await waiting
    with pytest.raises(Unavailable):
        await queue.put(batch("a"))
    with pytest.raises(Unavailable):
        await queue.take(1)
