"""PostHog's capture API as its clients use it: what they are told, and what they ask."""

import gzip
import json
import zlib
from base64 import b64encode
from typing import Any
from urllib.parse import quote

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from insights.adapters.local_queue.queue import LocalQueue, QueueLimits
from tests.builders.accepting import KEY, FixedClock
from tests.builders.any_json import any_json
from tests.builders.collecting import Collecting
from tests.builders.examples import trying
from tests.builders.queued import queued_accepted
from tests.entrypoints.wire.posting import Json, post

SIGNUP: Json = {"event": "signup", "uuid": "e1", "distinct_id": "u1", "properties": {"plan": "pro"}}
BATCH = json.dumps({"api_key": KEY, "batch": [SIGNUP]}).encode()
V1 = "/i/v1/analytics/events"
BEARER = {"authorization": f"Bearer {KEY}", "posthog-sdk-info": "posthog-python/7.91.1"}


def in_form(data: bytes) -> bytes:
    return b"data=" + quote(data.decode()).encode()


PACKED: dict[str, tuple[str, bytes, str]] = {
    "gzip that nobody names": ("/e/", gzip.compress(BATCH), "text/plain"),
    "a form": (
        "/e/",
        b"data=" + quote(b64encode(BATCH).decode()).encode(),
        "application/x-www-form-urlencoded",
    ),
    "a form of plain JSON": ("/e/", b"data=" + quote(BATCH.decode()).encode(), ""),
    "gzip in a form": (
        "/e/",
        b"data=" + quote(b64encode(gzip.compress(BATCH)).decode()).encode() + b"&x=1",
        "",
    ),
    "base64 by name": ("/e/?compression=base64", b64encode(BATCH), ""),
}


@pytest.mark.parametrize("packed", PACKED)
async def test_bodies_are_told_by_their_bytes(queue: LocalQueue, packed: str) -> None:
    path, body, content_type = PACKED[packed]
    answer = await post(queue, path, body, {"content-type": content_type})
    assert (answer.status_code, answer.json()) == (200, {"status": 1})
    assert [one.event.name for one in await queued_accepted(queue)] == ["signup"]


async def test_an_event_may_stand_in_the_query_string(queue: LocalQueue) -> None:
    async with Collecting(queue).client() as client:
        answer = await client.get("/e/", params={"data": b64encode(BATCH).decode(), "ip": "0"})
    assert (answer.status_code, queue.depth().events) == (200, 1)


