"""PostgreSQL: any number of processes, each with a pool to read by and one to write by."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final, final

from sqlalchemy import URL, text
from sqlalchemy.exc import DataError, DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from insights.adapters.sqlalchemy import advisory
from insights.adapters.sqlalchemy.engines import Engines, Passage, Work, transaction

CONNECTION: Final[dict[str, str | int]] = {
    "application_name": "insights",
    "connect_timeout": 5,
    # A server that vanished without a word is noticed within a minute, not within two hours.
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
"""What the address itself says goes before these."""

_READ_SECONDS: Final = 30
_WRITE_SECONDS: Final = 300
"""For one statement: a rebuild removes all rows of rollups at once."""
_IDLE_SECONDS: Final = 30
"""Between two statements of a transaction: whoever hangs there holds up others."""

_LOST_RACES: Final = {"40001", "40P01"}
"""Serialization failure, deadlock."""
_PASSING: Final = {"25006", "25P03"}
"""A server that only reads, as after a failover; a transaction ended because it stood idle. The driver counts
both as errors of the program."""


@final
class PostgresqlEngines(Engines):
    """Units of work take turns, as on SQLite: an advisory lock keeps them from deciding by what another is
    about to change. All other transactions run side by side."""

    def __init__(self, target: URL, wait_seconds: float, pool_size: int) -> None:
        lock = f"-c lock_timeout={int(wait_seconds * 1000)}"
        idle = f"-c idle_in_transaction_session_timeout={_IDLE_SECONDS * 1000}"
        reading = r"-c default_transaction_read_only=on -c default_transaction_isolation=repeatable\ read"
        write, read = (f"-c statement_timeout={s * 1000}" for s in (_WRITE_SECONDS, _READ_SECONDS))
        self.writer = _engine(target, wait_seconds, pool_size, write, lock, idle)
        self.reader = _engine(target, wait_seconds, pool_size, read, lock, idle, reading)

    async def begin_unit(self, connection: AsyncConnection) -> None:
        await connection.execute(advisory.until_committed(advisory.UNITS_OF_WORK))

    async def enter(self, work: Work) -> Passage:
        """The lock is the session's, so the transaction's end does not end it."""
        connection = await self.writer.connect()
        try:
            async with connection.begin():
                await connection.execute(advisory.together(advisory.MARKS))
                await work(connection)
        except BaseException:
            await _part_with(connection)
            raise
        return _Held(connection)

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[AsyncConnection]:
        async with transaction(self.writer) as connection:
            await connection.execute(advisory.until_committed(advisory.MARKS))
            yield connection

    async def overwrite_deleted(self) -> None:
        """Of salts, which are secrets: their table is written anew, and the old file removed. What is left
        stands in the write-ahead log until its files are used again."""
        unbound = self.writer.execution_options(isolation_level="AUTOCOMMIT")
        async with unbound.connect() as connection:
            await connection.execute(text("VACUUM FULL salts"))

    def may_be_repeated(self, error: DBAPIError) -> bool:
        return error.connection_invalidated or _state(error) in _LOST_RACES

    def refuses_text(self, error: DBAPIError) -> bool:
        """The driver refuses it before the server can; the error has no state of its own."""
        return isinstance(error, DataError) and "NUL" in str(error.orig)

    def is_unavailable(self, error: DBAPIError) -> bool:
        """Gone, full, restarting, waited for too long."""
        lost = isinstance(error, OperationalError) or error.connection_invalidated
        return lost or _state(error) in _PASSING


@final
class _Held(Passage):
    """The lock goes with the connection: this one is used for nothing else until it is given back."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def leave(self) -> bool:
        try:
            async with self._connection.begin():
                held = (await self._connection.execute(advisory.give_back(advisory.MARKS))).scalar_one()
        except DBAPIError:
            await _part_with(self._connection)
            return False
        except BaseException:
            await _part_with(self._connection)
            raise
        await self._connection.close()
        return bool(held)


async def _part_with(connection: AsyncConnection) -> None:
    """End it, with the locks that it may hold, where the pool would keep both."""
    await connection.invalidate()
    await connection.close()


def _engine(target: URL, wait_seconds: float, size: int, *options: str) -> AsyncEngine:
    given = target.query.get("options", "")
    connection = {name: value for name, value in CONNECTION.items() if name not in target.query}
    # Ours come first: of two values for one name the later one counts.
    together = " ".join((*options, given if isinstance(given, str) else " ".join(given))).strip()
    return create_async_engine(
        target,
        pool_size=size,
        max_overflow=0,
        pool_timeout=wait_seconds,
        pool_pre_ping=True,
        connect_args={**connection, "options": together},
    )


def _state(error: DBAPIError) -> str | None:
    return getattr(error.orig, "sqlstate", None)
