"""The collect paths as a client sees them."""

import gzip
from pathlib import Path
from typing import Any

import httpx
import pytest

from insights.adapters.local_queue.queue import LocalQueue, QueueLimits
from insights.adapters.memory.rate_limits import MemoryRateLimits
from insights.application.ports.rate_limits import Limit
from insights.domain.ingestion.drops import DropReason
from insights.entrypoints.http.proxies import TrustedProxies
from tests.builders.accepting import API_KEY, BROWSER, KEY, FixedClock, body, project
from tests.builders.collecting import PATHS, Collecting
from tests.builders.queued import queued_events

EVENTS = "/api/v1/events"
TRACK = "/analytics/track"
VIEW = {"name": "pageview", "url": "https://example.com/"}


def problem(answer: httpx.Response, status: int) -> dict[str, Any]:
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    document: dict[str, Any] = answer.json()
    assert {"type", "title", "status", "detail"} <= document.keys()
    assert document["status"] == status
    return document


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "application/octet-stream", ""])
async def test_a_batch_is_durable_when_it_is_answered(queue: LocalQueue, content_type: str) -> None:
    async with Collecting(queue).client() as client:
        answer = await client.post(EVENTS, content=body(VIEW, VIEW), headers={"content-type": content_type})
    assert (answer.status_code, answer.json()) == (202, {"accepted": 2, "rejected": []})
    assert queue.depth().events == 2


@pytest.mark.parametrize("path", [EVENTS, TRACK])
async def test_one_event_stands_beside_its_project(queue: LocalQueue, path: str) -> None:
    async with Collecting(queue).client() as client:
        answer = await client.post(path, json={"project": KEY} | VIEW)
    assert (answer.status_code, answer.json()) == (202, {"accepted": 1, "rejected": []})
    assert [event.name for event in await queued_events(queue)] == ["pageview"]


async def test_tracking_one_event_takes_no_batch(queue: LocalQueue) -> None:
    async with Collecting(queue).client() as client:
        document = problem(await client.post(TRACK, content=body(VIEW)), 400)
    assert document["errors"][0]["path"] == "events"


@pytest.mark.parametrize("headers", [{"content-encoding": "gzip"}, {}])
async def test_gzip_is_taken_also_when_nobody_says_so(queue: LocalQueue, headers: dict[str, str]) -> None:
    async with Collecting(queue).client() as client:
        answer = await client.post(EVENTS, content=gzip.compress(body(VIEW)), headers=headers)
    assert answer.status_code == 202


async def test_refused_events_are_named_beside_those_accepted(queue: LocalQueue) -> None:
    async with Collecting(queue).client() as client:
        answer = await client.post(EVENTS, content=body(VIEW, {"name": "x" * 121}))
    assert answer.status_code == 202
    (rejected,) = answer.json()["rejected"]
    assert (answer.json()["accepted"], rejected["index"], rejected["reason"]) == (1, 1, "too_long")
    assert "name must have 1 to 120 characters" in rejected["message"]


async def test_a_body_without_an_acceptable_event_is_a_problem_with_both_lists(queue: LocalQueue) -> None:
    async with Collecting(queue).client() as client:
        batch = problem(await client.post(EVENTS, content=body({"name": ""}, {"name": 3})), 400)
        single = problem(await client.post(EVENTS, json={"project": KEY, "name": ""}), 400)
    assert [one["path"] for one in batch["errors"]] == ["events[0].name", "events[1].name"]
    assert [one["index"] for one in batch["rejected"]] == [0, 1]
    assert [one["path"] for one in single["errors"]] == ["name"]


async def test_dropped_events_count_as_accepted(queue: LocalQueue) -> None:
    collecting = Collecting(queue)
    async with collecting.client() as client:
        answer = await client.post(EVENTS, content=body(VIEW, VIEW), headers={"sec-gpc": "1"})
        assert answer.json()["accepted"] == 2
        await client.post(EVENTS, content=body(VIEW), headers={"dnt": "1"})
        await client.post(EVENTS, content=body(VIEW), headers={"dnt": "0"})
    reasons = [[drop.reason for drop in outcome.drops] for outcome in collecting.outcomes]
    assert reasons == [[DropReason.PRIVACY_SIGNAL], [DropReason.PRIVACY_SIGNAL], []]


