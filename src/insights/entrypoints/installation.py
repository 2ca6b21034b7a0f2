"""One data directory, opened: owned by this process, migrated, with its stores and use-cases ready.

The server runs on it, and so do commands when no server does. What is opened first is closed last.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import structlog
from sqlalchemy.exc import DatabaseError

from insights.adapters.sqlalchemy.schema import migrate, pending
from insights.application.analytics.no_rollups import NoRollupSource
from insights.domain.errors import Conflict, Unavailable
from insights.entrypoints.adapters import TOGETHER, Adapters
from insights.entrypoints.background import Background
from insights.entrypoints.container import Container, assemble, open_events, open_queue
from insights.entrypoints.data_dir import owning
from insights.entrypoints.http.app import House
from insights.entrypoints.services import Services
from insights.entrypoints.settings import Settings

log = structlog.get_logger("insights.installation")


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    settings: Settings
    services: Services
    house: House
    background: Background


@asynccontextmanager
async def open_installation(
    settings: Settings, adapters: Adapters | None = None
) -> AsyncIterator[Installation]:
    """Raises Conflict when another process owns the directory or a migration is missing.

    Whoever gives an adapter closes it.
    """
    async with AsyncExitStack() as stack:
        stack.enter_context(owning(settings.data_dir))
        _bring_up_to_date(settings)
        given = adapters or {}
        container = assemble(settings, given)
        database = container.database()
        stack.push_async_callback(database.close)
        await _open_stores(container, settings, given, stack)
        container.telemetry().watch_queue(container.event_queue().depth)
        yield Installation(
            settings=settings,
            services=container.services(),
            house=container.house(),
            background=container.background(),
        )


async def _open_stores(
    container: Container, settings: Settings, given: Adapters, stack: AsyncExitStack
) -> None:
    if not given.keys() >= TOGETHER:
        events = open_events(settings)
        stack.push_async_callback(events.close)
        container.event_log.override(events.log)
        container.event_reader.override(events.reader)
        container.event_threads.override(events.bulk)
    else:
        container.rollup_source.override(NoRollupSource())
    if "event_queue" not in given:
        queue = await open_queue(settings, container.clock())
        stack.push_async_callback(queue.close)
        container.event_queue.override(queue)


def _bring_up_to_date(settings: Settings) -> None:
    """Its own database is migrated here; one that was named by a setting only by `insights migrate`."""
    address = settings.database_address
    try:
        missing = pending(address)
        if missing and settings.owns_database:
            log.info("migrated", steps=migrate(address))
        elif missing:
            raise Conflict(f"The database lacks {len(missing)} migrations: run `insights migrate`.")
    except DatabaseError as error:
        raise Unavailable(f"{settings.database_file} cannot be used as a database: {error.orig}.") from error
