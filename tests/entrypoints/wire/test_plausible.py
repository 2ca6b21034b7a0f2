"""`/api/event` as Plausible's clients use it: what is stored, and what they are told."""

import gzip
import json
from decimal import Decimal
from typing import Any

import httpx
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.adapters.local_queue.queue import LocalQueue, QueueLimits
from insights.adapters.memory.rate_limits import MemoryRateLimits
from insights.application.ports.rate_limits import Limit
from tests.builders.accepting import API_KEY, BROWSER, FixedClock, project
from tests.builders.any_json import any_json
from tests.builders.captured import captured
from tests.builders.collecting import Collecting
from tests.builders.examples import trying
from tests.builders.queued import queued_events

EVENT = "/api/event"
VIEW = {"n": "pageview", "u": "https://example.com/pricing?utm_source=news", "d": "example.com"}
Json = dict[str, Any]


async def send(queue: LocalQueue, body: Json | bytes, **headers: str) -> httpx.Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    sent = {"user-agent": BROWSER, "content-type": "text/plain"}
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    async with Collecting(queue).client() as client:
        return await client.post(EVENT, content=content, headers=sent)


def is_ok(answer: httpx.Response, dropped: str | None = None) -> None:
    assert (answer.status_code, answer.text) == (202, "ok")
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.headers.get("x-plausible-dropped") == dropped


SAME = [
    VIEW,
    {"name": "pageview", "url": VIEW["u"], "domain": "example.com"},
    {"n": "pageview", "url": VIEW["u"]},
    {**VIEW, "d": "www.example.com", "h": 1, "i": False, "v": 36, "unheard": [1]},
]


@pytest.mark.parametrize("body", SAME, ids=["short", "long", "domain of the address", "www and options"])
async def test_a_page_view_is_stored_however_its_fields_are_named(queue: LocalQueue, body: Json) -> None:
    is_ok(await send(queue, body))
    (event,) = await queued_events(queue)
    assert (event.name, event.hostname, event.path) == ("pageview", "example.com", "/pricing")
    assert (event.query, event.country) == ("utm_source=news", "CH")


OURS = {
    "Outbound Link: Click": "outbound",
    "File Download": "download",
    "Form: Submission": "form",
    "404": "404",
    "pageview": "pageview",
    "Signup": "Signup",
    7: "7",
}


@pytest.mark.parametrize("theirs", OURS, ids=str)
async def test_reserved_names_are_ours_and_others_stay(queue: LocalQueue, theirs: str | int) -> None:
    is_ok(await send(queue, {**VIEW, "n": theirs}))
    (event,) = await queued_events(queue)
    assert event.name == OURS[theirs]
    assert event.properties.get("path") == ("/pricing" if event.name in {"form", "404"} else None)


PROPS: dict[str, tuple[Any, Json]] = {
    "an object": (
        {"plan": "pro", "n": 3, "ok": True, "x": 1.5},
        {"plan": "pro", "n": 3, "ok": True, "x": 1.5},
    ),
    "json text": ('{"plan": "pro", "n": 3}', {"plan": "pro", "n": 3}),
    "blank, lists and objects are left out": (
        {"a": "", "b": None, "c": [1], "d": {"e": 1}, "f": 0},
        {"f": 0},
    ),
    "what is no object counts as none": ('"show-more:button"', {}),
    "text that is no json counts as none": ("{", {}),
    "another kind counts as none": (7, {}),
    "the thirty-first is left out": ({f"k{i}": i for i in range(40)}, {f"k{i}": i for i in range(30)}),
    "nul is taken out of text in text": ('{"a": "x\\u0000y"}', {"a": "xy"}),
    "what is just short enough": ({"k" * 300: "v" * 2_000}, {"k" * 300: "v" * 2_000}),
    "escapes do not count": ({"a": "\n" * 2_000}, {"a": "\n" * 2_000}),
}


@pytest.mark.parametrize("key", ["p", "props", "m", "meta"])
@pytest.mark.parametrize("case", PROPS)
async def test_properties_are_kept_as_the_product_keeps_them(queue: LocalQueue, case: str, key: str) -> None:
    sent, kept = PROPS[case]
    is_ok(await send(queue, {**VIEW, "n": "Signup", key: sent}))
    assert [event.properties for event in await queued_events(queue)] == [kept]


REVENUE: dict[str, Any] = {
    "number": {"currency": "EUR", "amount": 12.5},
    "text": {"currency": "EUR", "amount": "12.50"},
    "json text": '{"currency": "EUR", "amount": "12.5"}',
}


