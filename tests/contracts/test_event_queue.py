"""EventQueue, over every durable adapter."""

import asyncio
import contextlib

import pytest

from insights.application.ports.event_queue import Batch, EventQueue, QueueDepth, QueueFull
from insights.domain.errors import Unavailable
from insights.domain.ingestion.drops import Drop, DropReason
from tests.builders.accepting import NOW, accepted, batch, full_batch
from tests.builders.eventually import eventually_async
from tests.builders.queues import Candidate, Reopen
from tests.contracts.event_queues import CLOCK, candidate, ids_of, open_at, reopen, take_all

__all__ = ["candidate", "open_at", "reopen"]


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
    assert ids_of(await take_all(queue, 3, at_once=3)) == ["d", "e", "f"]


async def test_nothing_is_lost_when_take_is_given_up(reopen: Reopen) -> None:
    first = await reopen()
    await first.put(batch("kept"))
    await first.close()
    queue = await reopen()  # the message is not at hand, so that taking it has to wait
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
        CLOCK.now += 1
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
    await eventually_async(lambda: queue.depth().messages == 1, "one message is left")


async def test_depth_counts_taken_and_waiting_and_knows_the_oldest(
    reopen: Reopen, candidate: Candidate
) -> None:
    if "counts exactly" not in candidate.can:
        return await assert_depth_is_about_right(await reopen())
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
    assert queue.depth() == QueueDepth(0, 0, 0, 0)

    return None


async def assert_depth_is_about_right(queue: EventQueue) -> None:
    """Messages are counted, what passed here tells the size of the others, and empty is empty."""
    await queue.put(batch("a", "b"))
    CLOCK.now += 2_000
    await queue.put(batch("c", "d"))
    CLOCK.now += 500
    depth = queue.depth()
    assert (depth.messages, depth.events) == (2, 4)
    assert depth.bytes > 0
    taken = await take_all(queue, 4)
    assert queue.depth().oldest_age_ms == 2_500
    await queue.ack(taken)
    await eventually_async(lambda: queue.depth() == QueueDepth(0, 0, 0, 0), "the queue is empty")


async def test_depth_is_the_same_after_reopening(reopen: Reopen, candidate: Candidate) -> None:
    queue = await reopen()
    await queue.put(batch("a", "b"))
    before = queue.depth()
    await queue.close()
    after = (await reopen()).depth()
    assert after == before if "counts exactly" in candidate.can else after.messages == 1


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
    await eventually_async(lambda: queue.depth().messages == 0, "the message has left")
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
    with pytest.raises(Unavailable):
        await queue.check()


async def test_an_open_queue_says_that_it_takes_batches(reopen: Reopen) -> None:
    await (await reopen()).check()


async def test_closing_finishes_what_is_being_written(reopen: Reopen) -> None:
    queue = await reopen()
    puts = [asyncio.create_task(queue.put(batch(f"{number}"))) for number in range(20)]
    await asyncio.sleep(0)
    await queue.close()
    await asyncio.gather(*puts)
    assert len(ids_of(await take_all(await reopen(), 20))) == 20
