"""What differs between databases: how they are connected to, and how transactions wait for each other."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Final, Protocol

from sqlalchemy import URL, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

DRIVERS: Final = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg"}


Work = Callable[[AsyncConnection], Awaitable[None]]


class Passage(Protocol):
    """Being among those who append."""

    async def leave(self) -> bool:
        """False when somebody may have been alone in spite of it: the database had let go of us."""
        ...


class Engines(Protocol):
    writer: AsyncEngine
    reader: AsyncEngine
    """Its transactions see one state of the database, and cannot write."""

    async def begin_unit(self, connection: AsyncConnection) -> None:
        """Wait until no other unit of work is under way, in whatever process."""
        ...

    async def enter(self, work: Work) -> Passage:
        """Join those who append, and do this in a transaction that is committed; waits while somebody is
        alone."""
        ...

    def alone(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """A transaction to write in while nobody is among those who append."""
        ...

    async def overwrite_deleted(self) -> None:
        """Leave as little as the database can of rows that were deleted."""
        ...

    def may_be_repeated(self, error: DBAPIError) -> bool:
        """Whether the transaction failed for what others did, and may well succeed now."""
        ...

    def refuses_text(self, error: DBAPIError) -> bool:
        """Whether the database cannot take a text that others take: NUL."""
        ...

    def is_unavailable(self, error: DBAPIError) -> bool:
        """Whether waiting may mend it; else the fault is ours."""
        ...


@asynccontextmanager
async def transaction(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Rolled back unless it is committed."""
    async with engine.connect() as connection:
        await connection.begin()
        yield connection


def address(url: str) -> URL:
    """The address with the driver that we read it by."""
    target = make_url(url)
    driver = DRIVERS.get(target.get_backend_name())
    if driver is None:
        shown = target.render_as_string()
        raise ValueError(f"the database must be sqlite:///… or postgresql+psycopg://…, not {shown}")
    return target.set(drivername=driver)
