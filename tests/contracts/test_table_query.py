"""TableQuery and EventColumns: what one hands out, the other counts."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Collection, Sequence
from typing import Any

import bson
import pytest
import pytest_asyncio

from insights.adapters.clickhouse.table_query import open_table_query
from insights.adapters.mongodb.documents import to_document
from insights.adapters.mongodb.event_columns import MongoEventColumns
from insights.adapters.mongodb.link_documents import to_link_document
from insights.application.ports.event_tables import EventColumns, TableQuery
from insights.domain.analytics.query import Period, Query
from insights.domain.analytics.reference import evaluate
from insights.domain.analytics.visitor_links import VisitorLink
from insights.domain.errors import Unavailable
from insights.domain.ingestion.event import Event
from tests.builders.event_store import SKETCHES, fresh_mongodb, full_event, new_project, stored_event
from tests.builders.services.session import Service

NOON = 1_790_000_000_000
DAY = 24 * 60 * 60 * 1000
PERIOD = Period(NOON - DAY, NOON + DAY)
SECONDS = 60


class ListedEvents(EventColumns):
    """Of a list, a document in each piece; they remember what they were asked for."""

    def __init__(self, events: Sequence[Event]) -> None:
        self.events = events
        self.said: Sequence[VisitorLink] = ()
        self.columns: list[Collection[str]] = []
        self.periods: list[Period] = []

    async def read(self, project: str, period: Period, columns: Collection[str]) -> AsyncGenerator[bytes]:
        self.columns.append(columns)
        self.periods.append(period)
        for event in self.events:
            if event.project == project and period.start <= event.time < period.end:
                yield bson.encode(to_document(event))

    async def links(self, project: str) -> AsyncGenerator[bytes]:
        for link in self.said:
            if link.project == project:
                yield bson.encode(to_link_document(link))


class StuckEvents(EventColumns):
    """Never come to an end."""

    def __init__(self) -> None:
        self.reading = asyncio.Event()
        self.closed = asyncio.Event()

    async def read(self, project: str, period: Period, columns: Collection[str]) -> AsyncGenerator[bytes]:
        try:
            yield b""
            self.reading.set()
            await asyncio.Event().wait()
        finally:
            self.closed.set()

    async def links(self, project: str) -> AsyncGenerator[bytes]:
        yield b""


@pytest_asyncio.fixture
async def tables() -> AsyncIterator[TableQuery]:
    opened = open_table_query(SKETCHES, asking=1)
    yield opened
    await opened.close()


def a_query(project: str, *metrics: str, **fields: Any) -> Query:
    return Query(project=project, timezone="UTC", period=PERIOD, metrics=metrics, **fields)


async def test_only_what_a_question_reads_is_asked_for(tables: TableQuery) -> None:
    project = new_project()
    events = ListedEvents([stored_event(project, time=NOON, path="/a", source="Google")])
    by_page = a_query(project, "pageviews", dimensions=("event:page",))
    assert await tables.answer(by_page, events) == evaluate(by_page, events.events)
    by_source = a_query(project, "visits", dimensions=("visit:source",))
    assert await tables.answer(by_source, events) == evaluate(by_source, events.events)
    assert sorted(events.columns[0]) == ["name", "path", "time"]
    assert {"id", "session_id", "source", "time"} <= set(events.columns[1])
    assert not {"project", "path", "properties"} & set(events.columns[1])
    day_more = Period(PERIOD.start - DAY, PERIOD.end + DAY)
    assert events.periods == [PERIOD, day_more]


async def test_questions_at_once_see_their_own_events_only(tables: TableQuery) -> None:
    projects = [new_project() for _ in range(5)]
    sources = [
        ListedEvents([stored_event(each, time=NOON) for _ in range(n)])
        for n, each in enumerate(projects, start=1)
    ]
    queries = [a_query(each, "pageviews") for each in projects]
    answers = await asyncio.gather(*map(tables.answer, queries, sources))
    assert [answer.rows[0].metrics for answer in answers] == [(1,), (2,), (3,), (4,), (5,)]


async def test_a_question_that_is_given_up_leaves_room_for_the_next(tables: TableQuery) -> None:
    stuck, project = StuckEvents(), new_project()
    asked = asyncio.create_task(tables.answer(a_query(project, "pageviews"), stuck))
    async with asyncio.timeout(SECONDS):
        await stuck.reading.wait()
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked
        await stuck.closed.wait()
        next_one = ListedEvents([stored_event(project, time=NOON)])
        answer = await tables.answer(a_query(project, "pageviews"), next_one)
    assert answer.rows[0].metrics == (1,)


async def test_columns_hold_each_event_of_the_period_once(mongo: Service) -> None:
    async with fresh_mongodb(mongo.url) as store:
        project = new_project()
        event = full_event(project)
        inside = [event, stored_event(project, time=PERIOD.start), stored_event(project, time=PERIOD.end - 1)]
        outside = [stored_event(project, time=PERIOD.start - 1), stored_event(project, time=PERIOD.end)]
        await store.log.append([*inside, *outside, stored_event(new_project(), time=NOON)])
        columns = MongoEventColumns(store.events, most=3, seconds=SECONDS)
        fields = ("id", "time", "visitor_id", "properties", "revenue", "scroll_depth", "typed_properties")
        pieces = [piece async for piece in columns.read(project, PERIOD, fields)]
        documents = [document for piece in pieces for document in bson.decode_all(piece)]
        assert sorted(document["id"] for document in documents) == sorted(each.id for each in inside)
        (full,) = (document for document in documents if document["id"] == event.id)
        assert full["visitor_id"] == -1
        assert full["revenue"] == -(10**18 - 1)
        assert full["properties"]["large"] == str(2**63)
        assert full["properties"]["small"] == "1e-7"
        assert full.keys() == set(fields)
        await store.log.append([stored_event(project, time=NOON)])
        with pytest.raises(Unavailable, match="more than 3 stored events"):
            await anext(columns.read(project, PERIOD, fields))
