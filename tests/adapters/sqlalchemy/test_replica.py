"""A replica: rollups for answers come from it, everything else from the server that is written to."""

import asyncio
from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import make_url

from insights.domain.analytics.rollup_bucket import buckets_of, rows_of
from insights.domain.errors import Unavailable
from insights.entrypoints.container import Container, assemble
from insights.entrypoints.settings import Settings
from tests.builders.rollups import a_row, stretch_of
from tests.builders.services.postgres import Postgres, Standby, plain
from tests.builders.services.session import Service
from tests.builders.stored import ORGANIZATION


@pytest.fixture
def replica_url(postgres: Service, url: str) -> Iterator[str]:
    """Of the same database on a server that follows."""
    if not isinstance(postgres, Postgres):
        pytest.skip("a server that is not the tests' own is not to be copied")
    standby = Standby(postgres)
    try:
        standby.start()
        yield make_url(standby.url).set(database=make_url(url).database).render_as_string()
    finally:
        standby.remove()


@pytest.fixture
def container(url: str, replica_url: str) -> Container:
    settings = Settings(database_url=url, database_replica_url=replica_url, database_pool_size=2)
    return assemble(settings, {})


async def held_back(replica_url: str, statement: str) -> None:
    async with await psycopg.AsyncConnection.connect(plain(replica_url), autocommit=True) as connection:
        await connection.execute(statement.encode())


async def test_rollups_for_answers_are_as_old_as_the_replica_and_nothing_else_is(
    container: Container, replica_url: str
) -> None:
    marks, rollups, answers = container.rollup_marks(), container.rollups(), container.rollups_for_answers()
    await held_back(replica_url, "SELECT pg_wal_replay_pause()")
    await marks.claim("c")
    await rollups.replace("c", stretch_of("p"), buckets_of([a_row(pageviews=1)]))
    await rollups.completed("c", "p", "UTC")
    async with container.unit_of_work().begin() as work:
        await work.organizations.add(ORGANIZATION)
        await work.commit()
    assert await rollups.zone("p") == "UTC"
    async with container.unit_of_work().read() as view:
        assert await view.organizations.any()
    assert await answers.zone("p") is None
    await held_back(replica_url, "SELECT pg_wal_replay_resume()")
    while await answers.zone("p") is None:  # noqa: ASYNC110 (it tells nobody)
        await asyncio.sleep(0.01)
    kept = await answers.read([stretch_of("p")])
    assert kept is not None
    assert rows_of(kept.buckets[0]) == [a_row(pageviews=1)]
    with pytest.raises(Unavailable):
        await answers.forget("c", "p")
    for database in (container.database(), container.replica()):
        await database.close()


async def test_without_a_replica_there_is_one_database(url: str) -> None:
    container = assemble(Settings(database_url=url), {})
    assert container.replica() is container.database()
    await container.database().close()
