"""What a store in MongoDB must do beyond the ports: keep every field, bear repeats, outages and kills."""

import json
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from insights.adapters.clickhouse.table_query import open_table_query
from insights.adapters.mongodb.collection import INDEXES, VERSION, connect
from insights.adapters.mongodb.documents import from_int64
from insights.adapters.mongodb.store import open_mongodb
from insights.domain.analytics.query import Period, Query
from insights.domain.analytics.rollup_bucket import rows_of
from insights.domain.analytics.rollups import ROLLED_UP, Stretch
from insights.domain.errors import Conflict, Invalid, Unavailable
from insights.domain.ingestion.event import Event
from tests.builders.event_store import (
    SKETCHES,
    fresh_mongodb,
    full_event,
    mongo_url,
    new_project,
    stored_event,
)
from tests.builders.rollups import DAY, MIDNIGHT
from tests.builders.services.mongo import Mongo
from tests.builders.services.session import Service, stopped

NOON = 1_790_000_000_000


def read_back(document: dict[str, Any]) -> Event:
    kept = {name: document[name] for name in Event.__struct_fields__ if name in document}
    typed = document.get("typed_properties", [])
    texts = kept.get("properties", {})
    kept |= {name: from_int64(kept[name]) for name in ("visitor_id", "session_id")}
    kept |= {name: int(kept[name]) for name in ("time", "received")}
    kept["properties"] = {key: msgspec.json.decode(v) if key in typed else v for key, v in texts.items()}
    if "revenue" in kept:
        kept["revenue"] = Decimal(kept["revenue"]).scaleb(-4)
    return Event(**kept)


async def test_every_field_of_an_event_is_kept_exactly(mongo: Service) -> None:
    async with fresh_mongodb(mongo.url) as store:
        project = new_project()
        for event in (full_event(project), stored_event(project)):
            await store.log.append([event])
            found = await store.events.collection.find_one({"project": project, "id": event.id})
            assert found is not None
            assert read_back(found) == event


async def test_an_append_that_is_repeated_adds_only_what_is_missing(mongo: Service) -> None:
    async with fresh_mongodb(mongo.url) as store:
        project = new_project()
        events = [stored_event(project, id=f"e{n}") for n in range(5)]
        await store.log.append(events[1:3])
        await store.log.append(events)
        await store.log.append(events)
        assert await store.reader.event_count(project) == 5


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("revenue", Decimal("1e14")),
        ("revenue", Decimal("0.00001")),
        ("visitor_id", 2**64 + 2**63),
        ("path", "\ud800"),
        ("properties", {"a\0b": "x"}),
    ],
)
async def test_what_does_not_fit_is_invalid_and_nothing_of_it_is_stored(
    mongo: Service, field: str, value: object
) -> None:
    async with fresh_mongodb(mongo.url) as store:
        project = new_project()
        with pytest.raises(Invalid):
            await store.log.append([stored_event(project), stored_event(project, **{field: value})])
        assert await store.reader.event_count(project) <= 1


async def test_what_is_asked_often_is_found_by_an_index(mongo: Service) -> None:
    async with fresh_mongodb(mongo.url) as store:
        project, times = new_project(), {"$gte": 0, "$lt": 9}
        await store.log.append([stored_event(project) for _ in range(50)])
        assert INDEXES.keys() <= (await store.events.collection.index_information()).keys()
        for match in (
            {"project": project, "time": times},
            {"project": project, "visitor_id": {"$in": [1, 2]}},
            {"received": times},
            {"_id": {"$in": ["a", "b"]}},
        ):
            plan = json.dumps(await store.events.collection.find(match).explain(), default=str)
            assert "COLLSCAN" not in plan
            assert "IXSCAN" in plan or "IDHACK" in plan


