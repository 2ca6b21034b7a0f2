"""What PostgreSQL must do beyond the ports: outages, races, limits."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from insights.adapters.sqlalchemy.database import Database
from insights.adapters.sqlalchemy.tables import organizations
from insights.adapters.sqlalchemy.unit_of_work import SqlAlchemyUnitOfWork
from insights.domain.accounts.user import Organization
from insights.domain.errors import Invalid, Unavailable
from tests.builders.services.session import Service, stopped
from tests.builders.stored import ORGANIZATION, OTHER

PID = text("SELECT pg_backend_pid()")
END = text("SELECT pg_terminate_backend(:pid, 5000)")


@asynccontextmanager
async def opened(url: str, wait_seconds: float = 5.0, pool_size: int = 2) -> AsyncIterator[Database]:
    database = Database(url, wait_seconds, pool_size)
    try:
        yield database
        assert database.in_use() == 0
    finally:
        await database.close()


async def end(database: Database, connection: AsyncConnection) -> None:
    """Let the server break this connection off."""
    pid = (await connection.execute(PID)).scalar_one()
    await database.write(lambda other: other.execute(END, {"pid": pid}))


async def names(database: Database) -> list[str]:
    async with database.reading() as connection:
        return list((await connection.execute(select(organizations.c.name))).scalars())


async def test_an_outage_is_unavailable_and_heals_by_itself(url: str, postgres: Service) -> None:
    async with opened(url) as database:
        work = SqlAlchemyUnitOfWork(database)
        await database.check()
        with stopped(postgres):
            for kind in (work.begin, work.read):
                with pytest.raises(Unavailable):
                    await kind().__aenter__()
            with pytest.raises(Unavailable):
                await database.write(lambda connection: connection.execute(PID))
        await database.check()
        async with work.begin() as w:
            await w.organizations.add(ORGANIZATION)
            await w.commit()
        assert await names(database) == [ORGANIZATION.name]


async def test_a_server_that_is_killed_undoes_what_was_not_committed(url: str, postgres: Service) -> None:
    async def write_and_kill(database: Database) -> None:
        async with SqlAlchemyUnitOfWork(database).begin() as w:
            await w.organizations.add(ORGANIZATION)
            await asyncio.to_thread(postgres.kill)
            await w.commit()

    async with opened(url) as database:
        try:
            with pytest.raises(Unavailable):
                await write_and_kill(database)
        finally:
            await asyncio.to_thread(postgres.start)
        assert await names(database) == []


async def test_work_whose_connection_breaks_is_done_again_whole(url: str) -> None:
    tries = 0

    async def add(connection: AsyncConnection) -> None:
        nonlocal tries
        tries += 1
        await connection.execute(insert(organizations).values(id="org", name="x", created_at=0))
        if tries == 1:
            await end(database, connection)
        await connection.execute(update(organizations).values(name="y"))

    async with opened(url) as database:
        await database.write(add)
        assert await names(database) == ["y"]
    assert tries == 2


async def test_a_unit_of_work_whose_connection_breaks_is_not_done_again(url: str) -> None:
    async def write_and_break(database: Database) -> None:
        async with database.writing() as connection:
            await end(database, connection)
            await connection.execute(PID)

    async with opened(url) as database:
        with pytest.raises(Unavailable):
            await write_and_break(database)
        await database.check()


async def test_of_two_that_wait_for_each_other_both_get_through(url: str) -> None:
    met = asyncio.Barrier(2)
    first_try = {"a", "b"}

    async def rename(connection: AsyncConnection, mine: str, other: str) -> None:
        for one in (mine, other):
            await connection.execute(update(organizations).where(organizations.c.id == one).values(name=mine))
            if mine in first_try:
                first_try.discard(mine)
                await met.wait()

    async with opened(url) as database:
        for id_ in ("a", "b"):
            await database.write(
                lambda c, id_=id_: c.execute(insert(organizations).values(id=id_, name=id_, created_at=0))
            )
        await asyncio.gather(
            database.write(lambda c: rename(c, "a", "b")), database.write(lambda c: rename(c, "b", "a"))
        )
        assert len(set(await names(database))) == 1


async def test_units_of_work_of_two_processes_take_turns(url: str) -> None:
    async with opened(url) as here, opened(url, wait_seconds=0.2) as there:
        async with SqlAlchemyUnitOfWork(here).begin() as w:
            await w.organizations.add(ORGANIZATION)
            with pytest.raises(Unavailable):
                await SqlAlchemyUnitOfWork(there).begin().__aenter__()
            # What needs no turn does not wait.
            await there.write(
                lambda c: c.execute(insert(organizations).values(id="other", name=OTHER.name, created_at=0))
            )
            await w.commit()
        async with SqlAlchemyUnitOfWork(there).begin() as w:
            assert await w.organizations.any()


async def test_a_pool_that_is_used_up_is_unavailable(url: str) -> None:
    async with opened(url, wait_seconds=0.05) as database, AsyncExitStack() as stack:
        for _ in range(2):
            await stack.enter_async_context(database.reading())
        with pytest.raises(Unavailable, match="busy"):
            await database.check()


@pytest.mark.parametrize(
    ("options", "expected"),
    [("", ("30s", "5s", "30s", "on")), ("?options=-c%20statement_timeout%3D7s", ("7s", "5s", "30s", "on"))],
)
async def test_every_connection_has_limits_and_the_address_goes_before_ours(
    url: str, options: str, expected: tuple[str, ...]
) -> None:
    shown = (
        "statement_timeout",
        "lock_timeout",
        "idle_in_transaction_session_timeout",
        "transaction_read_only",
    )
    async with opened(url + options) as database, database.reading() as connection:
        found = [(await connection.execute(text(f"SHOW {name}"))).scalar_one() for name in shown]
    assert tuple(found) == expected


async def test_a_view_that_writes_is_refused_as_a_fault_of_ours(url: str) -> None:
    async with opened(url) as database:
        with pytest.raises((DBAPIError, Unavailable), match=r"read-only|cannot be used"):
            async with SqlAlchemyUnitOfWork(database).read() as view:
                await view.organizations.add(Organization(id="x", name="x", created_at=0))


async def test_a_text_with_nul_is_refused_and_not_an_outage(url: str) -> None:
    """PostgreSQL has no such text; SQLite finds nothing under it."""
    async with opened(url) as database:
        with pytest.raises(Invalid, match="NUL"):
            async with SqlAlchemyUnitOfWork(database).read() as view:
                await view.projects.find("org", "a\0b")
        await database.check()
