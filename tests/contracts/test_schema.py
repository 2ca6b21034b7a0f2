"""Migrations of the relational store."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text

from insights.adapters.sqlalchemy.schema import SCRIPTS, migrate, newest, pending
from insights.adapters.sqlalchemy.tables import metadata
from insights.domain.errors import Conflict
from tests.builders.services.postgres import drop_database, fresh_database


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Of an empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/insights.sqlite"
        return
    fresh = fresh_database(request.getfixturevalue("postgres").url)
    yield fresh
    drop_database(fresh)


def test_an_empty_database_is_migrated_once(url: str) -> None:
    steps = pending(url)
    assert steps
    assert migrate(url) == steps
    assert pending(url) == []
    assert migrate(url) == []


def test_migrated_tables_are_the_tables_we_use(url: str) -> None:
    migrate(url)
    with create_engine(url).connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_migration_that_fails_leaves_nothing_behind(url: str) -> None:
    with create_engine(url).begin() as connection:
        connection.execute(text("CREATE TABLE users (broken INTEGER)"))
    with pytest.raises(Exception, match="users"):
        migrate(url)
    with create_engine(url).connect() as connection:
        assert inspect(connection).get_table_names() == ["users"]


BEFORE_USERS = [
    "INSERT INTO organizations VALUES ('o', 'O', 1)",
    "INSERT INTO users VALUES ('u', 'o', 'ada@example.com', 'ÖZGE', 'owner', 'hash', 1)",
    "INSERT INTO sessions VALUES ('s', 'u', 5, NULL), ('without tokens', 'u', 6, NULL)",
    "INSERT INTO refresh_tokens VALUES ('h1', 's', 604800007, 9), ('h2', 's', 604800009, NULL)",
]


def test_who_was_there_before_can_be_sought_and_their_sessions_have_their_last_use(url: str) -> None:
    with create_engine(url).begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(SCRIPTS))
        config.attributes["connection"] = connection
        command.upgrade(config, "0003")
        for statement in BEFORE_USERS:
            connection.execute(text(statement))
    assert migrate(url)
    with create_engine(url).connect() as connection:
        assert connection.execute(text("SELECT folded FROM users")).scalar() == "özge\nada@example.com"
        used = connection.execute(text("SELECT id, last_used_at, agent FROM sessions ORDER BY id")).all()
        assert [tuple(row) for row in used] == [("s", 9, ""), ("without tokens", 6, "")]


def test_a_database_of_a_newer_version_is_refused(url: str) -> None:
    migrate(url)
    with create_engine(url).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for call in (migrate, pending):
        with pytest.raises(Conflict, match="9999"):
            call(url)


def test_of_several_that_migrate_at_once_one_takes_the_steps(url: str) -> None:
    with ThreadPoolExecutor(4) as threads:
        taken = list(threads.map(lambda _: migrate(url), range(4)))
    assert sorted(taken, key=len) == [[], [], [], [*taken[0], *taken[1], *taken[2], *taken[3]]]
    assert pending(url) == []


def test_other_databases_are_refused_by_name() -> None:
    with pytest.raises(ValueError, match="sqlite"):
        migrate("mysql://root@localhost/x")


def test_the_newest_step_is_told_by_the_names_of_files() -> None:
    assert ScriptDirectory(str(SCRIPTS)).get_current_head() == newest()
