"""UnitOfWork and every account repository in it, over every relational store."""

import asyncio
import gc
import threading
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from insights.adapters.sqlalchemy.api_keys import SqlAlchemyApiKeys
from insights.adapters.sqlalchemy.database import Database
from insights.adapters.sqlalchemy.erasures import SqlAlchemyErasures
from insights.adapters.sqlalchemy.goals import SqlAlchemyGoalBook
from insights.adapters.sqlalchemy.invitations import SqlAlchemyInvitations, SqlAlchemyPasswordResets
from insights.adapters.sqlalchemy.messages import SqlAlchemyMessages
from insights.adapters.sqlalchemy.people import SqlAlchemyOrganizations, SqlAlchemyUsers
from insights.adapters.sqlalchemy.projects import SqlAlchemyProjects
from insights.adapters.sqlalchemy.sessions import SqlAlchemySessions
from insights.adapters.sqlalchemy.unit_of_work import SqlAlchemyUnitOfWork
from insights.application.ports.accounts import Credential
from insights.application.ports.unit_of_work import Repositories, UnitOfWork
from insights.domain.accounts.session import Family
from insights.domain.accounts.user import Organization
from insights.domain.errors import InsightsError, Unavailable
from tests.builders.accounts import fresh_database
from tests.builders.stored import API_KEY, GOAL, ORGANIZATION, PROJECT, SESSION, TOKEN, USER, fill


@pytest.fixture
def work(database: Database) -> UnitOfWork:
    return SqlAlchemyUnitOfWork(database)


REPOSITORIES = {
    "organizations": SqlAlchemyOrganizations,
    "users": SqlAlchemyUsers,
    "sessions": SqlAlchemySessions,
    "projects": SqlAlchemyProjects,
    "api_keys": SqlAlchemyApiKeys,
    "goals": SqlAlchemyGoalBook,
    "erasures": SqlAlchemyErasures,
    "invitations": SqlAlchemyInvitations,
    "password_resets": SqlAlchemyPasswordResets,
    "messages": SqlAlchemyMessages,
}


async def test_both_kinds_of_transaction_hand_out_every_repository(work: UnitOfWork) -> None:
    async with work.begin() as w, work.read() as view:
        for name, kind in REPOSITORIES.items():
            assert type(getattr(w, name)) is type(getattr(view, name)) is kind
    assert set(REPOSITORIES) == set(Repositories.__annotations__)


async def test_what_is_committed_is_there_whole_and_what_is_not_is_undone(work: UnitOfWork) -> None:
    async with work.begin() as w:
        await w.organizations.add(ORGANIZATION)
    async with work.read() as view:
        assert not await view.organizations.any()
    await fill(work)
    async with work.read() as view:
        assert await view.organizations.any()
        assert await view.users.find("user") == USER
        assert await view.users.by_email("ada@example.com") == Credential(user=USER, password_hash="$hash")
        assert await view.projects.find("org", "project") == PROJECT
        assert await view.api_keys.by_prefix("abcdefgh") == (API_KEY, "org")
        assert await view.goals.find("project", "goal") == GOAL
        assert await view.sessions.find("1" * 64) == Family(SESSION, TOKEN, TOKEN)


async def test_an_error_in_the_middle_undoes_what_came_before(work: UnitOfWork) -> None:
    async def fail_midway() -> None:
        async with work.begin() as w:
            await w.organizations.add(ORGANIZATION)
            raise RuntimeError("midway")

    with pytest.raises(RuntimeError, match="midway"):
        await fail_midway()
    async with work.read() as view:
        assert not await view.organizations.any()


async def test_a_view_refuses_to_write(work: UnitOfWork) -> None:
    with pytest.raises(InsightsError):
        async with work.read() as view:
            await view.organizations.add(ORGANIZATION)


async def test_a_view_stays_as_it_was_while_others_commit(work: UnitOfWork) -> None:
    async with work.read() as view:
        assert not await view.organizations.any()
        await fill(work)
        assert not await view.organizations.any()


async def test_writers_take_turns_and_none_is_lost(work: UnitOfWork) -> None:
    async def add(number: int) -> None:
        async with work.begin() as w:
            await w.organizations.add(Organization(id=str(number), name="x", created_at=number))
            await w.commit()

    await asyncio.gather(*(add(number) for number in range(30)))
    for number in range(30):
        with pytest.raises(IntegrityError):
            await add(number)


async def test_a_database_that_cannot_be_used_is_unavailable(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.sqlite"
    await asyncio.to_thread(damaged.write_bytes, b"not a database at all" * 1_000)
    for file in (tmp_path, damaged):
        broken = Database(f"sqlite:///{file}")
        with pytest.raises(Unavailable):
            await broken.check()
        with pytest.raises(Unavailable):
            await SqlAlchemyUnitOfWork(broken).begin().__aenter__()
        await broken.close()
    # The driver ends the threads of failed connections without waiting for them.
    while any("_connection_worker_thread" in thread.name for thread in threading.enumerate()):
        gc.collect()
        await asyncio.sleep(0.01)


async def test_waiting_for_a_writer_of_this_process_or_another_has_an_end(tmp_path: Path) -> None:
    database = fresh_database(tmp_path, wait_seconds=0.05)
    elsewhere = Database(f"sqlite:///{tmp_path / 'insights.sqlite'}", wait_seconds=0.05)
    async with SqlAlchemyUnitOfWork(database).begin():
        for waiting in (database, elsewhere):
            with pytest.raises(Unavailable):
                await SqlAlchemyUnitOfWork(waiting).begin().__aenter__()
    for free in (database, elsewhere):
        async with SqlAlchemyUnitOfWork(free).begin() as w:
            assert not await w.organizations.any()
        await free.close()


async def test_a_transaction_that_is_cancelled_is_undone_and_gives_way(work: UnitOfWork) -> None:
    written = asyncio.Event()

    async def write_and_hang() -> None:
        async with work.begin() as w:
            await w.organizations.add(ORGANIZATION)
            written.set()
            await asyncio.Event().wait()

    hanging = asyncio.create_task(write_and_hang())
    await written.wait()
    waiting = asyncio.create_task(write_and_hang())
    await asyncio.sleep(0)
    for task in (waiting, hanging):
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    await fill(work)
