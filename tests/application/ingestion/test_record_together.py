"""Several recorders over one Redis and one event log: every event once, and every visit whole."""

import asyncio
import random
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from itertools import count

import pytest

from insights.adapters.memory.event_log import MemoryEventLog
from insights.adapters.memory.records import MemoryDropCounts
from insights.adapters.redis.claims import RedisClaims
from insights.adapters.redis.connection import RedisConnection
from insights.adapters.redis.locks import RedisLocks
from insights.adapters.redis.open_visits import RedisOpenVisits
from insights.application.ports.event_queue import Delivery
from insights.domain.ingestion.event import Accepted, Event
from tests.builders.identifying import by_user, identify
from tests.builders.recording import MINUTE, NOW, PROJECT, Recording, accepted, delivery
from tests.builders.services.session import Service
from tests.builders.shared_state import connected, empty_redis

RECORDERS = 3
AGAIN = 30


class FarLog(MemoryEventLog):
    """Others run before an append is there, as with a store across a network."""

    async def append(self, events: Sequence[Event]) -> None:
        for _ in range(20):
            await asyncio.sleep(0)
        await super().append(events)


@pytest.fixture
async def recorders(redis: Service) -> AsyncIterator[list[Recording]]:
    """Each with a connection and memories of its own."""
    log, counts = FarLog(), MemoryDropCounts()
    async with AsyncExitStack() as stack:
        connections = [await stack.enter_async_context(empty_redis(redis.url))]
        connections += [await stack.enter_async_context(connected(redis.url)) for _ in range(RECORDERS - 1)]
        made = [sharing(log, counts, connection) for connection in connections]
        for recorder in made:
            await recorder.learn()
        yield made


def sharing(log: MemoryEventLog, counts: MemoryDropCounts, redis: RedisConnection) -> Recording:
    return Recording(
        log=log,
        counts=counts,
        claims=RedisClaims(redis),
        locks=RedisLocks(redis),
        open_visits=lambda _, clock: RedisOpenVisits(redis, clock),
    )


def visits_of(visitor: int, chance: random.Random) -> list[Accepted]:
    """Some visits, each short enough to be one visit in whatever order its events come, hours apart. The id
    tells to which one an event belongs."""
    return [
        accepted(f"{visitor}/{visit}/{event}", minute=minute - 600, visitor=visitor)
        for visit in range(3)
        for event in range(4)
        for minute in [visit * 150 + chance.uniform(0, 25)]
    ]


def messages(chance: random.Random) -> list[Delivery]:
    """All events, and AGAIN of them once more, in messages of a few in any order."""
    events = [event for visitor in range(1, 9) for event in visits_of(visitor, chance)]
    again = [accepted(one.event.id, visitor=one.event.visitor_id) for one in chance.sample(events, AGAIN)]
    for late, early in zip(again, chance.sample(events, AGAIN), strict=True):
        late.event.time = early.event.time
    chance.shuffle(everything := events + again)
    numbers = count(1)
    parts = []
    while everything:
        size = chance.randint(1, 9)
        parts.append(delivery(next(numbers), *everything[:size]))
        everything = everything[size:]
    return parts


async def work(recorder: Recording, waiting: list[Delivery], chance: random.Random) -> None:
    """Takes what waits, and now and then dies with it at any point: then another gets it."""
    while waiting:
        taken = [waiting.pop() for _ in range(min(len(waiting), chance.randint(1, 3)))]
        task = asyncio.create_task(recorder.record(taken))
        if chance.random() < 0.3:
            await asyncio.sleep(chance.uniform(0, 0.01))
            task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        if task.cancelled():
            waiting.extend(Delivery(one.id, fresh(one).batch, redelivered=True) for one in taken)
        else:
            task.result()


def fresh(message: Delivery) -> Delivery:
    """As the queue hands it out again: without what the first recorder wrote into it."""
    events = [
        accepted(
            one.event.id,
            visitor=one.event.visitor_id,
            minute=(one.event.time - NOW) / 60_000,
            received=one.event.received,
        )
        for one in message.batch.events
    ]
    return delivery(message.id, *events)


@pytest.mark.parametrize("seed", range(4))
async def test_recorders_at_once_store_every_event_once_and_every_visit_whole(
    recorders: list[Recording], seed: int
) -> None:
    chance = random.Random(seed)
    waiting = messages(chance)
    sent = {one.event.id for message in waiting for one in message.batch.events}
    await asyncio.gather(*(work(recorder, waiting, chance) for recorder in recorders))
    log = recorders[0].log
    assert isinstance(log, MemoryEventLog)
    assert {id_: times for id_, times in Counter(event.id for event in log.events).items() if times > 1} == {}
    assert {event.id for event in log.events} == sent
    assert await recorders[0].drops() == {"duplicate": AGAIN}


