"""Migrations of the relational store."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

from insights.adapters.sqlalchemy.schema import SCRIPTS, migrate, newest, pending
from insights.adapters.sqlalchemy.tables import metadata
from insights.domain.errors import Conflict


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/insights.sqlite"


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
        tables = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars()
        assert set(tables) == {"users"}


def test_a_database_of_a_newer_version_is_refused(url: str) -> None:
    migrate(url)
    with create_engine(url).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for call in (migrate, pending):
        with pytest.raises(Conflict, match="9999"):
            call(url)


def test_other_databases_are_refused_by_name() -> None:
    with pytest.raises(ValueError, match="sqlite"):
        migrate("mysql://root@localhost/x")


def test_the_newest_step_is_told_by_the_names_of_files() -> None:
    assert ScriptDirectory(str(SCRIPTS)).get_current_head() == newest()
