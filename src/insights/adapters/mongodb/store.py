"""An event store in MongoDB, opened: both ends of it, and what computes rollups from it."""

from typing import Final, NamedTuple

from insights.adapters.mongodb.collection import RawEvents, connect, prepare
from insights.adapters.mongodb.event_columns import MongoEventColumns
from insights.adapters.mongodb.event_log import MongoEventLog
from insights.adapters.mongodb.event_reader import MongoEventReader
from insights.adapters.mongodb.rollup_source import MongoRollupSource
from insights.adapters.mongodb.visitor_links import MongoVisitorLinks
from insights.application.ports.event_tables import TableQuery

QUESTION_EVENTS: Final = 2_000_000
QUESTION_SECONDS: Final = 25
RAW_UP_TO: Final = 100_000
"""Of more events, what rollups can answer is answered from them: reading raw ones takes seconds."""
STRETCH_EVENTS: Final = 10_000_000
STRETCH_SECONDS: Final = 600
"""A day of rollups and the two around it are read together: at most a gigabyte of memory."""


class MongoEventStore(NamedTuple):
    log: MongoEventLog
    reader: MongoEventReader
    rollup_source: MongoRollupSource
    links: MongoVisitorLinks
    events: RawEvents
    tables: TableQuery

    async def close(self) -> None:
        """Questions under way end first."""
        await self.tables.close()
        await self.events.close()


async def open_mongodb(
    url: str,
    tables: TableQuery,
    *,
    durable: bool = True,
    question_events: int = QUESTION_EVENTS,
    stretch_events: int = STRETCH_EVENTS,
) -> MongoEventStore:
    """Makes the indexes that are missing. `tables` belongs to the store from now on, also when this fails.

    Raises Unavailable when no server answers within five seconds, Conflict when a newer release wrote it,
    Invalid for a URL that is none.
    """
    events = None
    try:
        events = connect(url, durable)
        await prepare(events)
    except BaseException:
        await tables.close()
        if events is not None:
            await events.close()
        raise
    asking = MongoEventColumns(events, question_events, QUESTION_SECONDS)
    in_bulk = MongoEventColumns(events, stretch_events, STRETCH_SECONDS)
    reader = MongoEventReader(events, asking, tables)
    source = MongoRollupSource(in_bulk, tables, estimating=asking)
    links = MongoVisitorLinks(events)
    return MongoEventStore(MongoEventLog(events), reader, source, links, events, tables)
