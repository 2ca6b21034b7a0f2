"""What the engine in process must do beyond the ports: keep every field, survive, refuse."""

import asyncio
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from insights.adapters.clickhouse import embedded, schema
from insights.adapters.clickhouse.columns import COLUMNS
from insights.adapters.clickhouse.embedded import open_embedded
from insights.domain.errors import Conflict, Invalid, Unavailable
from insights.domain.ingestion.event import Event
from tests.builders.event_store import full_event, new_project, stored_event

SELECT_EVENT = f"""
SELECT {", ".join(column.name for column in COLUMNS)}, typed_properties FROM events ORDER BY id
"""  # noqa: S608 -- the names of our own columns


def read_back(row: tuple[object, ...]) -> Event:
    *values, typed = row
    fields = dict(zip(Event.__struct_fields__, values, strict=True))
    for moment in ("time", "received"):
        fields[moment] = round(fields[moment].timestamp() * 1000)
    texts = fields["properties"]
    fields["properties"] = {
        key: msgspec.json.decode(text) if key in typed else text for key, text in texts.items()
    }
    return Event(**fields)


def test_there_is_a_column_for_every_field_of_an_event_in_order() -> None:
    assert tuple(column.name for column in COLUMNS) == Event.__struct_fields__


async def test_every_field_of_an_event_is_kept_exactly(tmp_path: Path) -> None:
    store = open_embedded(tmp_path, durable=False)
    project = new_project()
    events = [full_event(project), stored_event(project, id="a")]
    await store.log.append(events)
    rows = await store.log.threads.call(lambda client: client.query(SELECT_EVENT).result_rows)
    kept = [read_back(row) for row in rows]
    assert kept == [events[1], events[0]]
    assert [type(value) for value in kept[1].properties.values()] == [
        type(value) for value in events[0].properties.values()
    ]
    await store.close()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("revenue", "1e14"),
        ("revenue", "0.00001"),
        ("visitor_id", 2**64),
        ("scroll_depth", 300),
        ("path", "\ud800"),
    ],
)
async def test_a_value_that_does_not_fit_is_refused_by_name(
    tmp_path: Path, field: str, value: object
) -> None:
    store = open_embedded(tmp_path, durable=False)
    event = stored_event(new_project())
    setattr(
        event, field, msgspec.convert(value, type_of(field), strict=False) if field == "revenue" else value
    )
    with pytest.raises(Invalid, match=field):
        await store.log.append([event])
    await store.close()


def type_of(field: str) -> object:
    return Event.__annotations__[field]


async def test_a_store_is_found_again_after_it_was_closed(tmp_path: Path) -> None:
    project = new_project()
    for opening in range(3):
        store = open_embedded(tmp_path)
        await store.log.append([stored_event(project)])
        assert await store.reader.event_count(project) == opening + 1
        await store.close()


async def test_a_store_of_a_newer_release_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as newer:
        newer.setattr(schema, "STEPS", (*schema.STEPS, "SELECT 1"))
        await open_embedded(tmp_path).close()
    known = len(schema.STEPS)
    with pytest.raises(Conflict, match=f"schema version {known + 1}; this release knows up to {known}"):
        open_embedded(tmp_path)


