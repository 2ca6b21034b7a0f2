"""LiveTickets, over every adapter: each ticket works once, and not for long."""

import asyncio
from collections.abc import Callable

import pytest

from insights.adapters.memory.live_tickets import MemoryLiveTickets
from insights.application.ports.live import Grant, LiveTickets

GRANT = Grant("a credential", "a project")


class Stopwatch:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


ADAPTERS: dict[str, Callable[[Stopwatch], LiveTickets]] = {"memory": MemoryLiveTickets}


@pytest.fixture
def clock() -> Stopwatch:
    return Stopwatch()


@pytest.fixture(params=list(ADAPTERS.values()), ids=list(ADAPTERS))
def tickets(request: pytest.FixtureRequest, clock: Stopwatch) -> LiveTickets:
    made: LiveTickets = request.param(clock)
    return made


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


@pytest.mark.parametrize(("seconds", "expected"), [(29.9, GRANT), (30, None), (31, None)])
async def test_a_ticket_expires(
    tickets: LiveTickets, clock: Stopwatch, seconds: float, expected: Grant | None
) -> None:
    await tickets.keep("ticket", GRANT)
    clock.now += seconds
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


def test_a_grant_shows_its_credential_nowhere() -> None:
    assert GRANT.credential not in repr(GRANT)