async def test_a_store_is_opened_again_as_it_was_but_not_one_of_a_newer_release(mongo: Service) -> None:
    url = mongo_url(mongo.url)
    first = await open_mongodb(url, open_table_query(SKETCHES))
    project = new_project()
    await first.log.append([stored_event(project)])
    await first.close()
    again = await open_mongodb(url, open_table_query(SKETCHES))
    assert await again.reader.event_count(project) == 1
    versions = again.events.collection.database.get_collection("schema_versions")
    await versions.update_one({"_id": "raw_events"}, {"$inc": {"version": 1}})
    await again.close()
    with pytest.raises(Conflict, match=f"schema version {VERSION + 1}"):
        await open_mongodb(url, open_table_query(SKETCHES))


async def test_too_large_a_question_is_refused_and_a_shorter_one_answered(mongo: Service) -> None:
    async with fresh_mongodb(mongo.url, question_events=10) as store:
        project = new_project()
        await store.log.append([stored_event(project, time=NOON + n) for n in range(11)])
        query = Query(
            project=project, timezone="UTC", period=Period(NOON, NOON + 11), metrics=("pageviews", "events")
        )
        with pytest.raises(Unavailable, match="more than 10 stored events; ask for a shorter period"):
            await store.reader.answer(query)
        shorter = msgspec.structs.replace(query, period=Period(NOON, NOON + 10))
        assert (await store.reader.answer(shorter)).rows[0].metrics == (10, 10)
        assert await store.rollup_source.scan_estimate(project, query.period) == 11


async def test_days_that_are_too_many_events_together_are_rolled_up_one_by_one(mongo: Service) -> None:
    project = new_project()
    times = [MIDNIGHT + n * DAY // 4 + minute * 60_000 for n in range(-4, 20) for minute in (0, 10)]
    events = [
        stored_event(project, time=at, visitor_id=day, session_id=day, path=f"/{at % 3}")
        for at, day in zip(times, (at // DAY for at in times), strict=True)
    ]
    week = Period(MIDNIGHT, MIDNIGHT + 4 * DAY)
    stretches = [
        Stretch(project=project, timezone="UTC", span=span, dimension=dimension, period=week)
        for dimension, spans in ROLLED_UP.items()
        for span in spans
    ]
    async with fresh_mongodb(mongo.url) as store, fresh_mongodb(mongo.url, stretch_events=24) as small:
        await store.log.append(events)
        await small.log.append(events)
        together = await store.rollup_source.buckets(stretches)
        one_by_one = await small.rollup_source.buckets(stretches)
        with pytest.raises(Unavailable, match="more than 24"):
            await anext(small.rollup_source.columns.read(project, week, ["time"]))
    assert len(together[0]) > 4
    assert list(map(rows_of, one_by_one)) == list(map(rows_of, together))


def test_a_url_that_is_none_is_invalid_and_its_password_is_not_told() -> None:
    for url in ("mongodb://u:s3cret@h:99999/db", "mongodb://u:s3cret/@h/db", "mongodb://u:s3cret@h/?x"):
        with pytest.raises(Invalid) as refused:
            connect(url)
        assert "s3cret" not in str(refused.value)


@pytest.mark.journey
async def test_what_was_appended_survives_a_kill_and_an_outage_heals() -> None:
    server = Mongo()
    try:
        server.start()
        async with fresh_mongodb(server.url) as store:
            project = new_project()
            events = [stored_event(project, id=f"e{n}") for n in range(300)]
            await store.log.append(events[:200])
            server.kill()
            with pytest.raises(Unavailable):
                await store.log.append(events)
            with pytest.raises(Unavailable):
                await store.reader.first_event_time(project)
            server.start()
            assert await store.reader.event_count(project) == 200
            await store.log.append(events)
            every = [(project, each.id) for each in events]
            assert set(await store.log.stored(every, since=0)) == set(every)
            assert await store.reader.event_count(project) == 300
            with stopped(server), pytest.raises(Unavailable, match="cannot be reached"):
                await open_mongodb(mongo_url(server.url), open_table_query(SKETCHES))
    finally:
        server.remove()
