"""UnitOfWork and every account repository in it, over every relational store."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from insights.adapters.sqlalchemy.database import Database
from insights.adapters.sqlalchemy.unit_of_work import SqlAlchemyUnitOfWork
from insights.application.ports.accounts import Credential
from insights.application.ports.unit_of_work import UnitOfWork
from insights.domain.accounts.user import Organization
from insights.domain.errors import InsightsError, Unavailable
from tests.builders.stored import API_KEY, GOAL, ORGANIZATION, PROJECT, SESSION, TOKEN, USER, fill
from tests.contracts.relational import database

__all__ = ["database"]


@pytest.fixture
def work(database: Database) -> UnitOfWork:
    return SqlAlchemyUnitOfWork(database)


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
        assert await view.sessions.find("1" * 64) == (SESSION, TOKEN)


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


async def test_a_database_that_cannot_be_opened_is_unavailable(tmp_path: Path) -> None:
    broken = Database(f"sqlite:///{tmp_path}")
    with pytest.raises(Unavailable):
        await broken.check()
    await broken.close()