FAULTS: dict[str, tuple[bytes, int]] = {
    "nothing": (b"", 400),
    "no JSON": (b"{", 400),
    "no object": (b"7", 400),
    "no event": (json.dumps({"api_key": KEY, "batch": []}).encode(), 400),
    "no name": (json.dumps({"api_key": KEY, "distinct_id": "u1"}).encode(), 400),
    "nobody": (json.dumps({"api_key": KEY, "event": "a", "distinct_id": ""}).encode(), 400),
    "no base64": (b"data=%%%", 400),
    "no token": (json.dumps(SIGNUP).encode(), 401),
    "a personal key": (json.dumps(SIGNUP | {"api_key": "phx_1"}).encode(), 401),
    "two tokens": (json.dumps([SIGNUP | {"token": KEY}, SIGNUP | {"token": "G-SHOP"}]).encode(), 401),
    "more than 20 MiB": (gzip.compress(b" " * 21_000_000), 413),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_faults_are_told_in_plain_text(queue: LocalQueue, fault: str) -> None:
    body, status = FAULTS[fault]
    answer = await post(queue, "/e/", body, {})
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.text
    assert queue.depth().events == 0


async def test_the_good_events_of_a_batch_are_stored(queue: LocalQueue) -> None:
    events = [3, {"event": 7}, SIGNUP, {"event": "nobody"}, SIGNUP | {"timestamp": 5, "properties": {"a": 1}}]
    answer = await post(queue, "/batch/", {"api_key": KEY, "batch": events}, {})
    assert (answer.status_code, len(await queued_accepted(queue))) == (200, 2)


async def test_a_batch_may_hold_thousands(queue: LocalQueue) -> None:
    events = [SIGNUP | {"uuid": f"e{number}"} for number in range(2_500)]
    answer = await post(queue, "/batch/", {"api_key": KEY, "batch": events}, {})
    assert (answer.status_code, queue.depth().events) == (200, 2_500)


@pytest.mark.parametrize("encoding", ["", "gzip", "deflate", "zstd"])
async def test_the_newer_protocol_tells_of_each_event(queue: LocalQueue, encoding: str) -> None:
    compress = {"gzip": gzip.compress, "deflate": zlib.compress, "zstd": zstandard.compress}
    nobody = {"event": "a", "uuid": "e2", "properties": {}}
    old = SIGNUP | {"uuid": "e3", "timestamp": "1999-01-01T00:00:00Z"}
    body = json.dumps({"created_at": "2026-11-21T03:00:00Z", "batch": [SIGNUP, nobody, old]}).encode()
    headers = BEARER | ({"content-encoding": encoding} if encoding else {})
    answer = await post(queue, V1, compress[encoding](body) if encoding else body, headers)
    results = answer.json()["results"]
    assert answer.status_code == 200
    assert {uuid: result["result"] for uuid, result in results.items()} == {
        "e1": "ok",
        "e2": "drop",
        "e3": "drop",
    }
    assert "distinct_id must be given" in results["e2"]["details"]
    (one,) = await queued_accepted(queue)
    assert (one.event.sdk, one.event.user_id) == ("posthog-python/7.91.1", "u1")


@pytest.mark.parametrize(
    ("body", "headers", "status"), [(b"{", BEARER, 400), (BATCH, {}, 200), (b"{}", {}, 401)]
)
async def test_the_newer_protocol_tells_faults_as_json(
    queue: LocalQueue, body: bytes, headers: dict[str, str], status: int
) -> None:
    answer = await post(queue, f"{V1}/", body, headers)
    assert (answer.status_code, "error" in answer.json()) == (status, status != 200)


async def test_an_unknown_key_and_a_full_queue_are_told(queue: LocalQueue, tmp_path: Any) -> None:
    full = await LocalQueue.open(tmp_path / "full.sqlite", FixedClock(), limits=QueueLimits(events=0))
    answers = [await post(full, path, BATCH, BEARER) for path in ("/e/", V1)]
    await full.close()
    assert [answer.status_code for answer in answers] == [503, 503]
    assert all(int(answer.headers["retry-after"]) >= 1 for answer in answers)
    unknown = await post(queue, V1, BATCH, {"authorization": "Bearer phc_unknown"})
    assert (unknown.status_code, "error" in unknown.json()) == (401, True)


@pytest.mark.parametrize("path", ["/flags", "/flags/?v=2", "/decide/?v=3"])
@pytest.mark.parametrize("name", ["token", "api_key"])
async def test_there_are_no_flags_and_that_is_an_answer(queue: LocalQueue, path: str, name: str) -> None:
    asked = {name: KEY, "distinct_id": "u1"}
    packed = await post(queue, path, gzip.compress(json.dumps(asked).encode()), {})
    plain = await post(queue, path, asked, {})
    for answer in (packed, plain):
        assert answer.status_code == 200
        said = answer.json()
        assert (said["flags"], said["featureFlags"], said["errorsWhileComputingFlags"]) == ({}, {}, False)
        assert len(said["requestId"]) == 36
    assert ("supportedCompression" in plain.json()) == path.startswith("/decide")


@pytest.mark.parametrize(
    ("body", "status"), [(b"{", 400), (b"[]", 400), (b"{}", 401), (b'{"token": "x"}', 401)]
)
async def test_flags_of_nobody_are_refused(queue: LocalQueue, body: bytes, status: int) -> None:
    assert (await post(queue, "/flags/", body, {})).status_code == status


async def test_there_are_no_flags_to_evaluate(queue: LocalQueue) -> None:
    async with Collecting(queue).client() as client:
        answer = await client.get("/flags/definitions", params={"token": KEY})
    assert (answer.status_code, answer.json()["flags"]) == (200, [])


ANY_JSON = any_json()
FIELDS = [
    "event",
    "uuid",
    "distinct_id",
    "timestamp",
    "properties",
    "$set",
    "token",
    "options",
    "batch",
    "sent_at",
]
NAMES = ["$pageview", "$pageleave", "$identify", "$create_alias", "$set", "$autocapture", "a"]
KNOWN = [
    "$current_url",
    "$prev_pageview_duration",
    "$screen_width",
    "$screen_height",
    "$set",
    "alias",
    "revenue",
]
PROPERTIES = st.dictionaries(st.sampled_from(KNOWN), ANY_JSON, max_size=4)
EVENTS = st.tuples(
    st.sampled_from(NAMES), PROPERTIES, st.dictionaries(st.sampled_from(FIELDS), ANY_JSON, max_size=3)
).map(lambda parts: SIGNUP | {"event": parts[0], "properties": parts[1]} | parts[2])
BODIES = st.one_of(
    st.binary(max_size=64),
    st.lists(EVENTS | ANY_JSON, max_size=3)
    .map(lambda events: {"api_key": KEY, "batch": events})
    .map(json.dumps),
    st.lists(EVENTS, max_size=3).map(json.dumps),
    EVENTS.map(lambda event: event | {"api_key": KEY}).map(json.dumps),
)


@trying(200)
@given(body=BODIES, path=st.sampled_from(["/e/", V1, "/flags/", "/decide/", "/e/?compression=base64"]))
async def test_no_body_breaks_anything(queue: LocalQueue, body: str | bytes, path: str) -> None:
    answer = await post(queue, path, body.encode() if isinstance(body, str) else body, {})
    assert answer.status_code in {200, 400, 401}, answer.text
