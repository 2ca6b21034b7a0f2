"""Bringing a database to the schema of this version."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, create_engine, event, inspect, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import NullPool

from insights.adapters.sqlalchemy.database import async_url, prepare_sqlite
from insights.domain.errors import Conflict

SCRIPTS: Final = Path(__file__).parent / "migrations"


def migrate(url: str) -> list[str]:
    """Apply what is missing, all of it or nothing; the names of the steps taken. Blocks.

    Raises Conflict for a database that a newer version has migrated.
    """
    # Late: an up-to-date database, as nearly every start finds it, needs none of it.
    from alembic import command
    from alembic.config import Config

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
