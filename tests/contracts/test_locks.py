"""Locks, over every adapter: one holder at a time, who is told when it is one no longer."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from insights.adapters.redis.connection import RedisConnection
from insights.adapters.redis.locks import RedisLocks, lock_key
from insights.application.ports.locks import Lease, Locks
from insights.domain.errors import Unavailable
from tests.builders.services.session import Service, stopped
from tests.builders.shared_state import connected, empty_redis
from tests.contracts.registry import contract

LONG = 60_000


@pytest.fixture
async def connection(redis: Service) -> AsyncIterator[RedisConnection]:
    async with empty_redis(redis.url) as opened:
        yield opened


locks = contract(Locks)


async def held(locks: Locks, name: str = "one", ttl_ms: int = LONG) -> Lease:
    lease = await locks.try_hold(name, ttl_ms)
    assert lease is not None
    return lease


async def test_one_holder_at_a_time_has_a_lock(locks: Locks) -> None:
    lease = await held(locks)
    assert await locks.try_hold("one", LONG) is None
    await lease.release()
    await (await held(locks)).release()


async def test_locks_of_other_names_are_free(locks: Locks) -> None:
    leases = [await held(locks, "one"), await held(locks, "two")]
    assert [lease.name for lease in leases] == ["one", "two"]
    for lease in leases:
        await lease.release()


async def test_tokens_grow_with_every_lease(locks: Locks) -> None:
    tokens = []
    for _ in range(20):
        lease = await held(locks)
        tokens.append(lease.token)
        await lease.release()
    assert tokens == sorted(set(tokens))


async def test_releasing_twice_takes_the_lock_from_nobody(locks: Locks) -> None:
    first = await held(locks)
    await first.release()
    second = await held(locks)
    await first.release()
    assert await locks.try_hold("one", LONG) is None
    await second.release()
    assert not first.lost.is_set()


async def test_whoever_waits_has_it_as_soon_as_it_is_free_and_alone(locks: Locks) -> None:
    inside, most = 0, 0

    async def work() -> None:
        nonlocal inside, most
        async with locks.hold("one", LONG):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0)
            inside -= 1

    await asyncio.gather(*(work() for _ in range(10)))
    assert most == 1


async def test_a_block_that_fails_frees_the_lock(locks: Locks) -> None:
    with pytest.raises(ZeroDivisionError):
        async with locks.hold("one", LONG):
            raise ZeroDivisionError
    await (await held(locks)).release()


async def test_a_waiter_that_gives_up_leaves_the_lock_to_the_others(locks: Locks) -> None:
    lease = await held(locks)
    waiter = asyncio.ensure_future(locks.hold("one", LONG).__aenter__())
    await asyncio.sleep(0)
    waiter.cancel()
    await asyncio.gather(waiter, return_exceptions=True)
    await lease.release()
    await (await held(locks)).release()


async def test_a_lock_is_renewed_while_it_is_held(connection: RedisConnection) -> None:
    lease = await held(RedisLocks(connection), ttl_ms=6_000)
    await connection.client.pexpire(lock_key("one"), 5_000)
    while await connection.client.pttl(lock_key("one")) <= 5_000:  # noqa: ASYNC110 - Redis sets no event
        await asyncio.sleep(0.05)
    assert not lease.lost.is_set()
    await lease.release()


async def test_a_holder_that_dies_frees_the_lock_in_time(redis: Service, connection: RedisConnection) -> None:
    async with connected(redis.url) as another:
        lease = await held(RedisLocks(another), ttl_ms=300)
        dead = asyncio.all_tasks() - {asyncio.current_task()}
        for task in dead:
            task.cancel()
    async with RedisLocks(connection).hold("one", LONG) as next_one:
        assert next_one.token > lease.token


async def test_whoever_loses_the_lock_is_told(connection: RedisConnection) -> None:
    lease = await held(RedisLocks(connection), ttl_ms=300)
    await connection.client.delete(lock_key("one"))
    another = await held(RedisLocks(connection))
    await lease.lost.wait()
    await lease.release()
    assert await RedisLocks(connection).try_hold("one", LONG) is None
    assert another.token > lease.token
    await another.release()


async def test_tokens_grow_even_when_redis_has_lost_everything(connection: RedisConnection) -> None:
    locks = RedisLocks(connection)
    before = await held(locks)
    await connection.client.flushdb()
    after = await held(locks)
    assert after.token > before.token
    await before.release()
    assert await locks.try_hold("one", LONG) is None
    await after.release()


async def test_without_redis_nobody_gets_a_lock_and_the_holder_loses_it(
    redis: Service, connection: RedisConnection
) -> None:
    locks = RedisLocks(connection)
    lease = await held(locks, ttl_ms=500)
    with stopped(redis):
        with pytest.raises(Unavailable):
            await locks.try_hold("two", LONG)
        await lease.lost.wait()
        await lease.release()
    async with asyncio.timeout(30):
        while True:
            try:
                again = await held(locks)
            except (Unavailable, AssertionError):
                await asyncio.sleep(0.05)
            else:
                break
    assert again.token > lease.token
    await again.release()
