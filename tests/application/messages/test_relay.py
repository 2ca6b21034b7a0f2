"""Messages on their way: effects happen once, failures are tried again and given up at last, over the real
store."""

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from insights.application.accounts.invitations import NewInvitation
from insights.application.messages.bell import Bell
from insights.application.messages.deliver import DeliverHere, Outside, Subscribers, Within
from insights.application.messages.relay import (
    LEASE_MS,
    LONGEST_PAUSE_MS,
    PATIENCE_MS,
    RelayMessages,
    RunRelay,
    pause_ms,
)
from insights.application.ports.mail import Mail, Mailer
from insights.application.ports.unit_of_work import Work
from insights.domain.accounts.principal import Role
from insights.domain.accounts.user import Organization
from insights.domain.errors import Invalid, Unavailable
from insights.domain.messages import Message, PasswordResetRequested, ProjectDeleted
from insights.entrypoints.user_services import deliver_here
from tests.builders.accounts import Accounts, fresh_database
from tests.builders.mail_server import mail_server
from tests.contracts.test_mailer import smtp

TOLD = ProjectDeleted(project_id="p", organization_id="o")


@pytest_asyncio.fixture
async def accounts(tmp_path: Path) -> AsyncIterator[Accounts]:
    database = fresh_database(tmp_path)
    yield Accounts(database)
    await database.close()


async def write(accounts: Accounts, message: Message = TOLD) -> None:
    async with accounts.unit_of_work.begin() as work:
        await accounts.ports.publish(work, message)
        await work.commit()


def relay(accounts: Accounts, subscribers: Subscribers) -> RelayMessages:
    deliver = DeliverHere(accounts.unit_of_work, accounts.clock, subscribers)
    return RelayMessages(accounts.outbox, deliver, accounts.clock)


async def test_every_message_has_its_line_in_the_registry(accounts: Accounts) -> None:
    deliver = deliver_here(accounts.ports, accounts.mail_box, accounts.event_log)
    assert set(deliver.subscribers) == set(Message.__args__)
    names = [subscriber.name for line in deliver.subscribers.values() for subscriber in line]
    assert len(names) == len(set(names))


async def test_an_effect_in_the_store_happens_once_however_often_it_is_delivered(accounts: Accounts) -> None:
    """Two processes that both believe they hold the message."""
    met, arrived = asyncio.Barrier(2), asyncio.Event()

    async def meet(id_: str, message: ProjectDeleted) -> None:
        arrived.set()
        async with asyncio.timeout(30):
            await met.wait()

    async def add(work: Work, message: ProjectDeleted) -> None:
        await work.organizations.add(Organization(id=message.project_id, name="made once", created_at=0))

    await write(accounts)
    one = relay(accounts, {ProjectDeleted: (Outside("meet", meet), Within("add", add))})
    accounts.clock.pass_seconds(1)
    first = asyncio.create_task(one())
    await arrived.wait()
    accounts.clock.now += LEASE_MS
    assert await one() == 1
    assert await first == 1
    backlog = await accounts.outbox.backlog()
    assert (backlog.waiting, backlog.failed) == (0, 0)


async def test_a_subscriber_that_fails_stops_no_other_and_only_it_is_told_again(accounts: Accounts) -> None:
    told: list[str] = []

    async def failing(id_: str, message: ProjectDeleted) -> None:
        told.append("failing")
        if told.count("failing") < 3:
            raise Unavailable("It is away.")

    async def quick(id_: str, message: ProjectDeleted) -> None:
        told.append("quick")

    await write(accounts)
    one = relay(accounts, {ProjectDeleted: (Outside("failing", failing), Outside("quick", quick))})
    for seconds in (0, 1, 2):
        accounts.clock.pass_seconds(seconds)
        assert await one() == 1
        assert await one() == 0
    assert told == ["failing", "quick", "failing", "failing"]
    assert (await accounts.outbox.backlog()).waiting == 0


async def test_an_effect_that_fails_in_the_middle_leaves_nothing_and_is_not_noted(accounts: Accounts) -> None:
    tries: list[str] = []

    async def halfway(work: Work, message: ProjectDeleted) -> None:
        await work.organizations.add(Organization(id="x", name=str(len(tries)), created_at=0))
        tries.append("tried")
        if len(tries) == 1:
            raise RuntimeError("a mistake of ours")

    await write(accounts)
    one = relay(accounts, {ProjectDeleted: (Within("halfway", halfway),)})
    await one()
    async with accounts.unit_of_work.read() as view:
        assert await view.organizations.find("x") is None
    accounts.clock.pass_seconds(1)
    await one()
    async with accounts.unit_of_work.read() as view:
        kept = await view.organizations.find("x")
    assert kept is not None
    assert kept.name == "1"


