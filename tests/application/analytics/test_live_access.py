"""Who may watch, and for how long."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from insights.adapters.memory.live_tickets import MemoryLiveTickets
from insights.adapters.memory.rate_limits import MemoryRateLimits
from insights.application.accounts.keys import CreateKey, DeleteKey, NewKey
from insights.application.analytics.live_access import TICKETS, AdmitWatcher, IssueLiveTicket
from insights.application.ports.live import Grant
from insights.domain.accounts.principal import Scope
from insights.domain.errors import InsightsError, NotFound, RateLimited, Unauthenticated
from tests.builders.accounts import Accounts, fresh_database


class Door:
    """An owner with a project, and the use-cases of tickets. `meanwhile` happens between two looks."""

    def __init__(self, accounts: Accounts) -> None:
        self.accounts = accounts
        tickets = MemoryLiveTickets(lambda: accounts.clock.now / 1000)
        limits = MemoryRateLimits(seconds=lambda: accounts.clock.now / 1000)
        self.issue = IssueLiveTicket(accounts.open_project, tickets, limits, accounts.ids)
        self.admit = AdmitWatcher(accounts.authenticate, accounts.open_project, tickets, 60, self._pause)
        self.meanwhile: list[object] = []
        self.looks = 0

    async def begin(self) -> "Door":
        self.signed_in = await self.accounts.owner()
        self.principal = await self.accounts.authenticate(self.signed_in.access_token)
        self.project = await self.accounts.project(self.principal, aliases=["shop"])
        return self

    async def ticket(self, credential: str = "") -> str:
        given = credential or self.signed_in.access_token
        return await self.issue(await self.accounts.authenticate(given), given, self.project.id)

    async def until_over(self, grant: Grant, *meanwhile: object) -> InsightsError:
        self.meanwhile = [*meanwhile]
        return await self.admit.until_over(grant)

    async def _pause(self, seconds: float) -> None:
        self.looks += 1
        assert self.looks < 100, "it does not end"
        self.accounts.clock.pass_seconds(seconds)
        if self.looks == 3:
            for what in self.meanwhile:
                await what  # type: ignore[misc]  # awaitables, by the tests below


@pytest_asyncio.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    accounts = Accounts(fresh_database(tmp_path))
    yield await Door(accounts).begin()
    await accounts.database.close()


async def test_a_ticket_stands_for_one_project_and_whoever_asked(door: Door) -> None:
    grant = await door.admit(await door.ticket(), "shop")
    assert grant == Grant(door.signed_in.access_token, door.project.id)


async def test_a_ticket_is_refused_when_it_is_late_or_comes_again(door: Door) -> None:
    ticket, late = await door.ticket(), await door.ticket()
    await door.admit(ticket, door.project.id)
    door.accounts.clock.pass_seconds(30)
    for refused in (ticket, late, ""):
        with pytest.raises(Unauthenticated):
            await door.admit(refused, door.project.id)


async def test_a_ticket_is_used_up_at_the_wrong_door_too(door: Door) -> None:
    second = await door.accounts.project(door.principal)
    ticket = await door.ticket()
    for project in (second.id, door.project.id):
        with pytest.raises(Unauthenticated):
            await door.admit(ticket, project)


async def test_another_organizations_project_is_not_found(door: Door) -> None:
    eve = await door.accounts.principal("eve@example.com")
    with pytest.raises(NotFound):
        await door.issue(eve, "whatever", door.project.id)
    theirs = await door.accounts.project(eve)
    with pytest.raises(NotFound):
        await door.admit(await door.ticket(), theirs.id)


async def test_tickets_are_limited_for_each_project(door: Door) -> None:
    for _ in range(TICKETS.burst):
        await door.ticket()
    with pytest.raises(RateLimited):
        await door.ticket()
    door.accounts.clock.pass_seconds(1)
    await door.ticket()


async def test_a_stream_ends_with_the_access_token(door: Door) -> None:
    grant = await door.admit(await door.ticket(), door.project.id)
    assert isinstance(await door.until_over(grant), Unauthenticated)
    assert door.looks == 15


async def test_a_stream_ends_within_a_minute_of_the_session(door: Door) -> None:
    grant = await door.admit(await door.ticket(), door.project.id)
    sign_out = door.accounts.sign_out(door.signed_in.refresh_token)
    assert isinstance(await door.until_over(grant, sign_out), Unauthenticated)
    assert door.looks == 3


async def test_a_stream_ends_with_the_key_and_outlives_access_tokens(door: Door) -> None:
    accounts = door.accounts
    create = CreateKey(
        accounts.unit_of_work, accounts.open_project, accounts.clock, accounts.ids, accounts.note_change
    )
    delete = DeleteKey(accounts.unit_of_work, accounts.open_project, accounts.note_change)
    key, text = await create(
        door.principal, door.project.id, NewKey(name="wall", scopes=frozenset({Scope.QUERY}))
    )
    grant = await door.admit(await door.ticket(text), door.project.id)
    over = await door.until_over(grant, delete(door.principal, door.project.id, key.id))
    assert isinstance(over, Unauthenticated)
    assert door.looks == 3


async def test_a_stream_ends_with_its_project(door: Door) -> None:
    grant = await door.admit(await door.ticket(), door.project.id)
    delete = door.accounts.services().delete_project
    assert isinstance(await door.until_over(grant, delete(door.principal, door.project.id)), NotFound)
    assert door.looks == 3
