"""EventQueue, over every adapter."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insights.adapters.local_queue.queue import LocalQueue, QueueLimits
from insights.application.ports.event_queue import Batch, Delivery, EventQueue, QueueFull
from insights.domain.errors import Unavailable
from insights.domain.ingestion.drops import Drop, DropReason
from tests.builders.accepting import NOW, FixedClock, accepted, batch, full_batch

Reopen = Callable[..., Awaitable[EventQueue]]
"""Opens the queue of this test, again after it was closed, with limits of its own."""

CLOCK = FixedClock()


def local(durability: str) -> Callable[[Path], Reopen]:
    def at(folder: Path) -> Reopen:
        async def reopen(**limits: int) -> EventQueue:
            given = QueueLimits(**limits)
            return await LocalQueue.open(folder / "queue.sqlite", CLOCK, durability, given)  # type: ignore[arg-type]  # a literal, by parameter

        return reopen

    return at


ADAPTERS = {"local, to the disk": local("disk"), "local, to the process": local("process")}


@pytest.fixture(params=list(ADAPTERS.values()), ids=list(ADAPTERS))
async def reopen(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Reopen]:
    opened: list[EventQueue] = []
    open_queue = request.param(tmp_path)

    async def tracked(**limits: int) -> EventQueue:
        opened.append(await open_queue(**limits))
        return opened[-1]

    CLOCK.now = NOW
    yield tracked
    for queue in opened:
        await queue.close()


def ids_of(deliveries: list[Delivery]) -> list[str]:
    return [one.event.id for delivery in deliveries for one in delivery.batch.events]


async def take_all(queue: EventQueue, events: int, at_once: int = 1_000) -> list[Delivery]:
    taken: list[Delivery] = []
    while len(ids_of(taken)) < events:
        taken += await asyncio.wait_for(queue.take(at_once), 10)
    return taken


async def test_what_is_put_is_delivered_in_order(reopen: Reopen) -> None:
    queue = await reopen()
    for id_ in "abc":
        await queue.put(batch(id_))
    assert ids_of(await take_all(queue, 3)) == ["a", "b", "c"]


async def test_every_field_survives_the_disk(reopen: Reopen) -> None:
    queue = await reopen()
    await queue.put(full_batch())
    await queue.close()
    (delivery,) = await (await reopen()).take(10)
    assert delivery.batch == full_batch()


async def test_batches_put_at_the_same_time_share_a_message(reopen: Reopen) -> None:
    queue = await reopen()
    await asyncio.gather(*(queue.put(batch(f"{number}")) for number in range(50)))
    assert queue.depth().messages == 1
    assert ids_of(await take_all(queue, 50)) == [f"{number}" for number in range(50)]


async def test_a_message_holds_no_more_than_one_commit_may(reopen: Reopen) -> None:
    queue = await reopen(per_message=10)
    await asyncio.gather(*(queue.put(batch(f"{n}a", f"{n}b", f"{n}c")) for n in range(10)))
    sizes = [len(one.batch.events) for one in await take_all(queue, 30)]
    assert sizes == [9, 9, 9, 3]


async def test_take_waits_for_a_message(reopen: Reopen) -> None:
    queue = await reopen()
    taking = asyncio.create_task(queue.take(10))
    await asyncio.sleep(0)
    await queue.put(batch("late"))
    assert ids_of(list(await asyncio.wait_for(taking, 10))) == ["late"]


async def test_take_gives_at_least_one_message_and_no_more_events_than_asked(reopen: Reopen) -> None:
    queue = await reopen()
    for ids in ("abc", "de", "f"):
        await queue.put(batch(*ids))
    assert ids_of(list(await queue.take(1))) == ["a", "b", "c"]
    assert ids_of(list(await queue.take(3))) == ["d", "e", "f"]


async def test_nothing_is_lost_when_take_is_given_up(reopen: Reopen) -> None:
    first = await reopen()
    await first.put(batch("kept"))
    await first.close()
    queue = await reopen()  # the message lies in the file only, so that taking it has to wait
    giving_up = asyncio.create_task(queue.take(10))
    await asyncio.sleep(0)
    giving_up.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await giving_up
    assert ids_of(await take_all(queue, 1)) == ["kept"]


async def test_what_is_not_acknowledged_comes_again_after_reopening(reopen: Reopen) -> None:
    queue = await reopen()
    for id_ in "abc":
        await queue.put(batch(id_))
    first, second, third = await take_all(queue, 3)
    assert not any(one.redelivered for one in (first, second, third))
    await queue.ack([second])
    await queue.close()
    again = await take_all(await reopen(), 2)
    assert [(one.id, one.redelivered) for one in again] == [(first.id, True), (third.id, True)]


async def test_ids_are_never_given_twice_even_when_the_queue_was_empty(reopen: Reopen) -> None:
    seen: list[int] = []
    for _ in range(3):
        queue = await reopen()
        await queue.put(batch("x"))
        deliveries = await queue.take(1)
        seen += [one.id for one in deliveries]
        await queue.ack(deliveries)
        await queue.close()
    assert len(set(seen)) == 3
    assert seen == sorted(seen)


async def test_a_message_after_reopening_is_new(reopen: Reopen) -> None:
    await (await reopen()).close()
    queue = await reopen()
    await queue.put(batch("x"))
    assert [one.redelivered for one in await queue.take(1)] == [False]


async def test_acknowledging_twice_is_harmless(reopen: Reopen) -> None:
    queue = await reopen()
    await asyncio.gather(queue.put(batch("a")))
    await queue.put(batch("b"))
    deliveries = await queue.take(1)
    await asyncio.gather(queue.ack(deliveries), queue.ack(deliveries))
    await queue.ack(deliveries)
    assert queue.depth().messages == 1


async def test_depth_counts_taken_and_waiting_and_knows_the_oldest(reopen: Reopen) -> None:
    queue = await reopen()
    await queue.put(batch("a", "b"))
    CLOCK.now += 2_000
    await queue.put(batch("c"))
    CLOCK.now += 500
    depth = queue.depth()
    assert (depth.messages, depth.events, depth.oldest_age_ms) == (2, 3, 2_500)
    assert depth.bytes > 0
    await queue.ack(await queue.take(2))
    assert (queue.depth().events, queue.depth().oldest_age_ms) == (1, 500)
    await queue.ack(await queue.take(2))
    assert queue.depth() == type(depth)(0, 0, 0, 0)


async def test_depth_is_the_same_after_reopening(reopen: Reopen) -> None:
    queue = await reopen()
    await queue.put(batch("a", "b"))
    before = queue.depth()
    await queue.close()
    assert (await reopen()).depth() == before


async def test_a_queue_that_holds_all_it_may_refuses_the_whole_batch(reopen: Reopen) -> None:
    queue = await reopen(events=3)
    await queue.put(batch("a", "b"))
    with pytest.raises(QueueFull) as refused:
        await queue.put(batch("c", "d"))
    assert refused.value.retry_after > 0
    await queue.put(batch("c"))
    assert ids_of(await take_all(queue, 3)) == ["a", "b", "c"]


async def test_room_comes_back_when_messages_are_acknowledged(reopen: Reopen) -> None:
    queue = await reopen(bytes=1)
    await queue.put(batch("a"))
    with pytest.raises(QueueFull):
        await queue.put(batch("b"))
    await queue.ack(await queue.take(1))
    await queue.put(batch("b"))


async def test_a_disk_that_is_too_slow_is_not_waited_for_without_end(reopen: Reopen) -> None:
    queue = await reopen(unwritten=2)
    results = await asyncio.gather(*(queue.put(batch(id_)) for id_ in "abcd"), return_exceptions=True)
    assert [type(one) for one in results] == [type(None), type(None), QueueFull, QueueFull]
    await queue.put(batch("e"))
    assert ids_of(await take_all(queue, 3)) == ["a", "b", "e"]


async def test_a_batch_that_cannot_be_written_fails_alone(reopen: Reopen) -> None:
    queue = await reopen()
    wrong = Batch([accepted("wrong", title="\ud800")])
    results = await asyncio.gather(
        queue.put(batch("a")), queue.put(wrong), queue.put(batch("b")), return_exceptions=True
    )
    assert [isinstance(one, Exception) for one in results] == [False, True, False]
    assert ids_of(await take_all(queue, 2)) == ["a", "b"]


async def test_drops_alone_are_a_message(reopen: Reopen) -> None:
    queue = await reopen()
    drop = Drop("p", DropReason.PRIVACY_SIGNAL, NOW, 7)
    await queue.put(Batch([], [drop]))
    (delivery,) = await queue.take(1)
    assert delivery.batch == Batch([], [drop])


async def test_a_closed_queue_says_so(reopen: Reopen) -> None:
    queue = await reopen()
    taking = asyncio.create_task(queue.take(1))
    await asyncio.sleep(0)
    await queue.close()
    await queue.close()
    with pytest.raises(Unavailable):
        await asyncio.wait_for(taking, 10)
    with pytest.raises(Unavailable):
        await queue.take(1)
    with pytest.raises(Unavailable):
        await queue.put(batch("a"))


async def test_closing_finishes_what_is_being_written(reopen: Reopen) -> None:
    queue = await reopen()
    puts = [asyncio.create_task(queue.put(batch(f"{number}"))) for number in range(20)]
    await asyncio.sleep(0)
    await queue.close()
    await asyncio.gather(*puts)
    assert (await reopen()).depth().events == 20


@settings(max_examples=25, deadline=None)
@given(
    sizes=st.lists(st.integers(0, 4), min_size=1, max_size=25),
    at_once=st.integers(1, 8),
    in_memory=st.integers(1, 6),
    crash_after=st.integers(0, 10),
)
@pytest.mark.parametrize("adapter", ADAPTERS.values(), ids=list(ADAPTERS))
async def test_everything_is_delivered_in_order_however_it_is_put_and_taken(
    adapter: Callable[[Path], Reopen],
    tmp_path_factory: pytest.TempPathFactory,
    sizes: list[int],
    at_once: int,
    in_memory: int,
    crash_after: int,
) -> None:
    """Some messages fit into memory, some are read back; the queue is reopened in the middle."""
    open_queue = adapter(tmp_path_factory.mktemp("queue"))
    queue = await open_queue(in_memory=in_memory)
    sent, got = [], []
    for number, size in enumerate(sizes):
        ids = [f"{number}-{one}" for one in range(size)]
        sent += ids
        await queue.put(Batch([accepted(id_) for id_ in ids], [Drop("p", DropReason.BOT, NOW)]))
        if number == crash_after:
            await queue.close()
            queue = await open_queue(in_memory=in_memory)
        if number % 3 == 2:
            deliveries = await queue.take(at_once)
            got += ids_of(list(deliveries))
            await queue.ack(deliveries)
    while queue.depth().messages:
        deliveries = await asyncio.wait_for(queue.take(at_once), 10)
        got += ids_of(list(deliveries))
        await queue.ack(deliveries)
    await queue.close()
    assert got == sent
