"""Bringing a database to the schema of this version."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import NullPool

from insights.adapters.sqlalchemy import advisory
from insights.adapters.sqlalchemy.database import WAIT_SECONDS
from insights.adapters.sqlalchemy.engines import address
from insights.domain.errors import Conflict

SCRIPTS: Final = Path(__file__).parent / "migrations"
PAUSE_SECONDS: Final = 0.02


def migrate(url: str) -> list[str]:
    """Apply what is missing, all of it or nothing; the names of the steps taken. Blocks. Of several at once
    one does it and the others wait.

    Raises Conflict for a database that a newer version has migrated.
    """
    # Late: an up-to-date database, as nearly every start finds it, needs none of it.
    from alembic import command
    from alembic.config import Config

    with _connected(url) as connection:
        _wait_for_others(connection)
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


def newest() -> str:
    """The revision of the last step: files are named for theirs, in order."""
    return max(file.name[1:5] for file in (SCRIPTS / "versions").glob("v*.py"))


def _missing(connection: Connection) -> list[str]:
    current = _current(connection)
    return [] if current == newest() else _steps_after(current)


def _current(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def _steps_after(current: str | None) -> list[str]:
    from alembic.script import ScriptDirectory  # late, as above
    from alembic.script.revision import ResolutionError
    from alembic.util import CommandError

    scripts = ScriptDirectory(str(SCRIPTS))
    try:
        steps = [script.revision for script in scripts.iterate_revisions("head", current or "base")]
    except (CommandError, ResolutionError) as error:
        raise Conflict(
            f"The database has the schema {current!r}, which this version does not know: a newer one made it."
        ) from error
    return steps[::-1]


def _wait_for_others(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(advisory.until_committed(advisory.MIGRATIONS))
        # Whoever waits for a table makes all others wait behind it: rather give up, and be run again.
        connection.execute(text(f"SET LOCAL lock_timeout = '{int(WAIT_SECONDS)}s'"))


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    target = address(url)
    if target.get_backend_name() == "sqlite":
        engine = _sqlite(target.set(drivername="sqlite"))
    else:
        from insights.adapters.sqlalchemy.on_postgresql import CONNECTION  # loads the driver

        given = {name: value for name, value in CONNECTION.items() if name not in target.query}
        engine = create_engine(target, poolclass=NullPool, connect_args=given)
    with engine.connect() as connection:
        yield connection


def _sqlite(target: URL) -> Engine:
    from insights.adapters.sqlalchemy.on_sqlite import prepare_sqlite

    engine = create_engine(target, poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def on_connect(connection: DBAPIConnection, _record: object) -> None:
        _patiently(lambda: prepare_sqlite(connection, WAIT_SECONDS))

    @event.listens_for(engine, "begin")
    def on_begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _patiently(prepare: Callable[[], None]) -> None:
    """Several who give a new file its write-ahead log at the same moment are refused at once, whatever their
    `busy_timeout`: SQLite lets nobody wait where two might wait for each other."""
    until = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            prepare()
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not busy or time.monotonic() > until:
                raise
            time.sleep(PAUSE_SECONDS)
        else:
            return
