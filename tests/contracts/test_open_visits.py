"""OpenVisits, over every adapter: what one batch has kept, the next one fetches."""

from collections.abc import AsyncIterator

import msgspec
import pytest

from insights.adapters.memory.event_log import MemoryEventLog
from insights.adapters.memory.locks import MemoryLocks
from insights.adapters.memory.open_visits import MemoryOpenVisits
from insights.adapters.redis.connection import RedisConnection
from insights.adapters.redis.locks import RedisLocks, lock_key
from insights.adapters.redis.open_visits import MOST, RedisOpenVisits, visits_key
from insights.application.ports.event_log import Visit, VisitorKey
from insights.application.ports.locks import LeaseLost, Locks
from insights.application.ports.open_visits import HORIZON_MS, OpenVisits
from tests.builders.recording import NOW, StillClock
from tests.builders.services.session import Service
from tests.builders.shared_state import empty_redis

ONE: VisitorKey = ("p", 2**64 - 1)
TWO: VisitorKey = ("p", 2)
TTL = 60_000


@pytest.fixture
async def connection(redis: Service) -> AsyncIterator[RedisConnection]:
    async with empty_redis(redis.url) as opened:
        yield opened


@pytest.fixture(params=["memory", "redis"])
def shared(request: pytest.FixtureRequest) -> tuple[OpenVisits, Locks]:
    if request.param == "memory":
        return MemoryOpenVisits(MemoryEventLog(), StillClock()), MemoryLocks()
    connection = request.getfixturevalue("connection")
    return RedisOpenVisits(connection, StillClock()), RedisLocks(connection)


def visit(visitor: VisitorKey, session: int = 2**64 - 2) -> Visit:
    return Visit(*visitor, session, NOW, NOW + 5)


async def test_what_was_kept_is_fetched_and_may_be_changed(shared: tuple[OpenVisits, Locks]) -> None:
    visits, locks = shared
    async with locks.hold("recording", TTL) as lease:
        held = await visits.fetch([ONE, TWO, ONE])
        held.visits.setdefault(ONE, []).append(visit(ONE))
        await visits.keep(held, lease)
        held = await visits.fetch([ONE, TWO])
        held.visits[ONE][0].last = NOW + 9
        await visits.keep(held, lease)
        held = await visits.fetch([TWO, ONE])
    assert held.visits.get(ONE) == [Visit(*ONE, 2**64 - 2, NOW, NOW + 9)]
    assert held.visits.get(TWO) is None


async def test_thousands_are_kept_at_once(shared: tuple[OpenVisits, Locks]) -> None:
    visits, locks = shared
    many: list[VisitorKey] = [("p", number) for number in range(3_000)]
    async with locks.hold("recording", TTL) as lease:
        held = await visits.fetch(many)
        for key in many:
            held.visits[key] = [visit(key, key[1] + 1)]
        await visits.keep(held, lease)
        held = await visits.fetch(many)
    assert {key: held.visits[key][0].session_id for key in many} == {key: key[1] + 1 for key in many}


async def test_whoever_has_lost_the_lock_keeps_nothing(connection: RedisConnection) -> None:
    visits, locks = RedisOpenVisits(connection, StillClock()), RedisLocks(connection)
    async with locks.hold("recording", TTL) as lease:
        held = await visits.fetch([ONE])
        held.visits[ONE] = [visit(ONE)]
        await connection.client.delete(lock_key("recording"))
        async with locks.hold("recording", TTL):
            with pytest.raises(LeaseLost):
                await visits.keep(held, lease)
            assert (await visits.fetch([ONE])).visits == {}


async def test_redis_that_has_forgotten_holds_nothing_from_before(connection: RedisConnection) -> None:
    clock = StillClock()
    visits = RedisOpenVisits(connection, clock)
    clock.now = 1000 * (await connection.client.time())[0]
    since = (await visits.fetch([ONE])).since
    assert since > clock.now
    clock.now += 2 * HORIZON_MS
    assert (await visits.fetch([ONE])).since == clock.now - HORIZON_MS


async def test_what_redis_keeps_of_a_visitor_is_bounded_in_number_and_time(
    connection: RedisConnection,
) -> None:
    visits = RedisOpenVisits(connection, StillClock())
    async with RedisLocks(connection).hold("recording", TTL) as lease:
        held = await visits.fetch([ONE])
        held.visits[ONE] = [visit(ONE, number) for number in range(1, MOST + 11)]
        await visits.keep(held, lease)
    kept = (await visits.fetch([ONE])).visits[ONE]
    assert [one.session_id for one in kept] == list(range(11, MOST + 11))
    (key,) = await connection.client.keys("insights:1:visits:*")
    assert HORIZON_MS < await connection.client.pttl(key) <= 2 * HORIZON_MS


async def test_what_a_visit_is_shared_by_is_kept(shared: tuple[OpenVisits, Locks]) -> None:
    visits, locks = shared
    one = Visit(*ONE, 9, NOW, NOW + 5, TWO[1], (ONE[1], TWO[1]))
    async with locks.hold("recording", TTL) as lease:
        held = await visits.fetch([ONE])
        held.visits[ONE] = [one]
        await visits.keep(held, lease)
        assert (await visits.fetch([ONE])).visits[ONE] == [one]


async def test_visits_that_an_older_release_kept_are_nobodys_yet(connection: RedisConnection) -> None:
    kept = msgspec.msgpack.encode([(9, NOW, NOW + 5)])
    await connection.ask(lambda client: client.set(visits_key(ONE), kept))
    held = await RedisOpenVisits(connection, StillClock()).fetch([ONE])
    assert held.visits[ONE] == [Visit(*ONE, 9, NOW, NOW + 5)]
