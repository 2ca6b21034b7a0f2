"""The stores and use-cases of one process, opened: checked, migrated, and closed in reverse.

A data directory is owned by one process, unless the queue is shared: then any number of processes open the
same stores. Servers, workers, schedulers and commands all begin here.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import structlog
from sqlalchemy.exc import DatabaseError

from insights.adapters.sqlalchemy.schema import migrate, pending
from insights.application.analytics.no_rollups import NoRollupSource
from insights.application.ingestion.no_links import NoVisitorLinks
from insights.application.ingestion.patience import until_available
from insights.domain.errors import Conflict, Unavailable
from insights.entrypoints.adapters import TOGETHER, Adapters
from insights.entrypoints.background import Background
from insights.entrypoints.container import Container, assemble
from insights.entrypoints.data_dir import owning
from insights.entrypoints.event_stores import open_events
from insights.entrypoints.http.app import House
from insights.entrypoints.openers import open_queue
from insights.entrypoints.redaction import redacted
from insights.entrypoints.services import Services
from insights.entrypoints.settings import Settings

T = TypeVar("T")

log = structlog.get_logger("insights.installation")


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    settings: Settings
    services: Services
    house: House
    background: Background


@asynccontextmanager
async def open_installation(
    settings: Settings, adapters: Adapters | None = None, *, patient: bool = False
) -> AsyncIterator[Installation]:
    """Raises Conflict when another process owns the directory or a migration is missing.

    Whoever gives an adapter closes it. For `patient` see `opened`.
    """
    async with opened(settings, adapters, patient=patient) as container:
        yield Installation(
            settings=settings,
            services=container.services(),
            house=container.house(),
            background=container.background(),
        )


@asynccontextmanager
async def opened(
    settings: Settings, adapters: Adapters | None = None, *, patient: bool = False
) -> AsyncIterator[Container]:
    """The container with its stores open. Raises Unavailable when one is away; `patient` waits for it."""
    given = adapters or {}
    async with AsyncExitStack() as stack:
        if not settings.scaled_out:
            stack.enter_context(owning(settings.data_dir))
        await _patiently(patient, "Looking at the database", partial(_bring_up_to_date, settings))
        container = assemble(settings, given)
        for database in (container.database(), container.replica()):
            stack.push_async_callback(database.close)
        state = container.state()
        stack.push_async_callback(state.close)
        await _patiently(patient, "Reaching the shared state", state.start)
        # The queue first, so that it is closed last: what goes back to it must not be under way any more.
        if "event_queue" not in given:
            await _open_queue(container, settings, stack)
        if not given.keys() >= TOGETHER:
            await _open_events(container, settings, stack, patient=patient)
        else:
            container.rollup_source.override(NoRollupSource())
            container.visitor_links.override(given.get("visitor_links", NoVisitorLinks()))
        container.telemetry().watch_queue(container.event_queue().depth)
        await stack.enter_async_context(container.keep_notebook().running())
        yield container


async def _open_queue(container: Container, settings: Settings, stack: AsyncExitStack) -> None:
    queue = await open_queue(settings, container.clock())
    stack.push_async_callback(queue.close)
    container.event_queue.override(queue)


async def _open_events(
    container: Container, settings: Settings, stack: AsyncExitStack, *, patient: bool
) -> None:
    opening = asyncio.ensure_future(
        _patiently(patient, "Opening the event store", partial(open_events, settings, container.sketches()))
    )
    await asyncio.sleep(0)  # it is under way now, in a thread
    try:
        container.agents()  # takes about as long, and needs no store
    finally:
        events = await opening
        stack.push_async_callback(events.close)
    container.event_log.override(events.log)
    container.event_reader.override(events.reader)
    container.rollup_source.override(events.rollup_source)
    container.visitor_links.override(events.links)
    container.raw_up_to.override(events.raw_up_to)


async def _patiently(patient: bool, what: str, opening: Callable[[], Awaitable[T]]) -> T:
    return await (until_available(what, opening, asyncio.sleep) if patient else opening())


async def _bring_up_to_date(settings: Settings) -> None:
    """Its own database is migrated here; one that was named by a setting only by `insights migrate`."""
    address = settings.database_address
    try:
        missing = pending(address)
        if missing and settings.owns_database:
            log.info("migrated", steps=migrate(address))
        elif missing:
            raise Conflict(f"The database lacks {len(missing)} migrations: run `insights migrate`.")
    except DatabaseError as error:
        shown = settings.database_file if settings.database_is_file else redacted(address)
        raise Unavailable(f"{shown} cannot be used as a database: {error.orig}.") from error