async def test_the_origin_stands_in_for_a_missing_url(queue: LocalQueue) -> None:
    collecting = Collecting(queue, project(allowed_hosts=("example.com",)))
    async with collecting.client() as client:
        await client.post(EVENTS, content=body({"name": "a"}), headers={"origin": "https://evil.test"})
    assert [drop.reason for drop in collecting.outcomes[0].drops] == [DropReason.ORIGIN_NOT_ALLOWED]


async def test_a_bearer_key_may_say_who_the_visitor_is(queue: LocalQueue) -> None:
    event = VIEW | {"ip": "198.51.100.1", "user_agent": BROWSER}
    async with Collecting(queue).client() as client:
        answer = await client.post(EVENTS, json=event, headers={"authorization": f"Bearer {API_KEY}"})
        assert answer.status_code == 202
        problem(await client.post(EVENTS, json=event | {"project": KEY}), 400)


@pytest.mark.parametrize(
    ("given", "headers"),
    [
        ({}, {}),
        ({"project": "pk_unknown"}, {}),
        ({"project": KEY}, {"authorization": "Bearer nonsense"}),
        ({}, {"authorization": "Basic cGs6"}),
    ],
)
async def test_without_a_known_key_the_answer_is_401(
    queue: LocalQueue, given: dict[str, str], headers: dict[str, str]
) -> None:
    async with Collecting(queue).client() as client:
        answer = await client.post(EVENTS, json=VIEW | given, headers=headers)
    problem(answer, 401)
    assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_a_project_other_than_the_keys_is_403(queue: LocalQueue) -> None:
    async with Collecting(queue).client() as client:
        headers = {"authorization": f"Bearer {API_KEY}"}
        problem(await client.post(EVENTS, json=VIEW | {"project": "pk_other"}, headers=headers), 403)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b"[" * 100_000, b"1" * 5_000])
async def test_what_is_no_body_is_400(queue: LocalQueue, content: bytes) -> None:
    async with Collecting(queue).client() as client:
        problem(await client.post(EVENTS, content=content), 400)


@pytest.mark.parametrize(
    "content",
    [
        b" " * 1_048_577,
        gzip.compress(b" " * 4_194_305),
        body(*[{"name": "a"}] * 1_001),
    ],
    ids=["bytes", "decompressed", "events"],
)
async def test_what_is_too_large_is_413(queue: LocalQueue, content: bytes) -> None:
    async with Collecting(queue).client() as client:
        problem(await client.post(EVENTS, content=content), 413)


async def test_a_thousand_events_of_a_megabyte_are_taken(queue: LocalQueue) -> None:
    content = body(*[{"name": "a", "title": "t" * 500, "properties": {"k": "v" * 490}}] * 1_000)
    assert 1_000_000 < len(content) <= 1_048_576
    async with Collecting(queue).client() as client:
        assert (await client.post(EVENTS, content=content)).json()["accepted"] == 1_000


async def test_a_full_queue_is_503_with_a_time_to_come_back(tmp_path: Path) -> None:
    full = await LocalQueue.open(tmp_path / "full.sqlite", FixedClock(), limits=QueueLimits(events=0))
    async with Collecting(full).client() as client:
        answer = await client.post(EVENTS, content=body(VIEW))
    await full.close()
    problem(answer, 503)
    assert int(answer.headers["retry-after"]) > 0


async def test_an_address_has_a_rate_of_requests_and_others_are_not_its_concern(queue: LocalQueue) -> None:
    limits = MemoryRateLimits(lambda: 0.0)
    changes = {"rate_limits": limits, "limit": Limit("few", per_second=2, burst=2)}
    app = Collecting(queue, changes=changes)
    async with app.client("203.0.113.1") as client:
        assert [(await client.post(EVENTS, content=body(VIEW))).status_code for _ in range(2)] == [202, 202]
        answer = await client.post(EVENTS, content=body(VIEW))
    problem(answer, 429)
    assert answer.headers["retry-after"] == "1"
    async with app.client("203.0.113.2") as client:
        assert (await client.post(EVENTS, content=body(VIEW))).status_code == 202


