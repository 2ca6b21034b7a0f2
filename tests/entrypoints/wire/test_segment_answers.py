"""The Tracking API as Segment's and RudderStack's clients use it: what they are told."""

import gzip
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.adapters.local_queue.queue import LocalQueue, QueueLimits
from insights.adapters.memory.rate_limits import MemoryRateLimits
from insights.application.ports.rate_limits import Limit
from tests.builders.accepting import KEY, FixedClock
from tests.builders.any_json import any_json
from tests.builders.collecting import Collecting
from tests.builders.examples import trying
from tests.entrypoints.wire.posting import basic, post

TRACK = {"type": "track", "event": "signup", "userId": "u1", "messageId": "m1"}
LARGE = json.dumps({"batch": [TRACK] * 10_000}).encode()
FAULTS: dict[str, tuple[Any, int, str]] = {
    "no JSON": (b"{", 400, "invalid_request"),
    "no object": (b"[]", 400, "invalid_request"),
    "no message": ({"batch": []}, 400, "invalid_request"),
    "only wrong ones": ({"batch": [{"type": "dance"}]}, 400, "invalid_request"),
    "500 KB": ({"batch": [TRACK] * 10_000}, 400, "invalid_request"),
    "500 KB, compressed": (
        gzip.compress(json.dumps({"batch": [TRACK] * 10_000}).encode()),
        400,
        "invalid_request",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_faults_are_told_as_segment_tells_them(queue: LocalQueue, fault: str) -> None:
    body, status, code = FAULTS[fault]
    answer = await post(queue, "/v1/batch", body)
    assert (answer.status_code, answer.json()["success"], answer.json()["code"]) == (status, False, code)
    assert answer.json()["message"]
    assert queue.depth().events == 0


@pytest.mark.parametrize("headers", [{}, basic("unknown:"), {"authorization": "Basic !!!"}])
async def test_an_unknown_key_is_told(queue: LocalQueue, headers: dict[str, str]) -> None:
    answer = await post(queue, "/v1/batch", {"batch": [TRACK]}, headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "invalid_write_key")


async def test_a_full_queue_and_a_limit_ask_to_come_back(queue: LocalQueue, tmp_path: Any) -> None:
    full = await LocalQueue.open(tmp_path / "full.sqlite", FixedClock(), limits=QueueLimits(events=0))
    answer = await post(full, "/v1/batch", {"batch": [TRACK]})
    await full.close()
    slow = {"limit": Limit("of an address", per_second=0.1, burst=1), "rate_limits": MemoryRateLimits()}
    async with Collecting(queue, changes=slow).client() as client:
        limited = [await client.post("/v1/t", json=TRACK | {"writeKey": KEY}) for _ in range(2)][1]
    assert (answer.status_code, limited.status_code) == (503, 429)
    assert int(answer.headers["retry-after"]) >= 1 <= int(limited.headers["retry-after"])


@pytest.mark.parametrize("header", ["authorization", "anonymousid", "rsa-retry-attempt", "x-retry-count"])
async def test_a_browser_may_ask_before_it_sends(queue: LocalQueue, header: str) -> None:
    asked = {"origin": "https://a.example", "access-control-request-headers": header}
    async with Collecting(queue).client() as client:
        answer = await client.options("/v1/t", headers=asked)
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == "https://a.example"
    assert header in answer.headers["access-control-allow-headers"]


async def test_rudderstack_is_told_of_a_source_that_has_only_us(queue: LocalQueue) -> None:
    async with Collecting(queue).client() as client:
        answer = await client.get("/sourceConfig/?p=npm&v=3", headers=basic(f"{KEY}:"))
        unknown = await client.get("/sourceConfig/?writeKey=unknown")
    source = answer.json()["source"]
    assert (answer.status_code, source["enabled"], source["destinations"]) == (200, True, [])
    assert source["name"] == source["id"], "a public key does not tell what its project is called"
    assert unknown.status_code == 401


ANY_JSON = any_json("track", "/x")
FIELDS = [
    "type",
    "event",
    "userId",
    "anonymousId",
    "messageId",
    "timestamp",
    "properties",
    "context",
    "traits",
]
MESSAGES = st.dictionaries(st.sampled_from(FIELDS), ANY_JSON, max_size=6).map(lambda some: TRACK | some)
BODIES = st.one_of(
    st.binary(max_size=64),
    st.lists(MESSAGES | ANY_JSON, max_size=3).map(lambda batch: json.dumps({"batch": batch}).encode()),
    st.tuples(MESSAGES, ANY_JSON).map(
        lambda two: json.dumps({"batch": [two[0]], "context": two[1]}).encode()
    ),
    MESSAGES.map(lambda message: json.dumps(message).encode()),
)


@trying(150)
@given(body=BODIES, path=st.sampled_from(["/v1/batch", "/v1/t", "/v1/page", "/v1/i"]))
async def test_no_body_breaks_anything(queue: LocalQueue, body: bytes, path: str) -> None:
    answer = await post(queue, path, body)
    assert answer.status_code in {200, 400}, answer.text
