"""RollupMarks on PostgreSQL: any number of processes append, and a claim waits for them all."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AsyncExitStack

import psycopg
import pytest

from insights.adapters.sqlalchemy.database import Database
from insights.adapters.sqlalchemy.rollup_marks import SqlAlchemyRollupMarks
from insights.adapters.sqlalchemy.rollups import SqlAlchemyRollups
from insights.domain.analytics.query import Period
from insights.domain.analytics.rollup_bucket import buckets_of, rows_of
from insights.domain.errors import Unavailable
from tests.builders.rollups import HOUR, a_row, stretch_of
from tests.builders.services.postgres import plain

WAITING = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
BREAK_APPENDERS = """SELECT pg_terminate_backend(pid, 5000) FROM pg_locks
    WHERE locktype = 'advisory' AND mode = 'ShareLock' AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""

AN_APPENDER = """
import asyncio, sys
from insights.adapters.sqlalchemy.database import Database
from insights.adapters.sqlalchemy.rollup_marks import SqlAlchemyRollupMarks

async def append():
    async with SqlAlchemyRollupMarks(Database(sys.argv[1])).touching([("p", 3_600_000)]):
        print("inside", flush=True)
        await asyncio.Event().wait()

asyncio.run(append())
"""


def marks_of(stack: AsyncExitStack, url: str, wait_seconds: float = 60.0) -> SqlAlchemyRollupMarks:
    """As another process has them."""
    database = Database(url, wait_seconds, pool_size=2)
    stack.push_async_callback(database.close)
    return SqlAlchemyRollupMarks(database)


async def until_somebody_waits(url: str) -> None:
    async with await psycopg.AsyncConnection.connect(plain(url), autocommit=True) as connection:
        while (await (await connection.execute(WAITING)).fetchone()) == (0,):  # noqa: ASYNC110 (it tells nobody)
            await asyncio.sleep(0.01)


async def test_many_append_together_and_a_claim_waits_for_the_last_of_them(url: str) -> None:
    done: list[str] = []
    inside = asyncio.Barrier(2)

    async def append(marks: SqlAlchemyRollupMarks, hour: int) -> None:
        async with marks.touching([("p", hour)]):
            await inside.wait()  # They meet here, or never.
            await until_somebody_waits(url)
            done.append("appended")

    async def claim(marks: SqlAlchemyRollupMarks) -> None:
        assert sorted(await marks.claim("c")) == [("p", HOUR), ("p", 2 * HOUR)]
        done.append("claimed")

    async with AsyncExitStack() as stack:
        one, other, third = (marks_of(stack, url) for _ in range(3))
        appending = [asyncio.create_task(append(one, HOUR)), asyncio.create_task(append(other, 2 * HOUR))]
        while list(await third.of_project("p", Period(0, 2**52))) != [HOUR, 2 * HOUR]:  # noqa: ASYNC110 (it tells nobody)
            await asyncio.sleep(0)
        await asyncio.gather(*appending, claim(third))
    assert done == ["appended", "appended", "claimed"]


async def test_a_process_appends_by_as_many_connections_as_it_has(url: str) -> None:
    """Each that appends holds one; if it needed another to mark, two would wait for each other."""
    inside = asyncio.Barrier(2)

    async def append(marks: SqlAlchemyRollupMarks, hour: int) -> None:
        async with marks.touching([("p", hour)]):
            await inside.wait()

    async with AsyncExitStack() as stack:
        marks = marks_of(stack, url)
        await asyncio.gather(append(marks, HOUR), append(marks, 2 * HOUR))
        assert sorted(await marks.claim("c")) == [("p", HOUR), ("p", 2 * HOUR)]


async def test_a_claim_does_not_wait_for_ever(url: str) -> None:
    async with AsyncExitStack() as stack:
        appending, claiming = marks_of(stack, url), marks_of(stack, url, wait_seconds=0.1)
        async with appending.touching([("p", HOUR)]):
            with pytest.raises(Unavailable):
                await claiming.claim("c")
        assert await claiming.claim("c") == [("p", HOUR)]


@pytest.fixture
def appender(url: str) -> Iterator["subprocess.Popen[str]"]:
    """A process that appends, and does not end of itself."""
    command = [sys.executable, "-c", AN_APPENDER, url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "inside\n"
        yield process
        process.kill()


async def test_an_appender_that_is_killed_holds_up_nobody_and_leaves_its_marks(
    url: str, appender: "subprocess.Popen[str]"
) -> None:
    async with AsyncExitStack() as stack:
        marks = marks_of(stack, url, wait_seconds=20)
        claiming = asyncio.create_task(marks.claim("c"))
        await until_somebody_waits(url)
        appender.kill()
        assert await claiming == [("p", HOUR)]


async def test_an_appender_that_lost_its_place_marks_again(url: str) -> None:
    """A claim may have been made and released before what it appended could be seen."""
    async with AsyncExitStack() as stack:
        appending, claiming = marks_of(stack, url), marks_of(stack, url)
        async with appending.touching([("p", HOUR)]):
            async with await psycopg.AsyncConnection.connect(plain(url), autocommit=True) as server:
                await server.execute(BREAK_APPENDERS)
            assert await claiming.claim("c") == [("p", HOUR)]
            await claiming.release("c", "p")
        assert await claiming.claim("d") == [("p", HOUR)]


async def test_of_two_runs_at_once_the_later_one_has_the_last_word(url: str) -> None:
    async with AsyncExitStack() as stack:
        marks = marks_of(stack, url)
        earlier, later = (Database(url, pool_size=1) for _ in range(2))
        for database in (earlier, later):
            stack.push_async_callback(database.close)
        await marks.claim("earlier")
        await SqlAlchemyRollups(earlier).replace("earlier", stretch_of("p"), buckets_of([a_row(pageviews=1)]))
        await marks.claim("later")
        new = SqlAlchemyRollups(later).replace("later", stretch_of("p"), buckets_of([a_row(pageviews=2)]))
        old = SqlAlchemyRollups(earlier).replace("earlier", stretch_of("p"), buckets_of([a_row(pageviews=1)]))
        _, refused = await asyncio.gather(new, old, return_exceptions=True)
        assert isinstance(refused, Unavailable)
        await SqlAlchemyRollups(later).completed("later", "p", "UTC")
        kept = await SqlAlchemyRollups(later).read([stretch_of("p")])
        assert kept is not None
        assert rows_of(kept.buckets[0]) == [a_row(pageviews=2)]
