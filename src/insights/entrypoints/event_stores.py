"""Opening the event store that `INSIGHTS_EVENTS_URL` names."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from insights.adapters.clickhouse.embedded import open_embedded
from insights.adapters.clickhouse.rollup_source import ClickHouseRollupSource
from insights.adapters.clickhouse.server import open_server
from insights.application.analytics.answer_from_rollups import RAW_UP_TO
from insights.application.ports.event_log import EventLog, EventReader
from insights.application.ports.rollups import RollupSource, Sketches
from insights.application.ports.visitor_links import VisitorLinks
from insights.entrypoints.settings import Settings


class OpenedEvents(NamedTuple):
    """An opened event store."""

    log: EventLog
    reader: EventReader
    rollup_source: RollupSource
    links: VisitorLinks
    close: Callable[[], Awaitable[None]]
    raw_up_to: int = RAW_UP_TO


async def open_events(settings: Settings, sketches: Sketches) -> OpenedEvents:
    """The one that its URL names. It takes about a second."""
    durable = settings.durability == "disk"
    if settings.events_in_mongodb:
        # Late: no other installation has a use for its driver.
        from insights.adapters.clickhouse.table_query import open_table_query
        from insights.adapters.mongodb.store import RAW_UP_TO as MONGODB_RAW_UP_TO
        from insights.adapters.mongodb.store import open_mongodb

        kept = await open_mongodb(settings.events_url, open_table_query(sketches), durable=durable)
        return OpenedEvents(
            kept.log, kept.reader, kept.rollup_source, kept.links, kept.close, MONGODB_RAW_UP_TO
        )
    if settings.events_on_clickhouse:
        store = await asyncio.to_thread(open_server, settings.events_url, durable=durable)
    else:
        store = await asyncio.to_thread(open_embedded, settings.events_dir, durable=durable)
    source = ClickHouseRollupSource(store.bulk, sketches)
    return OpenedEvents(store.log, store.reader, source, store.links, store.close)
