"""One database, and the kinds of transaction."""

import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Final, TypeVar, final

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.pool import QueuePool

from insights.adapters.sqlalchemy.engines import Engines, Passage, Work, address, transaction
from insights.domain.errors import Invalid, Unavailable

WAIT_SECONDS: Final = 5.0
"""For a connection, or for another that writes; then the caller is told to come back."""
POOL_SIZE: Final = 10
TRIES: Final = 3

T = TypeVar("T")


@final
class Database:
    """SQLite or PostgreSQL, told by the address. Every call raises Unavailable when it cannot be used now,
    and Invalid for a text that it cannot hold. What is stored was cleaned before: such a text is looked for.

    `pool_size` is for PostgreSQL: at most so many connections to read by, and as many to write by.
    """

    def __init__(self, url: str, wait_seconds: float = WAIT_SECONDS, pool_size: int = POOL_SIZE) -> None:
        self._engines = _open(url, wait_seconds, pool_size)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A unit of work, alone among its kind: rolled back unless it is committed. It is never repeated:
        what the caller did besides is done, and whether a commit without an answer held is not known."""
        with self._translated():
            async with transaction(self._engines.writer) as connection:
                await self._engines.begin_unit(connection)
                yield connection

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """One consistent view."""
        with self._translated():
            async with transaction(self._engines.reader) as connection:
                yield connection

    async def write(self, work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
        """Do it in a transaction and commit. For work that may be done twice: after a deadlock or a lost
        connection it is, from its beginning, even when the connection was lost in the commit."""
        with self._translated():
            for _ in range(TRIES - 1):
                try:
                    return await self._written(work)
                except DBAPIError as error:
                    if not self._engines.may_be_repeated(error):
                        raise
            return await self._written(work)

    async def enter(self, work: Work) -> Passage:
        """Join those who append: see `Engines`."""
        with self._translated():
            return await self._engines.enter(work)

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[AsyncConnection]:
        """A transaction to write in while nobody appends. Rolled back unless it is committed."""
        with self._translated():
            async with self._engines.alone() as connection:
                yield connection

    async def overwrite_deleted(self) -> None:
        """See docs/operations.md for what is left."""
        with self._translated():
            await self._engines.overwrite_deleted()

    async def check(self) -> None:
        async with self.reading() as connection:
            await connection.exec_driver_sql("SELECT 1")

    def in_use(self) -> int:
        """Connections with a transaction under way."""
        pools = (self._engines.reader.pool, self._engines.writer.pool)
        return sum(pool.checkedout() for pool in pools if isinstance(pool, QueuePool))

    async def close(self) -> None:
        await self._engines.reader.dispose()
        await self._engines.writer.dispose()

    async def _written(self, work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
        async with self._engines.writer.begin() as connection:
            return await work(connection)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except PoolTimeout as error:
            raise Unavailable("The database is busy.") from error
        except DBAPIError as error:
            if self._engines.refuses_text(error):
                raise Invalid("A text must not hold the character NUL (U+0000).") from error
            if not self._engines.is_unavailable(error):
                raise
            raise Unavailable("The database cannot be used now.") from error
        except sqlite3.DatabaseError as error:  # Unwrapped, from the settings of a new connection.
            raise Unavailable("The database cannot be used now.") from error


def _open(url: str, wait_seconds: float, pool_size: int) -> Engines:
    """Each database's driver is only loaded where it is used."""
    target = address(url)
    if target.get_backend_name() == "sqlite":
        from insights.adapters.sqlalchemy.on_sqlite import SqliteEngines

        return SqliteEngines(target, wait_seconds)
    from insights.adapters.sqlalchemy.on_postgresql import PostgresqlEngines

    return PostgresqlEngines(target, wait_seconds, pool_size)
