"""SQLite: readers and one writer over a file."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final, final

from sqlalchemy import URL, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import (
    DatabaseError,
    DataError,
    DBAPIError,
    IntegrityError,
    InternalError,
    NotSupportedError,
    ProgrammingError,
)
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from insights.adapters.sqlalchemy.engines import Engines, Passage, Work, transaction

READERS: Final = 4

_FOR_ALL: Final = (
    "PRAGMA journal_mode = WAL",
    # A commit is on disk before anybody hears of it: keys and projects made here are promises too.
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    # What is deleted is overwritten: salts are secrets, and erasure is meant.
    "PRAGMA secure_delete = ON",
)

_OURS: Final = (IntegrityError, ProgrammingError, DataError, InternalError, NotSupportedError)
"""Waiting does not mend them."""


@final
class SqliteEngines(Engines):
    """SQLite has one writer at a time; a pool of one connection makes the others wait in line, where its own
    lock would make them poll. Readers refuse to write. One process opens the file, so those who append and
    those who claim take turns in memory."""

    def __init__(self, target: URL, wait_seconds: float) -> None:
        self.writer = _engine(target, 1, wait_seconds, "BEGIN IMMEDIATE")
        self.reader = _engine(target, READERS, wait_seconds, "BEGIN", "PRAGMA query_only = ON")
        self._turn = asyncio.Lock()

    async def begin_unit(self, connection: AsyncConnection) -> None:
        """Whoever has a connection to write by is the only one."""

    async def enter(self, work: Work) -> Passage:
        await self._turn.acquire()
        try:
            async with self.writer.begin() as connection:
                await work(connection)
        except BaseException:
            self._turn.release()
            raise
        return _Turn(self._turn)

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[AsyncConnection]:
        async with self._turn, transaction(self.writer) as connection:
            yield connection

    async def overwrite_deleted(self) -> None:
        """Deleted rows are overwritten already; fold the write-ahead log into the file, as far as readers
        allow, so that it holds no old rows."""
        async with self.writer.connect() as connection:
            driver = (await connection.get_raw_connection()).driver_connection
            if driver is not None:
                await driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def may_be_repeated(self, error: DBAPIError) -> bool:
        return False  # Writers wait in line: none fails because of another.

    def refuses_text(self, error: DBAPIError) -> bool:
        return False

    def is_unavailable(self, error: DBAPIError) -> bool:
        """Locked, full, unreadable, damaged."""
        return isinstance(error, DatabaseError) and not isinstance(error, _OURS)


@final
class _Turn(Passage):
    def __init__(self, turn: asyncio.Lock) -> None:
        self._turn = turn

    async def leave(self) -> bool:
        self._turn.release()
        return True


def prepare_sqlite(connection: Any, wait_seconds: float, *further: str) -> None:
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
