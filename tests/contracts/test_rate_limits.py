"""RateLimits, over every adapter that limits; and the one that does not."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.adapters.memory.rate_limits import MemoryRateLimits, Unlimited
from insights.adapters.redis.connection import RedisConnection
from insights.adapters.redis.rate_limits import RedisRateLimits
from insights.application.ports.rate_limits import Limit, RateLimits
from tests.builders.examples import trying
from tests.builders.services.session import Service, stopped
from tests.builders.shared_state import connected, empty_redis
from tests.contracts.registry import contract


@dataclass
class Stopwatch:
    now: float = 1_000.0

    def __call__(self) -> float:
        return self.now


TEN = Limit("ten", per_second=0.01, burst=10)
"""So slow that what really passes while a test runs is next to nothing: 100 seconds a token."""
NEARLY = 0.2
AGES = 1_000_000
"""Seconds after which every bucket is full and forgotten."""

Pass = Callable[[float], Awaitable[None]]
"""Let so many seconds pass for the buckets."""


@pytest.fixture
def clock() -> Stopwatch:
    return Stopwatch()


limits = contract(RateLimits)


@pytest.fixture
def wait(limits: RateLimits, clock: Stopwatch) -> Pass:
    async def wait(seconds: float) -> None:
        clock.now += seconds
        if isinstance(limits, RedisRateLimits):
            client = limits._redis.client
            for key in await client.keys("insights:1:bucket:*"):
                await (client.delete(key) if seconds >= AGES else client.hincrbyfloat(key, "at", -seconds))

    return wait


@pytest.fixture
async def connection(redis: Service) -> AsyncIterator[RedisConnection]:
    async with empty_redis(redis.url) as opened:
        yield opened


async def test_a_burst_is_granted_and_what_goes_beyond_must_wait(limits: RateLimits) -> None:
    assert [await limits.spend(TEN, "a") for _ in range(10)] == [0.0] * 10
    assert await limits.spend(TEN, "a") == pytest.approx(100, rel=NEARLY)


async def test_whoever_waits_as_long_as_told_is_granted(limits: RateLimits, wait: Pass) -> None:
    await limits.spend(TEN, "a", 10)
    await wait(await limits.spend(TEN, "a", 7))
    assert await limits.spend(TEN, "a", 7) == 0.0


async def test_what_is_not_granted_costs_nothing(limits: RateLimits, wait: Pass) -> None:
    await limits.spend(TEN, "a", 10)
    for _ in range(5):
        assert await limits.spend(TEN, "a", 10) == pytest.approx(1_000, rel=NEARLY)
    await wait(1_000)
    assert await limits.spend(TEN, "a", 10) == 0.0


async def test_keys_and_limits_do_not_share_a_bucket(limits: RateLimits) -> None:
    await limits.spend(TEN, "a", 10)
    assert await limits.spend(TEN, "b", 10) == 0.0
    assert await limits.spend(Limit("other", per_second=0.01, burst=10), "a", 10) == 0.0


async def test_a_bucket_holds_no_more_than_the_burst(limits: RateLimits, wait: Pass) -> None:
    await limits.spend(TEN, "a")
    await wait(3_600_000)
    assert await limits.spend(TEN, "a", 10) == 0.0
    assert await limits.spend(TEN, "a") > 0


async def test_a_cost_above_the_burst_is_granted_from_a_full_bucket_and_then_owed(
    limits: RateLimits, wait: Pass
) -> None:
    assert await limits.spend(TEN, "a", 25) == 0.0
    assert await limits.spend(TEN, "a") == pytest.approx(1_600, rel=NEARLY)
    await wait(1_600)
    assert await limits.spend(TEN, "a") == 0.0


@trying(100)
@given(steps=st.lists(st.tuples(st.floats(0, 2_000), st.integers(1, 8)), max_size=30))
async def test_no_stretch_of_time_sees_more_than_rate_and_burst(
    limits: RateLimits, wait: Pass, steps: list[tuple[float, int]]
) -> None:
    await wait(AGES)
    key, now, granted, began = uuid4().hex, 0.0, [], time.monotonic()
    for pause, cost in steps:
        now += pause
        await wait(pause)
        if await limits.spend(TEN, key, cost) == 0.0:
            granted.append((now, cost))
    really = time.monotonic() - began
    for first, (start, _) in enumerate(granted):
        for last in range(first, len(granted)):
            spent = sum(cost for _, cost in granted[first : last + 1])
            assert spent <= TEN.burst + (granted[last][0] - start + really) * TEN.per_second + 0.001


async def test_memory_forgets_idle_keys_and_keeps_those_that_are_refused(clock: Stopwatch) -> None:
    limits = MemoryRateLimits(clock, generation=10)
    await limits.spend(TEN, "insistent", 10)
    for number in range(500):
        assert await limits.spend(TEN, "insistent", 10) > 0
        await limits.spend(TEN, f"passer-by {number}")
    assert len(limits._young) + len(limits._old) <= 20


async def test_unlimited_grants_everything() -> None:
    assert {await Unlimited().spend(TEN, "a", 1_000_000) for _ in range(100)} == {0.0}


async def test_processes_share_a_bucket(redis: Service, connection: RedisConnection) -> None:
    async with connected(redis.url) as another:
        assert await RedisRateLimits(connection).spend(TEN, "a", 6) == 0.0
        assert await RedisRateLimits(another).spend(TEN, "a", 6) > 0.0


async def test_a_full_bucket_and_whom_it_is_for_are_not_kept(connection: RedisConnection) -> None:
    await RedisRateLimits(connection).spend(TEN, "203.0.113.9", 1)
    (key,) = await connection.client.keys("*")
    assert b"203.0.113.9" not in key
    assert 0 < await connection.client.pttl(key) <= 101_000


async def test_without_redis_everything_is_granted_until_it_is_back(
    redis: Service, connection: RedisConnection
) -> None:
    limits = RedisRateLimits(connection)
    with stopped(redis):
        for _ in range(5):
            assert await limits.spend(TEN, "a", 10) == 0.0
    async with asyncio.timeout(30):
        while await limits.spend(TEN, "a", 10) == 0.0:  # noqa: ASYNC110 - Redis sets no event
            await asyncio.sleep(0.02)
