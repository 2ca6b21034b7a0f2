"""Messages, Outbox and MessageLog, over every relational store."""

import asyncio

import pytest

from insights.adapters.sqlalchemy.database import Database
from insights.adapters.sqlalchemy.messages import SqlAlchemyOutbox
from insights.adapters.sqlalchemy.unit_of_work import SqlAlchemyUnitOfWork
from insights.application.ports.messages import Backlog, Envelope
from insights.application.ports.unit_of_work import UnitOfWork
from insights.domain.accounts.principal import Role
from insights.domain.messages import (
    Message,
    PasswordResetGranted,
    PasswordResetRequested,
    ProjectCreated,
    ProjectDeleted,
    ProjectUpdated,
    UserCreated,
    UserDeleted,
    UserInvited,
    UserUpdated,
    decode_message,
)

PERSON = {"user_id": "u", "organization_id": "o", "by": "someone"}
PROJECT = {"project_id": "p", "organization_id": "o", "by": "someone"}
EVERY_MESSAGE: list[Message] = [
    UserCreated(**PERSON, role=Role.ADMIN),
    UserUpdated(**PERSON, change="password"),
    UserDeleted(**PERSON),
    UserInvited(
        invitation_id="i", organization_id="o", expires_at=2**42, origin="https://x.org", by="someone"
    ),
    PasswordResetRequested(email="ada@example.com", origin="https://x.org"),
    PasswordResetGranted(reset_id="r", user_id="u", organization_id="o", origin="https://x.org"),
    ProjectCreated(**PROJECT),
    ProjectUpdated(**PROJECT),
    ProjectDeleted(**PROJECT),
]


@pytest.fixture
def work(database: Database) -> UnitOfWork:
    return SqlAlchemyUnitOfWork(database)


@pytest.fixture
def outbox(database: Database) -> SqlAlchemyOutbox:
    return SqlAlchemyOutbox(database)


async def write(work: UnitOfWork, *messages: tuple[str, Message], created_at: int = 0) -> None:
    async with work.begin() as w:
        for id_, message in messages:
            await w.messages.add(Envelope(id=id_, created_at=created_at, message=message))
        await w.commit()


def of(subject: str) -> ProjectDeleted:
    return ProjectDeleted(project_id=subject, organization_id="o")


async def test_every_message_comes_out_as_it_went_in(work: UnitOfWork, outbox: SqlAlchemyOutbox) -> None:
    assert {type(message) for message in EVERY_MESSAGE} == set(Message.__args__)
    await write(work, *((str(i), message) for i, message in enumerate(EVERY_MESSAGE)), created_at=5)
    found = {}
    while due := await outbox.claim(5, 100, 50):
        for one in due:
            assert (one.created_at, one.attempts) == (5, 1)
            found[int(one.id)] = decode_message(one.body)
            await outbox.delivered(one, 6)
    assert [found[i] for i in range(len(EVERY_MESSAGE))] == EVERY_MESSAGE


async def test_a_message_is_there_once_its_transaction_is_committed_and_not_otherwise(
    database: Database, outbox: SqlAlchemyOutbox
) -> None:
    rung: list[str] = []
    work = SqlAlchemyUnitOfWork(database, lambda: rung.append("rung"))
    async with work.begin() as w:
        await w.messages.add(Envelope(id="undone", created_at=0, message=of("p")))
    assert (await outbox.claim(10, 20, 5), rung) == ((), [])
    async with work.begin() as w:
        await w.messages.add(Envelope(id="done", created_at=0, message=of("p")))
        assert rung == []
        await w.commit()
    async with work.begin() as w:
        await w.commit()
    assert rung == ["rung"]
    assert [due.id for due in await outbox.claim(10, 20, 5)] == ["done"]


async def test_what_is_claimed_is_nobody_elses_until_the_lease_ends(
    work: UnitOfWork, outbox: SqlAlchemyOutbox
) -> None:
    await write(work, *((str(i), of(str(i))) for i in range(20)))
    claims = await asyncio.gather(*(outbox.claim(10, 100, 3) for _ in range(5)))
    ids = [due.id for claim in claims for due in claim]
    assert len(ids) == len(set(ids))
    while more := await outbox.claim(10, 100, 3):
        ids += [due.id for due in more]
    assert sorted(ids, key=int) == [str(i) for i in range(20)]
    assert await outbox.claim(99, 200, 50) == ()
    again = await outbox.claim(100, 200, 50)
    assert [(due.id, due.attempts) for due in again] == [(str(i), 2) for i in range(20)]


