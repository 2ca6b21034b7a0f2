"""The engines over one database, and the two kinds of transaction."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final, final

from sqlalchemy import URL, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import (
    DatabaseError,
    DataError,
    IntegrityError,
    InternalError,
    NotSupportedError,
    ProgrammingError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import QueuePool

from insights.domain.errors import Unavailable

WAIT_SECONDS: Final = 5.0
"""For a connection, or for another process that writes; then the caller is told to come back."""
READERS: Final = 4

_UNUSABLE: Final = (DatabaseError, PoolTimeout, sqlite3.DatabaseError)
"""Locked, full, unreadable, damaged. What `prepare_sqlite` meets comes unwrapped."""
_OURS: Final = (IntegrityError, ProgrammingError, DataError, InternalError, NotSupportedError)
"""Subclasses that waiting does not mend."""

_FOR_ALL: Final = (
    "PRAGMA journal_mode = WAL",
    # A commit is on disk before anybody hears of it: keys and projects made here are promises too.
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    # What is deleted is overwritten: salts are secrets, and erasure is meant.
    "PRAGMA secure_delete = ON",
)


@final
class Database:
    """Readers and one writer over a SQLite file.

    SQLite has one writer at a time; a pool of one connection makes the others wait in line, where its own
    lock would make them poll. Readers refuse to write.
    """

    def __init__(self, url: str, wait_seconds: float = WAIT_SECONDS) -> None:
        target = async_url(url)
        self._writer = _engine(target, 1, wait_seconds, "BEGIN IMMEDIATE")
        self._reader = _engine(target, READERS, wait_seconds, "BEGIN", "PRAGMA query_only = ON")

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that is rolled back unless it is committed. Raises Unavailable."""
        async with _connected(self._writer) as connection:
            yield connection

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """One consistent view. Raises Unavailable."""
        async with _connected(self._reader) as connection:
            yield connection

    async def overwrite_deleted(self) -> None:
        """Fold the write-ahead log into the file, as far as readers allow, so that it holds no old rows."""
        async with self._writer.connect() as connection:
            driver = (await connection.get_raw_connection()).driver_connection
            if driver is not None:
                await driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    async def check(self) -> None:
        """Raises Unavailable when the database does not answer."""
        async with self.reading() as connection:
            await connection.exec_driver_sql("SELECT 1")

    def in_use(self) -> int:
        """Connections with a transaction under way."""
        pools = (self._reader.pool, self._writer.pool)
        return sum(pool.checkedout() for pool in pools if isinstance(pool, QueuePool))

    async def close(self) -> None:
        await self._reader.dispose()
        await self._writer.dispose()


def async_url(url: str) -> URL:
    """The address with the driver that we read it by."""
    target = make_url(url)
    if target.get_backend_name() != "sqlite":
        raise ValueError(f"the database must be sqlite:///…, not {target.render_as_string()}")
    return target.set(drivername="sqlite+aiosqlite")


def prepare_sqlite(connection: Any, wait_seconds: float = WAIT_SECONDS, *further: str) -> None:
    """Settings of a new driver connection. The driver is told to leave transactions to us."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for statement in (f"PRAGMA busy_timeout = {int(wait_seconds * 1000)}", *_FOR_ALL, *further):
        cursor.execute(statement)
    cursor.close()


def _engine(target: URL, size: int, wait_seconds: float, begin: str, *further: str) -> AsyncEngine:
    engine = create_async_engine(target, pool_size=size, max_overflow=0, pool_timeout=wait_seconds)

    @event.listens_for(engine.sync_engine, "connect")
    def on_connect(connection: DBAPIConnection, _record: object) -> None:
        prepare_sqlite(connection, wait_seconds, *further)

    @event.listens_for(engine.sync_engine, "begin")
    def on_begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine


@asynccontextmanager
async def _connected(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    try:
        async with engine.connect() as connection:
            await connection.begin()
            yield connection
    except _UNUSABLE as error:
        if isinstance(error, _OURS):
            raise
        raise Unavailable("The database cannot be used now.") from error
