"""LiveTickets, over every adapter: each ticket works once, and not for long."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from insights.adapters.memory.live_tickets import MemoryLiveTickets
from insights.adapters.redis.connection import RedisConnection
from insights.adapters.redis.live_tickets import RedisLiveTickets
from insights.application.ports.live import Grant, LiveTickets
from insights.domain.errors import Unavailable
from tests.builders.services.session import Service, stopped
from tests.builders.shared_state import empty_redis, grow_older
from tests.contracts.registry import contract

GRANT = Grant("a credential", "a project")


class Stopwatch:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Stopwatch:
    return Stopwatch()


tickets = contract(LiveTickets)


async def test_a_ticket_is_redeemed_once(tickets: LiveTickets) -> None:
    await tickets.keep("ticket", GRANT)
    assert await tickets.redeem("ticket") == GRANT
    assert await tickets.redeem("ticket") is None


async def test_of_two_at_once_one_gets_it(tickets: LiveTickets) -> None:
    await tickets.keep("ticket", GRANT)
    found = await asyncio.gather(*(tickets.redeem("ticket") for _ in range(5)))
    assert sorted(found, key=lambda grant: grant is None) == [GRANT, None, None, None, None]


@pytest.mark.parametrize("text", ["", "Ticket", "ticket ", "ticke", "\udcff", "\x00"])
async def test_any_other_text_is_nothing(tickets: LiveTickets, text: str) -> None:
    await tickets.keep("ticket", GRANT)
    assert await tickets.redeem(text) is None
    assert await tickets.redeem("ticket") == GRANT


@pytest.mark.parametrize(("seconds", "expected"), [(15, GRANT), (30, None), (31, None)])
async def test_a_ticket_expires(
    tickets: LiveTickets, clock: Stopwatch, seconds: float, expected: Grant | None
) -> None:
    await tickets.keep("ticket", GRANT)
    clock.now += seconds
    if isinstance(tickets, RedisLiveTickets):
        await grow_older(tickets._redis, "insights:1:ticket:*", seconds)
    await tickets.keep("another", GRANT)
    assert await tickets.redeem("ticket") == expected
    assert await tickets.redeem("another") == GRANT


async def test_memory_is_bounded_and_holds_no_ticket(clock: Stopwatch) -> None:
    tickets = MemoryLiveTickets(clock, most=3)
    for number in range(10):
        await tickets.keep(f"ticket {number}", GRANT)
    assert len(tickets._kept) == 3
    assert "ticket" not in repr(tickets._kept)
    assert await tickets.redeem("ticket 6") is None
    assert await tickets.redeem("ticket 7") == GRANT
    clock.now += 60
    await tickets.keep("late", GRANT)
    assert len(tickets._kept) == 1


@pytest.fixture
async def connection(redis: Service) -> AsyncIterator[RedisConnection]:
    async with empty_redis(redis.url) as opened:
        yield opened


async def test_redis_is_told_neither_ticket_nor_credential(connection: RedisConnection) -> None:
    await RedisLiveTickets(connection).keep("the ticket", GRANT)
    (key,) = await connection.client.keys("*")
    value = await connection.client.get(key)
    for secret in (b"the ticket", GRANT.credential.encode(), GRANT.project_id.encode()):
        assert secret not in key + value


async def test_without_redis_no_ticket_is_given_or_taken(redis: Service, connection: RedisConnection) -> None:
    tickets = RedisLiveTickets(connection)
    with stopped(redis):
        with pytest.raises(Unavailable):
            await tickets.keep("ticket", GRANT)
        with pytest.raises(Unavailable):
            await tickets.redeem("ticket")


def test_a_grant_shows_its_credential_nowhere() -> None:
    assert GRANT.credential not in repr(GRANT)