async def test_behind_a_proxy_the_rate_is_the_clients(queue: LocalQueue) -> None:
    changes = {
        "rate_limits": MemoryRateLimits(lambda: 0.0),
        "limit": Limit("one", per_second=1, burst=1),
        "proxies": TrustedProxies(["10.0.0.0/8"]),
    }
    async with Collecting(queue, changes=changes).client("10.0.0.1") as client:
        answers = [
            await client.post(EVENTS, content=body(VIEW), headers={"x-forwarded-for": claimed})
            for claimed in ("198.51.100.1", "198.51.100.2", "1.2.3.4, 198.51.100.1")
        ]
    assert [answer.status_code for answer in answers] == [202, 202, 429]


@pytest.mark.parametrize("path", PATHS)
async def test_a_preflight_is_answered_for_any_origin(queue: LocalQueue, path: str) -> None:
    headers = {
        "origin": "https://shop.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type,x-of-a-new-sdk",
    }
    async with Collecting(queue).client() as client:
        answer = await client.options(path, headers=headers)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["access-control-allow-origin"] == "https://shop.example"
    assert answer.headers["access-control-allow-headers"] == headers["access-control-request-headers"]
    assert int(answer.headers["access-control-max-age"]) > 0


@pytest.mark.parametrize("asked", ["", "a\u00e4", "x" * 2_001])
async def test_a_preflight_repeats_only_what_are_names_of_headers(queue: LocalQueue, asked: str) -> None:
    headers = {"origin": "https://shop.example", "access-control-request-headers": asked.encode("latin-1")}
    async with Collecting(queue).client() as client:
        answer = await client.options(EVENTS, headers=headers)
    assert "authorization" in answer.headers["access-control-allow-headers"]


async def test_every_answer_may_be_read_by_the_page_that_asked(queue: LocalQueue) -> None:
    headers = {"origin": "https://shop.example"}
    async with Collecting(queue).client() as client:
        answers = [
            await client.post(EVENTS, content=body(VIEW), headers=headers),
            await client.post(EVENTS, content=b"nope", headers=headers),
            await client.get(EVENTS, headers=headers),
        ]
        plain = await client.post(EVENTS, content=body(VIEW))
    assert {one.headers["access-control-allow-origin"] for one in answers} == {"https://shop.example"}
    assert {one.headers["vary"] for one in [*answers, plain]} == {"origin"}
    assert "access-control-allow-origin" not in plain.headers


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "BREW"])
@pytest.mark.parametrize("path", [EVENTS, TRACK])
async def test_other_methods_are_405(queue: LocalQueue, path: str, method: str) -> None:
    async with Collecting(queue).client() as client:
        answer = await client.request(method, path)
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST, OPTIONS")


async def test_every_answer_has_a_request_id_and_a_sane_one_is_kept(queue: LocalQueue) -> None:
    async with Collecting(queue).client() as client:
        made = [await client.post(EVENTS, content=content) for content in (body(VIEW), b"nope")]
        given = await client.post(EVENTS, content=body(VIEW), headers={"x-request-id": "trace-12345678"})
        insane = await client.post(EVENTS, content=body(VIEW), headers={"x-request-id": "<script>alert"})
    ids = {answer.headers["x-request-id"] for answer in [*made, insane]}
    assert len(ids) == 3
    assert {len(one) for one in ids} == {36}
    assert given.headers["x-request-id"] == "trace-12345678"


async def test_what_nobody_expected_says_nothing_of_itself(queue: LocalQueue) -> None:
    class Broken:
        async def spend(self, *_: object) -> float:
            raise RuntimeError("the secret is 42")

    async with Collecting(queue, changes={"rate_limits": Broken()}).client() as client:
        answer = await client.post(EVENTS, content=body(VIEW))
    problem(answer, 500)
    assert "42" not in answer.text