async def test_what_fails_is_tried_for_three_days_and_then_listed_with_the_reason(accounts: Accounts) -> None:
    async def away(id_: str, message: ProjectDeleted) -> None:
        raise Unavailable("The mail server is away.")

    await write(accounts)
    one, started, tries = relay(accounts, {ProjectDeleted: (Outside("away", away),)}), accounts.clock.now, 0
    while not (await accounts.outbox.backlog()).failed:
        tries += await one()
        accounts.clock.now += LONGEST_PAUSE_MS
    assert accounts.clock.now - started > PATIENCE_MS
    assert tries > 100
    (failed,), total = await accounts.outbox.failed(10, 0)
    assert (total, failed.error, failed.attempts) == (1, "The mail server is away.", tries)


async def test_what_is_refused_for_good_is_given_up_at_once(accounts: Accounts) -> None:
    async def refuse(id_: str, message: ProjectDeleted) -> None:
        raise Invalid("No such mailbox.")

    await write(accounts)
    await relay(accounts, {ProjectDeleted: (Outside("refuse", refuse),)})()
    assert (await accounts.outbox.failed(10, 0))[0][0].error == "No such mailbox."


async def test_a_message_of_another_version_waits_and_holds_up_no_other(
    accounts: Accounts, caplog: pytest.LogCaptureFixture
) -> None:
    await write(accounts, PasswordResetRequested(email="x@y.de", origin=""))
    await write(accounts)
    async with accounts.database.writing() as connection:
        await connection.exec_driver_sql("UPDATE messages SET body = x'7b7d' WHERE subject = 'p'")
        await connection.commit()
    with caplog.at_level(logging.CRITICAL):
        assert await accounts.relay()() == 2
    assert (await accounts.outbox.backlog()).waiting == 1


def test_pauses_grow_to_a_quarter_of_an_hour() -> None:
    pauses = [pause_ms(attempts) for attempts in range(1, 200)]
    assert pauses[:4] == [1_000, 2_000, 4_000, 8_000]
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_PAUSE_MS


async def test_the_relay_wakes_by_the_bell_and_goes_on_after_an_error(accounts: Accounts) -> None:
    bell, told = Bell(), asyncio.Queue[str]()

    class Flaky(RelayMessages):
        async def __call__(self) -> int:
            told.put_nowait("asked")
            raise RuntimeError("each time")

    relay_ = accounts.relay()
    flaky = Flaky(relay_.outbox, relay_.deliver, relay_.clock)
    running = asyncio.create_task(RunRelay(flaky, bell, seconds=3600)())
    for _ in range(3):
        async with asyncio.timeout(30):
            await told.get()
        bell.ring()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


class Dying(Mailer):
    """Its process ends right after the mail went out, before that could be noted."""

    def __init__(self, mailer: Mailer) -> None:
        self._mailer = mailer
        self.deaths = 0

    async def send(self, mail: Mail) -> None:
        await self._mailer.send(mail)
        self.deaths += 1
        if self.deaths == 1:
            raise asyncio.CancelledError


async def test_mail_goes_out_after_an_outage_and_a_crash_under_one_message_id(accounts: Accounts) -> None:
    owner = await accounts.principal()
    async with mail_server() as server:
        await server.stop()
        mailer: Any = Dying(smtp(server))
        new = NewInvitation(email="bob@example.com", role=Role.VIEWER)
        await accounts.users.invite_user(owner, new, "https://x.org")
        one = accounts.relay(mailer)
        while await one():
            pass
        assert (await accounts.outbox.backlog()).waiting == 1
        await server.start()
        accounts.clock.pass_seconds(1)
        with pytest.raises(asyncio.CancelledError):
            await one()
        assert await one() == 0
        accounts.clock.now += LEASE_MS
        assert await one() == 1
        assert len({mail.message["Message-ID"] for mail in server.received}) == 1
        assert len(server.received) == 2
        assert server.received[0].text == server.received[1].text
    assert (await accounts.outbox.backlog()).waiting == 0