@pytest.mark.parametrize("key", ["$", "revenue"])
@pytest.mark.parametrize("case", REVENUE)
async def test_revenue_is_an_exact_amount(queue: LocalQueue, case: str, key: str) -> None:
    is_ok(await send(queue, {**VIEW, "n": "Purchase", key: REVENUE[case]}))
    (event,) = await queued_events(queue)
    assert (event.revenue, event.currency) == (Decimal("12.5"), "EUR")


@pytest.mark.parametrize(
    "revenue", ["{", {"currency": "XXX", "amount": 1}, {"amount": 1}, 7, [], {}], ids=str
)
async def test_what_is_no_revenue_does_not_lose_the_event(queue: LocalQueue, revenue: Any) -> None:
    is_ok(await send(queue, {**VIEW, "n": "Purchase", "$": revenue}))
    (event,) = await queued_events(queue)
    assert event.revenue is None


ENGAGEMENT = [
    ({"sd": 40, "e": 5_000}, (40, 5_000)),
    ({"sd": 140, "e": -1}, (100, 0)),
    ({"sd": -3, "e": 9}, (None, 9)),
    ({"sd": 7, "e": 30 * 86_400_000}, (7, 0)),
]


@pytest.mark.parametrize(("sent", "measured"), ENGAGEMENT, ids=str)
async def test_engagement_is_measured(
    queue: LocalQueue, sent: Json, measured: tuple[int | None, int]
) -> None:
    is_ok(await send(queue, {**VIEW, "n": "engagement", **sent}))
    (event,) = await queued_events(queue)
    assert (event.name, event.scroll_depth, event.engaged_ms) == ("engagement", *measured)


UNMEASURED = "engagement event requires a valid integer value for at least one of 'sd' or 'e' fields"
SIZES = "keys should have at most 300 bytes and values 2000 bytes"
WRONG: dict[str, tuple[Any, Json]] = {
    "no json": (b"", {"request": ["Unable to parse request body as json"]}),
    "no object": (b"[1]", {"request": ["Unable to parse request body as json"]}),
    "too deep": (b"[" * 100_000, {"request": ["Unable to parse request body as json"]}),
    "not utf-8": (b'{"n": "\xff"}', {"request": ["Unable to parse request body as json"]}),
    "no address": ({"n": "a", "d": "example.com"}, {"url": ["is required"]}),
    "nothing": ({}, {"event_name": ["can't be blank"], "url": ["is required"], "domain": ["can't be blank"]}),
    "an address of another kind": ({**VIEW, "u": 7}, {"url": ["is required"]}),
    "no valid address": ({**VIEW, "u": "https:///x"}, {"url": ["must be a valid url"]}),
    "a long address": ({**VIEW, "u": "https://x.example/" + "x" * 2_000}, {"url": ["must be a valid url"]}),
    "data": ({**VIEW, "u": "data:text/html,x"}, {"url": ["scheme is not allowed"]}),
    "no domain": ({**VIEW, "d": " , "}, {"domain": ["can't be blank"]}),
    "no name": ({**VIEW, "n": " "}, {"event_name": ["can't be blank"]}),
    "a long name": ({**VIEW, "n": "x" * 121}, {"event_name": ["should be at most 120 character(s)"]}),
    "unmeasured": ({**VIEW, "n": "engagement", "e": "1"}, {"event_name": [UNMEASURED]}),
    "a long key": ({**VIEW, "p": {"k" * 301: 1}}, {"props": [SIZES]}),
    "a long value": ({**VIEW, "p": {"k": "ä" * 1_001}}, {"props": [SIZES]}),
}


@pytest.mark.parametrize("case", WRONG)
async def test_what_is_wrong_is_told_by_field_in_the_products_words(queue: LocalQueue, case: str) -> None:
    body, errors = WRONG[case]
    answer = await send(queue, body)
    assert (answer.status_code, answer.json()) == (400, {"errors": errors})
    assert queue.depth().messages == 0


async def test_an_event_goes_to_each_domain_and_unknown_ones_are_counted(queue: LocalQueue) -> None:
    is_ok(await send(queue, {**VIEW, "d": "example.com, G-SHOP ,unknown.example,,other.example"}), "2")
    assert [event.name for event in await queued_events(queue)] == ["pageview"] * 2


async def test_a_site_that_is_unknown_is_no_error(queue: LocalQueue) -> None:
    is_ok(await send(queue, {**VIEW, "d": "unknown.example"}), "1")
    assert queue.depth().events == 0


async def test_what_policy_leaves_out_is_counted(queue: LocalQueue) -> None:
    is_ok(await send(queue, VIEW, sec_gpc="1"), "1")
    assert await queued_events(queue) == []


