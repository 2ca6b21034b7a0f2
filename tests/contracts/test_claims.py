"""Claims, over every adapter that several recorders share: an event belongs to one message."""

from collections.abc import AsyncIterator

import pytest

from insights.adapters.memory.claims import MemoryClaims
from insights.adapters.redis.claims import RedisClaims, claim_key
from insights.adapters.redis.connection import RedisConnection
from insights.application.ports.claims import SETTLED_SECONDS, Claimed
from insights.application.ports.event_log import EventKey
from insights.domain.errors import Unavailable
from tests.builders.recording import NOW
from tests.builders.services.session import Service, stopped
from tests.builders.shared_state import empty_redis

A, B, C = ("p", "a"), ("p", "b"), ("q", "a")


@pytest.fixture
async def connection(redis: Service) -> AsyncIterator[RedisConnection]:
    async with empty_redis(redis.url) as opened:
        yield opened


@pytest.fixture
def claims(connection: RedisConnection) -> RedisClaims:
    return RedisClaims(connection)


async def test_an_event_is_claimed_once_per_project(claims: RedisClaims) -> None:
    assert (await claims.take([(A, 1), (C, 1)])).held == {}
    assert (await claims.take([(A, 2), (B, 2), (C, 1)])).held == {A: 1, C: 1}
    assert (await claims.take([(B, 3)])).held == {B: 2}


async def test_thousands_are_claimed_at_once(claims: RedisClaims) -> None:
    many: list[tuple[EventKey, int]] = [(("p", str(number)), 7) for number in range(3_500)]
    assert (await claims.take(many)).held == {}
    assert (await claims.take(many)).held == dict(many)


async def test_a_refused_event_is_free_and_a_stored_one_is_held_for_a_while(
    claims: RedisClaims, connection: RedisConnection
) -> None:
    await claims.take([(A, 1), (B, 1)])
    await claims.settle([A], [B], NOW)
    assert (await claims.take([(A, 2), (B, 2)])).held == {A: 1}
    assert 0 < await connection.client.pttl(claim_key(A)) <= SETTLED_SECONDS * 1000
    assert await connection.client.pttl(claim_key(B)) > 86_400_000


async def test_it_is_known_how_far_back_reaches_what_was_settled(
    claims: RedisClaims, connection: RedisConnection
) -> None:
    await claims.take([(A, 1), (B, 1)])
    marker = await connection.client.get("insights:1:claims")
    await connection.client.set("insights:1:claims", marker.split()[0] + b" 1")  # begun long ago
    assert await claims.earliest_received(300) is None
    await claims.settle([A], [], NOW - 5_000)
    await claims.settle([B], [], NOW)
    assert await claims.earliest_received(300) == NOW - 5_000


async def test_redis_that_has_forgotten_says_since_when_it_remembers(
    claims: RedisClaims, connection: RedisConnection
) -> None:
    before = (await claims.take([(A, 1)])).since
    assert (await claims.take([(A, 1)])).since == before
    await connection.client.flushdb()
    assert (await claims.take([(A, 2)])).since >= before
    assert await claims.earliest_received(300) is not None


async def test_redis_that_was_started_again_says_so_too(redis: Service, claims: RedisClaims) -> None:
    before = (await claims.take([(A, 1)])).since
    with stopped(redis), pytest.raises(Unavailable):
        await claims.take([(A, 1)])
    while True:
        try:
            after = await claims.take([(A, 2)])
        except Unavailable:
            continue
        break
    assert after.since > before
    assert after.held == {A: 1}


async def test_one_recorder_alone_claims_what_it_has_under_way() -> None:
    claims = MemoryClaims()
    assert await claims.take([(A, 1), (B, 1)]) == Claimed()
    assert (await claims.take([(A, 2), (B, 1), (C, 2)])).held == {A: 1, B: 1}
    await claims.settle([A], [B], NOW)
    assert (await claims.take([(A, 2), (B, 2), (C, 3)])).held == {C: 2}
    assert await claims.earliest_received(300) is None