async def test_of_one_subject_the_first_that_is_not_done_comes(
    work: UnitOfWork, outbox: SqlAlchemyOutbox
) -> None:
    await write(work, ("a1", of("a")), ("b1", of("b")), ("a2", of("a")), ("a3", of("a")))
    first, other = await outbox.claim(10, 100, 50)
    assert (first.id, other.id) == ("a1", "b1")
    await outbox.postpone(first, 50, "not yet")
    assert await outbox.claim(49, 100, 50) == ()
    (again,) = await outbox.claim(50, 100, 50)
    await outbox.delivered(again, 50)
    (second,) = await outbox.claim(50, 100, 50)
    assert second.id == "a2"
    await outbox.give_up(second, 50, "never")
    assert [due.id for due in await outbox.claim(50, 100, 50)] == ["a3"]


async def test_a_claim_that_was_lost_ends_without_effect(work: UnitOfWork, outbox: SqlAlchemyOutbox) -> None:
    await write(work, ("m", of("p")))
    (slow,) = await outbox.claim(0, 10, 5)
    (quick,) = await outbox.claim(10, 20, 5)
    await outbox.delivered(slow, 11)
    await outbox.give_up(slow, 11, "x")
    await outbox.postpone(slow, 11, "x")
    assert await outbox.claim(12, 30, 5) == ()
    assert await outbox.backlog() == Backlog(waiting=1, oldest_at=0, failed=0)
    await outbox.delivered(quick, 12)
    assert await outbox.backlog() == Backlog(waiting=0, oldest_at=None, failed=0)


async def test_what_was_given_up_is_listed_with_its_reason_and_may_be_tried_again(
    work: UnitOfWork, outbox: SqlAlchemyOutbox
) -> None:
    await write(work, ("m1", of("p1")), ("m2", of("p2")), created_at=3)
    for due in await outbox.claim(10, 100, 5):
        await outbox.give_up(due, int(due.id[1]) + 10, "the server says no " + "x" * 600)
    found, total = await outbox.failed(1, 0)
    assert (total, found[0].id, found[0].name, found[0].subject) == (2, "m2", "project.deleted", "p2")
    assert (found[0].failed_at, found[0].attempts, len(found[0].error)) == (12, 1, 500)
    assert (await outbox.backlog()).failed == 2
    assert await outbox.revive(50) == 2
    assert await outbox.failed(5, 0) == ([], 0)
    assert [(due.id, due.attempts) for due in await outbox.claim(50, 100, 5)] == [("m1", 1), ("m2", 1)]


async def test_a_subscriber_is_noted_once_and_forgotten_with_its_message(
    work: UnitOfWork, outbox: SqlAlchemyOutbox
) -> None:
    await write(work, ("m", of("p")), ("kept", of("q")))
    async with work.begin() as w:
        assert await w.messages.handle("m", "mail", 1)
        assert not await w.messages.handle("m", "mail", 2)
        assert await w.messages.handle("m", "erase", 2)
        await w.commit()
    async with work.begin() as w:
        assert await w.messages.handle("kept", "mail", 1)
    async with work.read() as view:
        assert await view.messages.handled_by("m") == {"mail", "erase"}
        assert await view.messages.handled_by("kept") == set()
    for due in await outbox.claim(10, 20, 5):
        await outbox.delivered(due, int(due.created_at) + (10 if due.id == "m" else 11))
    await outbox.forget_before(11, 0)
    async with work.read() as view:
        assert await view.messages.handled_by("m") == set()
    await outbox.forget_before(100, 100)
    await write(work, ("m", of("p")), ("kept", of("q")))


async def test_what_waits_is_never_forgotten(work: UnitOfWork, outbox: SqlAlchemyOutbox) -> None:
    await write(work, ("waits", of("p")), ("failed", of("q")))
    waits, failed = await outbox.claim(0, 10, 5)
    await outbox.give_up(failed, 5, "x")
    await outbox.forget_before(100, 5)
    assert (await outbox.backlog()).failed == 1
    await outbox.forget_before(100, 6)
    assert await outbox.backlog() == Backlog(waiting=1, oldest_at=0, failed=0)
    await outbox.delivered(waits, 1)
