"""Bringing a database to the schema of this version."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.script.revision import ResolutionError
from alembic.util import CommandError
from sqlalchemy import Connection, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import NullPool

from insights.adapters.sqlalchemy.database import async_url, prepare_sqlite
from insights.domain.errors import Conflict

SCRIPTS: Final = Path(__file__).parent / "migrations"


def migrate(url: str) -> list[str]:
    """Apply what is missing, all of it or nothing; the names of the steps taken. Blocks.

    Raises Conflict for a database that a newer version has migrated.
    """
    with _connected(url) as connection:
        missing = _missing(connection)
        config = Config()
        config.set_main_option("script_location", str(SCRIPTS))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()
    return missing


def pending(url: str) -> list[str]:
    """The names of the steps that `migrate` would take; empty when the schema is up to date. Blocks."""
    with _connected(url) as connection:
        return _missing(connection)


def _missing(connection: Connection) -> list[str]:
    scripts = ScriptDirectory(str(SCRIPTS))
    current = MigrationContext.configure(connection).get_current_revision()
    try:
        steps = [script.revision for script in scripts.iterate_revisions("head", current or "base")]
    except (CommandError, ResolutionError) as error:
        raise Conflict(
            f"The database has the schema {current!r}, which this version does not know: a newer one made it."
        ) from error
    return steps[::-1]


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    engine = create_engine(async_url(url).set(drivername="sqlite"), poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def on_connect(connection: DBAPIConnection, _record: object) -> None:
        prepare_sqlite(connection)

    @event.listens_for(engine, "begin")
    def on_begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    with engine.connect() as connection:
        yield connection
