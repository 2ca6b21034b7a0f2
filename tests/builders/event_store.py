"""Event stores to hold against their ports: one maker per adapter, each empty."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import msgspec
import pymongo
import pytest

from insights.adapters.clickhouse.embedded import open_embedded
from insights.adapters.clickhouse.rollup_source import ClickHouseRollupSource
from insights.adapters.clickhouse.server import open_server
from insights.adapters.clickhouse.table_query import open_table_query
from insights.adapters.datasketches.sketches import HllSketches
from insights.adapters.memory.event_log import MemoryEventLog
from insights.adapters.memory.visitor_links import MemoryVisitorLinks
from insights.adapters.mongodb.store import MongoEventStore, open_mongodb
from insights.application.ports.event_log import EventLog, EventReader
from insights.application.ports.rollups import RollupSource
from insights.application.ports.visitor_links import VisitorLinks
from insights.domain.ingestion.event import Event
from tests.builders.services.clickhouse import drop_clickhouse, fresh_clickhouse

SKETCHES = HllSketches()


class EventStore(NamedTuple):
    log: EventLog
    reader: EventReader
    source: RollupSource
    links: VisitorLinks


class LogOnly(NamedTuple):
    """A log that no reader belongs to."""

    log: EventLog
    links: VisitorLinks


@asynccontextmanager
async def chdb(_request: pytest.FixtureRequest, folder: Path) -> AsyncIterator[EventStore]:
    store = open_embedded(folder, durable=False)
    yield EventStore(store.log, store.reader, ClickHouseRollupSource(store.bulk, SKETCHES), store.links)
    await store.close()


@asynccontextmanager
async def clickhouse(request: pytest.FixtureRequest, _folder: Path) -> AsyncIterator[EventStore]:
    url = fresh_clickhouse(request.getfixturevalue("clickhouse").url)
    store = open_server(url, durable=False)
    yield EventStore(store.log, store.reader, ClickHouseRollupSource(store.bulk, SKETCHES), store.links)
    await store.close()
    drop_clickhouse(url)


@asynccontextmanager
async def mongodb(request: pytest.FixtureRequest, _folder: Path) -> AsyncIterator[EventStore]:
    server = request.getfixturevalue("mongo").url
    async with fresh_mongodb(server) as store:
        yield EventStore(store.log, store.reader, store.rollup_source, store.links)
    with pymongo.MongoClient[dict[str, Any]](server) as client:
        client.drop_database(store.events.collection.database.name)


@asynccontextmanager
async def fresh_mongodb(server_url: str, **options: Any) -> AsyncIterator[MongoEventStore]:
    store = await open_mongodb(mongo_url(server_url), open_table_query(SKETCHES), **options)
    try:
        yield store
    finally:
        await store.close()


def mongo_url(server_url: str, database: str = "") -> str:
    """Of a database of its own, unless one is named."""
    server, _, options = server_url.partition("/?")
    return f"{server.rstrip('/')}/{database or f'insights_{uuid4().hex}'}?{options}"


@asynccontextmanager
async def memory(_request: pytest.FixtureRequest, _folder: Path) -> AsyncIterator[LogOnly]:
    log = MemoryEventLog()
    yield LogOnly(log, MemoryVisitorLinks(log))


Maker = Callable[[pytest.FixtureRequest, Path], AbstractAsyncContextManager[EventStore]]
STORES: dict[str, Maker] = {"chdb": chdb, "clickhouse": clickhouse, "mongodb": mongodb}
"""Whatever keeps events, answers questions and computes rollups."""

LOGS: dict[str, Maker | Callable[..., AbstractAsyncContextManager[LogOnly]]] = {**STORES, "memory": memory}


_numbers = count(1)


def new_project() -> str:
    """Examples share a store; each has a project of its own."""
    return f"0190a1b2-0000-7000-8000-{next(_numbers):012}"


def in_project(project: str, events: Sequence[Event]) -> list[Event]:
    return [msgspec.structs.replace(event, project=project) for event in events]


def stored_event(project: str, **fields: Any) -> Event:
    """An event with little in it, received when it happened."""
    time = fields.pop("time", 1_790_000_000_000)
    given = {"id": f"id {next(_numbers)}", "name": "pageview", "visitor_id": 1, "session_id": 1, **fields}
    return Event(project=project, time=time, received=given.pop("received", time), **given)


def full_event(project: str) -> Event:
    """Every field filled, with what is hard to keep in each."""
    texts = {
        field: f"{field} 'q\" \\ ünï 🙂 \t\n{{p0:String}}"
        for field, type_ in Event.__annotations__.items()
        if type_ is str and field not in ("project", "id")
    }
    numbers = {"visitor_id": 2**64 - 1, "session_id": 2**63 + 1, "engaged_ms": 2**40, "scroll_depth": 100}
    return Event(
        project=project,
        id="🙂" * 128,
        time=1_790_000_000_001,
        received=1_790_000_000_999,
        properties={
            "text": "3",
            "number": 3,
            "float": 3.0,
            "small": 1e-7,
            "large": 2**63,
            "yes": True,
            "no": False,
            "": "",
            "true": "true",
            "schlüssel'\\": "ß",
        },
        revenue=Decimal("-99999999999999.9999"),
        **texts,
        **numbers,
    )