async def test_a_store_of_an_older_release_is_brought_up_to_date_with_its_events(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project, noon = new_project(), 1_790_000_000_000
    with monkeypatch.context() as older:
        older.setattr(schema, "STEPS", schema.STEPS[:1])
        older.setattr(schema, "TABLES", schema.TABLES[:1])
        store = open_embedded(tmp_path, durable=False)
        await store.log.append([stored_event(project, time=noon + n) for n in range(3)])
        await store.close()
    store = open_embedded(tmp_path, durable=False)
    await store.log.append([stored_event(project, time=noon - 1)])
    await store.log.threads.call(lambda client: client.command("OPTIMIZE TABLE events FINAL"))
    assert [seen.time for seen in await store.reader.recent(project, 0, 9)] == [
        noon + n for n in (2, 1, 0, -1)
    ]
    codec = "SELECT compression_codec FROM system.columns WHERE table = 'events' AND name = 'time'"
    assert await store.log.threads.call(lambda client: client.command(codec)) == "CODEC(T64)"
    assert list(await store.links.touching([(project, 1)])) == []
    await store.close()


async def test_events_stored_before_senders_were_named_are_kept_without_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = new_project()
    with monkeypatch.context() as older:
        before = schema.EVENTS.replace(", sdk LowCardinality(String)", "")
        assert before != schema.EVENTS
        older.setattr(schema, "STEPS", (before, schema.TIMES))
        older.setattr(schema, "TABLES", schema.TABLES[:1])
        store = open_embedded(tmp_path, durable=False)
        insert = (
            "INSERT INTO events (project, id, name, time) VALUES ({project:String}, 'old', 'a', now64(3))"
        )
        await store.log.threads.call(lambda client: client.command(insert, {"project": project}))
        await store.close()
    store = open_embedded(tmp_path, durable=False)
    await store.log.append([stored_event(project, id="new", sdk="insights-js/1.0")])
    kept = "SELECT id, sdk FROM events ORDER BY id"
    rows = await store.log.threads.call(lambda client: client.query(kept).result_rows)
    assert rows == [("new", "insights-js/1.0"), ("old", "")]
    await store.close()


async def test_calls_under_way_end_before_the_store_is_closed(tmp_path: Path) -> None:
    project = new_project()
    store = open_embedded(tmp_path, durable=False)
    appends = [asyncio.create_task(store.log.append([stored_event(project)])) for _ in range(2)]
    await asyncio.sleep(0)
    await store.close()
    await asyncio.gather(*appends)
    again = open_embedded(tmp_path, durable=False)
    assert await again.reader.event_count(project) == 2
    await again.close()


WRITER = """
import asyncio, sys
from pathlib import Path
from insights.adapters.clickhouse.embedded import open_embedded
from tests.builders.event_store import stored_event

async def main():
    store = open_embedded(Path(sys.argv[1]))
    while True:
        await store.log.append([stored_event(sys.argv[2]) for _ in range(50)])
        print("appended", flush=True)

asyncio.run(main())
"""


def appends_until_killed(folder: Path, project: str, kill_after: int) -> int:
    """How many batches the process had acknowledged when it was gone."""
    command = [sys.executable, "-c", WRITER, str(folder), project]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        for _ in range(kill_after):
            assert writer.stdout.readline() == "appended\n"
        writer.kill()
        return kill_after + len(writer.stdout.readlines())


async def test_what_was_appended_survives_a_kill(tmp_path: Path) -> None:
    project = new_project()
    runs = (1, 7, 13)
    acknowledged = sum([appends_until_killed(tmp_path, project, kill_after) for kill_after in runs])
    store = open_embedded(tmp_path)
    stored = await store.reader.event_count(project)
    await store.close()
    # Of each run's last batch nobody was told; it is there whole or not at all.
    assert acknowledged <= stored / 50 <= acknowledged + len(runs)
    assert stored % 50 == 0


async def test_a_question_past_its_time_or_memory_is_unavailable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(embedded.READING, "max_execution_time", 1)
    monkeypatch.setitem(embedded.READING, "max_memory_usage", 50_000_000)
    store = open_embedded(tmp_path, durable=False)
    endless = "SELECT count() FROM system.numbers WHERE NOT ignore(sipHash64(number))"
    large = "SELECT length(groupArray(number)) FROM numbers(100000000)"
    for question, reason in ((endless, "longer than"), (large, "more memory than")):
        with pytest.raises(Unavailable, match=reason):
            await store.reader.threads.call(lambda client, question=question: client.query(question))
    assert await store.reader.event_count(new_project()) == 0
    await store.close()


async def test_a_folder_that_is_none_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Unavailable, match="cannot be opened"):
        open_embedded(tmp_path / "file")
    await open_embedded(tmp_path / "folder").close()


async def test_a_closed_store_is_unavailable(tmp_path: Path) -> None:
    store = open_embedded(tmp_path, durable=False)
    await store.close()
    with pytest.raises(Unavailable, match="closed"):
        await store.log.append([stored_event(new_project())])
    with pytest.raises(Unavailable, match="closed"):
        await store.reader.event_count(new_project())
