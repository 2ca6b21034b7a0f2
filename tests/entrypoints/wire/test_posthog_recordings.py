"""What PostHog's recorder sends is kept as it is, where recordings are kept."""

import gzip
import json
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random
from typing import Any

import httpx
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.adapters.local_queue.queue import LocalQueue
from insights.adapters.sqlalchemy.recordings import SqlAlchemyRecordings
from insights.domain.accounts.project import Project
from tests.builders.accepting import BROWSER, KEY, NOW, project
from tests.builders.accounts import fresh_database
from tests.builders.any_json import any_json
from tests.builders.captured import captured
from tests.builders.collecting import Collecting
from tests.builders.examples import trying
from tests.entrypoints.wire.posting import Json

SNAPSHOT: Json = {
    "event": "$snapshot",
    "uuid": "e1",
    "properties": {"$session_id": "s1", "$window_id": "w1", "$snapshot_data": [{"type": 4}], "token": KEY},
}


@pytest.fixture
async def recordings(tmp_path: Path) -> AsyncIterator[SqlAlchemyRecordings]:
    database = fresh_database(tmp_path)
    yield SqlAlchemyRecordings(database)
    await database.close()


async def send(
    queue: LocalQueue,
    recordings: SqlAlchemyRecordings | None,
    body: Any,
    served: Project | None = None,
    **headers: str,
) -> httpx.Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    async with Collecting(queue, served=served, recordings=recordings).client() as client:
        return await client.post("/s/", content=content, headers=headers)


async def test_what_the_recorder_sent_is_kept_byte_for_byte(
    queue: LocalQueue, recordings: SqlAlchemyRecordings
) -> None:
    (request,) = [one for one in captured("browser-posthog-rec.json") if one.target.startswith("/s/")]
    served = project(aliases=("phc_test",))
    async with Collecting(queue, served=served, recordings=recordings).client() as client:
        for _ in range(2):
            headers = request.headers | {"user-agent": BROWSER}
            answer = await client.post(request.target, content=request.body, headers=headers)
            assert (answer.status_code, answer.json()) == (200, {"status": 1})
    sent = request.json[0]["properties"]
    (kept,) = await recordings.of_session(served.id, sent["$session_id"])
    assert (kept.window, kept.received) == (sent["$window_id"], NOW)
    events = msgspec.json.decode(kept.events)
    assert events == sent["$snapshot_data"]
    page = json.loads(gzip.decompress(events[1]["data"].encode("latin-1")))
    assert page["node"]["childNodes"]
    assert queue.depth().events == 0


@pytest.mark.parametrize(
    "body",
    [
        {"api_key": KEY, "batch": [SNAPSHOT]},
        [SNAPSHOT],
        SNAPSHOT,
        SNAPSHOT | {"properties": {"$session_id": "s1", "$snapshot_data": [1]}, "api_key": KEY},
    ],
    ids=["a batch", "a list", "one", "without a window"],
)
async def test_every_shape_is_taken(queue: LocalQueue, recordings: SqlAlchemyRecordings, body: Any) -> None:
    assert (await send(queue, recordings, body)).json() == {"status": 1}
    (kept,) = await recordings.of_session(project().id, "s1")
    assert kept.window in {"w1", "s1"}


FAULTS: dict[str, tuple[Any, int]] = {
    "no JSON": (b"{", 400),
    "no recording": ([SNAPSHOT | {"event": "signup"}], 400),
    "no session": ([SNAPSHOT | {"properties": {"$snapshot_data": []}}], 400),
    "a long session": ([SNAPSHOT | {"properties": {"$session_id": "s" * 101, "$snapshot_data": []}}], 400),
    "no events": ([SNAPSHOT | {"properties": {"$session_id": "s1", "$snapshot_data": "x"}}], 400),
    "an unknown token": ({"api_key": "phx_1", "batch": [SNAPSHOT]}, 401),
    "two tokens": ([SNAPSHOT, SNAPSHOT | {"token": "G-SHOP"}], 401),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_faults_are_told(queue: LocalQueue, recordings: SqlAlchemyRecordings, fault: str) -> None:
    body, status = FAULTS[fault]
    answer = await send(queue, recordings, body)
    assert (answer.status_code, bool(answer.text)) == (status, True)


NOT_KEPT = {"status": 1, "quota_limited": ["recordings"]}


async def test_the_recorder_pauses_where_none_are_kept(
    queue: LocalQueue, recordings: SqlAlchemyRecordings
) -> None:
    hosts = project(allowed_hosts=("example.com",))
    elsewhere = SNAPSHOT | {"properties": SNAPSHOT["properties"] | {"$snapshot_host": "elsewhere.example"}}
    noise = [Random(1).randbytes(1_200_000).hex()]
    large = SNAPSHOT | {"properties": SNAPSHOT["properties"] | {"$snapshot_data": noise}}
    answers = [
        await send(queue, None, SNAPSHOT),
        await send(queue, recordings, SNAPSHOT, **{"sec-gpc": "1"}),
        await send(queue, recordings, elsewhere, hosts),
        await send(queue, recordings, large),
    ]
    assert [(answer.status_code, answer.json()) for answer in answers] == [(200, NOT_KEPT)] * 4
    assert await recordings.held(project().id) == 0


ANY_JSON = any_json()
FIELDS = ["$session_id", "$window_id", "$snapshot_data", "$snapshot_host", "token"]
PROPERTIES = st.dictionaries(st.sampled_from(FIELDS), ANY_JSON, max_size=3)
BESIDE = st.dictionaries(st.sampled_from(["uuid", "batch", "event"]), ANY_JSON, max_size=2)
BODIES = st.one_of(
    st.binary(max_size=64),
    st.tuples(
        PROPERTIES, st.dictionaries(st.sampled_from(["uuid", "batch", "event"]), ANY_JSON, max_size=2)
    ).map(
        lambda two: json.dumps(SNAPSHOT | {"properties": SNAPSHOT["properties"] | two[0]} | two[1]).encode()
    ),
)


@trying(80)
@given(body=BODIES)
async def test_no_body_breaks_anything(
    queue: LocalQueue, recordings: SqlAlchemyRecordings, body: bytes
) -> None:
    answer = await send(queue, recordings, body)
    assert answer.status_code in {200, 400, 401}, answer.text