async def test_an_event_belongs_to_the_message_that_claimed_it_in_whatever_order_they_come_again(
    recorders: list[Recording],
) -> None:
    dead, living = recorders[:2]
    assert dead.claims is not None
    await dead.claims.take([((PROJECT, "x"), 1), ((PROJECT, "y"), 2)])
    mine = delivery(1, accepted("x"), redelivered=True)
    later = delivery(2, accepted("x", received=NOW + 9), accepted("y"), redelivered=True)
    await living.record([later, mine])
    assert isinstance(living.log, MemoryEventLog)
    assert {event.id: event.received for event in living.log.events} == {"x": NOW, "y": NOW}
    assert await living.drops() == {"duplicate": 1}


async def test_a_visit_that_several_recorders_see_is_one_visit(recorders: list[Recording]) -> None:
    chance = random.Random(7)
    events = [event for visitor in range(1, 30) for event in visits_of(visitor, chance)]
    chance.shuffle(events)
    numbers = count(1)
    waiting = [delivery(next(numbers), *events[start : start + 7]) for start in range(0, len(events), 7)]
    await asyncio.gather(*(work(recorder, waiting, chance) for recorder in recorders))
    log = recorders[0].log
    assert isinstance(log, MemoryEventLog)
    sessions = defaultdict(set)
    for event in log.events:
        sessions[event.id.rpartition("/")[0]].add(event.session_id)
    assert {visit: ids for visit, ids in sessions.items() if len(ids) > 1} == {}
    assert len({id_ for ids in sessions.values() for id_ in ids}) == len(sessions)


async def test_what_another_recorder_stored_is_a_repeat_long_after_its_claim_has_ended(
    recorders: list[Recording], redis: Service
) -> None:
    one, another, *_ = recorders
    await one.record([delivery(1, accepted("a"))])
    async with connected(redis.url) as connection:
        await connection.client.delete(*await connection.client.keys("insights:1:claim:*"))
    assert (await another.record([delivery(2, accepted("a"), accepted("b"))])).stored == 1
    await another.catch_up()
    assert (await another.record([delivery(3, accepted("a"), accepted("c"))])).stored == 1


async def test_a_message_that_the_broker_holds_twice_is_no_repeat_of_itself(
    recorders: list[Recording],
) -> None:
    one, another, *_ = recorders
    for recorder, stored in ((one, 1), (another, 0)):
        recorded = await recorder.record([delivery(1, accepted("a"))])
        assert (recorded.stored, recorded.dropped) == (stored, 0)
    assert (await another.record([delivery(2, accepted("a"))])).dropped == 1


async def test_a_dead_letter_that_is_replayed_is_no_repeat_of_itself(
    recorders: list[Recording], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, another, *_ = recorders

    async def refuse(events: Sequence[Event]) -> None:
        raise OverflowError("too much")

    monkeypatch.setattr(one.log, "append", refuse)  # the store refuses for a while
    assert (await one.record([delivery(1, accepted("a"))])).dead == 1
    monkeypatch.undo()
    assert (await another.record([delivery(2, accepted("a"))])).stored == 1


async def test_a_visit_that_a_user_joined_is_whole_to_whichever_recorder_is_next(
    recorders: list[Recording],
) -> None:
    one, two, three = recorders
    phone = 71
    await one.record([delivery(1, accepted("view", visitor=phone, minute=35))])
    await two.record([delivery(2, identify("login", "ada", phone, minute=40))])
    await three.record([delivery(3, by_user("user", "ada", minute=66))])
    await one.record([delivery(4, accepted("early", visitor=phone, minute=10))])
    await two.record([delivery(5, accepted("late", visitor=phone, minute=90))])
    await two.marks.claim("so far")
    await two.marks.release("so far", PROJECT)
    await two.record([delivery(6, by_user("last", "ada", minute=118))])
    assert isinstance(one.log, MemoryEventLog)
    assert len({event.session_id for event in one.log.events}) == 1
    marked = {hour for _, hour in await two.marks.claim("now")}
    assert marked == {NOW, NOW + 60 * MINUTE}, "the hour in which the visit began by now, and the event's own"