async def test_a_crawler_is_counted_as_dropped(queue: LocalQueue) -> None:
    is_ok(await send(queue, VIEW, user_agent="Googlebot/2.1 (+http://www.google.com/bot.html)"), "1")


async def test_a_server_says_whose_event_it_is_by_forwarding_under_an_api_key(queue: LocalQueue) -> None:
    is_ok(await send(queue, VIEW, x_forwarded_for="203.0.113.7"))
    is_ok(
        await send(queue, VIEW, x_forwarded_for="198.51.100.9, 10.0.0.1", authorization=f"Bearer {API_KEY}")
    )
    is_ok(await send(queue, VIEW, x_forwarded_for="198.51.100.10"))
    own, forwarded, claimed = [event.visitor_id for event in await queued_events(queue)]
    assert own == claimed != forwarded


async def test_whoever_debugs_is_told_the_address(queue: LocalQueue) -> None:
    answer = await send(queue, VIEW, x_debug_request="true")
    assert (answer.status_code, answer.text) == (200, "203.0.113.7")
    assert queue.depth().events == 1


async def test_browsers_need_no_preflight_and_are_let_in_from_anywhere(queue: LocalQueue) -> None:
    answer = await send(queue, VIEW, origin="https://example.com")
    assert answer.headers["access-control-allow-origin"] == "https://example.com"
    async with Collecting(queue).client() as client:
        preflight = await client.options(EVENT, headers={"origin": "https://example.com"})
        get = await client.get(EVENT)
    assert preflight.status_code == 204
    assert "content-type" in preflight.headers["access-control-allow-headers"]
    assert (get.status_code, get.headers["allow"]) == (405, "POST, OPTIONS")


async def test_compressed_bodies_are_read_whatever_they_are_called(queue: LocalQueue) -> None:
    is_ok(await send(queue, gzip.compress(json.dumps(VIEW).encode())))
    assert queue.depth().events == 1


async def test_too_large_a_body_is_told_so(queue: LocalQueue) -> None:
    answer = await send(queue, b" " * 1_100_000)
    assert (answer.status_code, list(answer.json()["errors"])) == (413, ["request"])


async def test_a_full_queue_asks_to_come_back(tmp_path: Any) -> None:
    full = await LocalQueue.open(tmp_path / "full.sqlite", FixedClock(), limits=QueueLimits(events=0))
    answer = await send(full, VIEW)
    assert (answer.status_code, list(answer.json()["errors"])) == (503, ["request"])
    assert int(answer.headers["retry-after"]) >= 1
    await full.close()


async def test_too_many_requests_are_told_when_to_come_back(queue: LocalQueue) -> None:
    slow = {"limit": Limit("of an address", per_second=0.1, burst=1), "rate_limits": MemoryRateLimits()}
    async with Collecting(queue, changes=slow).client() as client:
        answers = [await client.post(EVENT, json=VIEW) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [202, 429]
    assert int(answers[1].headers["retry-after"]) >= 1


async def test_what_plausible_tracker_sent_is_read(queue: LocalQueue) -> None:
    site = project(domain="x.example")
    async with Collecting(queue, served=site).client() as client:
        for request in captured("browser-plausible-tracker.json"):
            headers = request.headers | {"user-agent": BROWSER}
            is_ok(await client.request(request.method, request.target, content=request.body, headers=headers))
    view, next_page, signup, outbound, routed = await queued_events(queue)
    assert (view.name, view.path, view.query) == ("pageview", "/page", "utm_source=news&utm_medium=email")
    assert (view.referrer, view.screen) == ("https://www.google.com/", "Laptop")
    assert (next_page.path, routed.path) == ("/next", "/#/route")
    assert (signup.name, signup.properties) == ("Signup", {"plan": "pro", "n": 3, "ok": True})
    assert (outbound.name, outbound.properties) == ("outbound", {"url": "https://other.example/x"})
    assert len({event.visitor_id for event in (view, next_page, signup, outbound, routed)}) == 1


KEYS = ["n", "u", "d", "p", "m", "$", "r", "sd", "e", "w", "v", "name", "url", "domain", "props", "revenue"]
ANY_JSON = any_json("{", "/x")
BODIES = st.one_of(
    st.binary(max_size=64),
    st.dictionaries(st.sampled_from(KEYS), ANY_JSON, max_size=6)
    .map(lambda body: VIEW | body)
    .map(json.dumps),
)


@trying(150)
@given(body=BODIES)
async def test_no_body_breaks_anything(queue: LocalQueue, body: str | bytes) -> None:
    answer = await send(queue, body.encode() if isinstance(body, str) else body)
    assert answer.status_code in {202, 400}, msgspec.json.encode(answer.text)
