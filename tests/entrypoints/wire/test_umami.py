"""`/api/send` and `/api/batch` as Umami's clients use them: what is stored, and what they are told."""

import json
from decimal import Decimal
from typing import Any

import httpx
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
from tests.builders.queued import queued_accepted, queued_events

SEND, BATCH = "/api/send", "/api/batch"
WEBSITE = "3a1f4f6e-0000-4000-8000-000000000001"
NODE = "Mozilla/5.0 Umami/v22.1.0"
Json = dict[str, Any]


def body(type_: str = "event", **payload: Any) -> Json:
    return {"type": type_, "payload": {"website": WEBSITE, **payload}}


async def send(queue: LocalQueue, content: Any, path: str = SEND, **headers: str) -> httpx.Response:
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    sent = {"user-agent": BROWSER} | {name.replace("_", "-"): value for name, value in headers.items()}
    site = project(aliases=(WEBSITE,), domain="second.example")
    async with Collecting(queue, served=site).client() as client:
        return await client.post(path, content=raw, headers=sent)


def is_told(answer: httpx.Response) -> Json:
    assert answer.status_code == 200, answer.text
    told: Json = answer.json()
    assert list(told) == ["cache", "sessionId", "visitId"]
    return told


async def test_an_event_without_a_name_is_a_page_view(queue: LocalQueue) -> None:
    page = {
        "hostname": "example.com",
        "url": "/pricing?utm_source=news&token=secret",
        "referrer": "https://www.google.com/",
        "title": "Prices",
        "screen": "1920x1080",
        "language": "en-GB",
        "tag": "ab-1",
    }
    is_told(await send(queue, body(**page)))
    (event,) = await queued_events(queue)
    assert (event.name, event.hostname, event.path) == ("pageview", "example.com", "/pricing")
    assert (event.query, event.title, event.language) == ("utm_source=news", "Prices", "en-GB")
    assert (event.screen, event.referrer) == ("Desktop", "https://www.google.com/")
    assert (event.properties, event.sdk) == ({"tag": "ab-1"}, "umami-js")


ADDRESSES = {
    "/a": ("example.com", "/a"),
    "a/b": ("example.com", "/a/b"),
    "https://other.example/x": ("other.example", "/x"),
    "/to?url=https://other.example": ("example.com", "/to"),
}


@pytest.mark.parametrize("url", ADDRESSES)
async def test_an_address_that_is_a_path_belongs_to_the_host_beside_it(queue: LocalQueue, url: str) -> None:
    is_told(await send(queue, body(url=url, hostname="example.com")))
    (event,) = await queued_events(queue)
    assert (event.hostname, event.path) == ADDRESSES[url]


async def test_a_referrer_that_is_a_path_is_the_sites_own(queue: LocalQueue) -> None:
    is_told(await send(queue, body(url="/a", referrer="/b")))
    (event,) = await queued_events(queue)
    assert event.referrer == ""


async def test_revenue_is_an_amount_and_other_data_are_properties(queue: LocalQueue) -> None:
    data = {"revenue": 19.99, "currency": "EUR", "plan": "pro", "cart": {"items": 2}, "none": None}
    is_told(await send(queue, body(name="purchase", data=data)))
    is_told(await send(queue, body(name="purchase", data={"revenue": "much"})))
    paid, unpaid = await queued_events(queue)
    assert (paid.revenue, paid.currency) == (Decimal("19.99"), "EUR")
    assert paid.properties == {"plan": "pro", "cart.items": 2}
    assert (unpaid.revenue, unpaid.properties) == (None, {"revenue": "much"})


async def test_who_is_identified_is_a_user_from_then_on(queue: LocalQueue) -> None:
    is_told(await send(queue, body("identify", id="u1", data={"email": "a@example.org", "plan": "pro"})))
    is_told(await send(queue, body(name="buy", id="u1", url="/")))
    is_told(await send(queue, body("identify", data={"plan": "pro"})))
    identified, bought, unnamed = await queued_events(queue)
    assert (identified.name, identified.user_id) == ("identify", "u1")
    assert identified.properties == {"email": "a@example.org", "plan": "pro"}
    assert (bought.user_id, bought.visitor_id) == ("u1", identified.visitor_id)
    assert (unnamed.name, unnamed.user_id, unnamed.properties) == ("identify", "", {"plan": "pro"})


async def test_measurements_are_web_vitals_of_one_event_each(queue: LocalQueue) -> None:
    is_told(await send(queue, body("performance", url="/a", lcp=1200.5, cls=0.02, ttfb=80, duration=9)))
    is_told(await send(queue, body("performance", url="/a", duration=9)))
    events = await queued_events(queue)
    assert {event.name for event in events} == {"web-vital"}
    measured = [(event.properties["metric"], event.properties["value"]) for event in events]
    assert measured == [("LCP", 1200.5), ("CLS", 0.02), ("TTFB", 80)]


async def test_the_node_clients_nested_options_are_unfolded(queue: LocalQueue) -> None:
    nested = {"url": "/x", "hostname": "example.com", "data": {"plan": "pro"}}
    for data in (nested, {"plan": "pro", "url": "/x"}, {"url": "/x"}):
        is_told(await send(queue, body(name="signup", data=data), user_agent=NODE))
    unfolded, mixed, lone = await queued_accepted(queue)
    assert (unfolded.event.path, unfolded.event.properties) == ("/x", {"plan": "pro"})
    assert mixed.event.properties == {"plan": "pro", "url": "/x"}
    assert lone.event.properties == {"url": "/x"}
    assert (unfolded.event.sdk, unfolded.user_agent, unfolded.event.country) == ("umami-node", "", "")


async def test_a_server_may_say_which_agent_its_visitor_has_and_under_a_key_where(queue: LocalQueue) -> None:
    visitor = {"userAgent": BROWSER, "ip": "198.51.100.9"}
    is_told(await send(queue, body(**visitor), user_agent=NODE))
    is_told(await send(queue, body(**visitor), user_agent=NODE, authorization=f"Bearer {API_KEY}"))
    claimed, believed = await queued_accepted(queue)
    assert claimed.user_agent == believed.user_agent == BROWSER
    assert claimed.event.visitor_id != believed.event.visitor_id
    assert believed.event.country == "CH"


async def test_a_time_is_in_seconds(queue: LocalQueue) -> None:
    for timestamp in (1_795_229_000, 1_795_229_000_000, -5):
        is_told(await send(queue, body(url="/", timestamp=timestamp)))
    told, milliseconds, negative = await queued_events(queue)
    assert told.time == 1_795_229_000_000
    assert milliseconds.time == negative.time == FixedClock().now


async def test_the_token_keeps_session_and_visit(queue: LocalQueue) -> None:
    first = is_told(await send(queue, body(url="/")))
    again = is_told(await send(queue, body(url="/"), x_umami_cache=first["cache"]))
    assert (again["sessionId"], again["visitId"]) == (first["sessionId"], first["visitId"])
    for token in ("", "header.payload.sig", "ä".encode().hex(), "e30="):
        other = is_told(await send(queue, body(url="/"), x_umami_cache=token))
        assert other["sessionId"] != first["sessionId"]
    identified = [is_told(await send(queue, body("identify", id="u1"))) for _ in range(2)]
    assert identified[0]["sessionId"] == identified[1]["sessionId"]
    assert identified[0]["visitId"] != identified[1]["visitId"]


async def test_crawlers_are_told_so(queue: LocalQueue) -> None:
    answer = await send(queue, body(url="/"), user_agent="Googlebot/2.1 (+http://www.google.com/bot.html)")
    assert (answer.status_code, answer.json()) == (200, {"beep": "boop"})


WRONG: dict[str, tuple[Any, str]] = {
    "an unknown website": ({"type": "event", "payload": {"website": "x"}}, "Website not found."),
    "no website": ({"type": "event", "payload": {}}, "Bad request"),
    "no payload": ({"type": "event"}, "Bad request"),
    "another type": (body("record"), "Bad request"),
    "a long name": (body(name="x" * 51), "Bad request"),
    "a long screen": (body(screen="100000x100000"), "Bad request"),
    "data that is no object": (body(name="x", data=[1]), "Bad request"),
    "a number for text": (body(url=7), "Bad request"),
    "no json": (b"{", "Bad request"),
    "too deep": (b"[" * 100_000, "Bad request"),
}


@pytest.mark.parametrize("case", WRONG)
async def test_what_is_wrong_is_told_in_the_products_form(queue: LocalQueue, case: str) -> None:
    content, message = WRONG[case]
    answer = await send(queue, content)
    error = answer.json()["error"]
    assert (answer.status_code, error["message"], error["code"], error["status"]) == (
        400,
        message,
        "bad-request",
        400,
    )
    assert queue.depth().messages == 0


async def test_each_item_of_a_batch_is_taken_or_refused_by_itself(queue: LocalQueue) -> None:
    items = [
        body(url="/1"),
        {"type": "event", "payload": {"website": "unknown"}},
        body(name="x" * 51),
        {"type": "event", "payload": {"website": "second.example", "url": "/2"}},
        body(url="/3", name="Signup"),
        7,
    ]
    answer = await send(queue, items, BATCH)
    told = answer.json()
    assert list(told) == ["size", "processed", "errors", "details", "cache"]
    assert (answer.status_code, told["size"], told["processed"], told["errors"]) == (200, 6, 3, 3)
    assert [detail["index"] for detail in told["details"]] == [1, 2, 5]
    assert told["details"][0]["response"]["error"]["message"] == "Website not found."
    assert told["cache"]
    assert [event.path for event in await queued_events(queue)] == ["/1", "/3", "/2"]


async def test_a_batch_is_a_list(queue: LocalQueue) -> None:
    assert (await send(queue, body(), BATCH)).status_code == 400
    empty = await send(queue, [], BATCH)
    assert empty.json() == {"size": 0, "processed": 0, "errors": 0, "details": [], "cache": None}


@pytest.mark.parametrize(("path", "content"), [(SEND, body(url="/")), (BATCH, [body(url="/")])])
async def test_a_full_queue_asks_to_come_back(tmp_path: Any, path: str, content: Any) -> None:
    full = await LocalQueue.open(tmp_path / "full.sqlite", FixedClock(), limits=QueueLimits(events=0))
    answer = await send(full, content, path)
    assert (answer.status_code, answer.json()["error"]["status"]) == (503, 503)
    assert int(answer.headers["retry-after"]) >= 1
    await full.close()


async def test_too_many_requests_are_told_when_to_come_back(queue: LocalQueue) -> None:
    slow = {"limit": Limit("of an address", per_second=0.1, burst=1), "rate_limits": MemoryRateLimits()}
    async with Collecting(queue, changes=slow).client() as client:
        answers = [
            await client.post(SEND, json=body() | {"payload": {"website": "G-SHOP"}}) for _ in range(2)
        ]
    assert [answer.status_code for answer in answers] == [200, 429]
    assert answers[1].json()["error"]["code"] == "too-many-requests"
    assert int(answers[1].headers["retry-after"]) >= 1


async def test_a_browser_may_send_json_and_the_token_from_anywhere(queue: LocalQueue) -> None:
    wanted = {"origin": "https://example.com", "access-control-request-headers": "content-type,x-umami-cache"}
    async with Collecting(queue).client() as client:
        preflight = await client.options(SEND, headers=wanted)
    assert preflight.status_code == 204
    assert preflight.headers["access-control-allow-origin"] == "https://example.com"
    assert preflight.headers["access-control-allow-headers"] == "content-type,x-umami-cache"


async def test_what_the_script_sent_is_read(queue: LocalQueue) -> None:
    site = project(aliases=(WEBSITE,))
    async with Collecting(queue, served=site).client() as client:
        for request in captured("browser-umami.json"):
            is_told(
                await client.request(
                    request.method, request.target, content=request.body, headers=request.headers
                )
            )
    view, signup, identified, bought, next_view = await queued_events(queue)
    assert (view.name, view.path, view.query) == ("pageview", "/page", "utm_source=news&utm_medium=email")
    assert (signup.name, signup.properties) == ("signup", {"plan": "pro", "n": 3, "tag": "ab-1"})
    assert (identified.name, identified.user_id) == ("identify", "u1")
    assert (bought.name, bought.user_id, next_view.name) == ("buy", "u1", "pageview")
    assert next_view.path == "/next"


KEYS = ["website", "url", "hostname", "name", "data", "id", "screen", "timestamp", "lcp", "tag", "userAgent"]
ANY_JSON = any_json(WEBSITE, keys=st.sampled_from(KEYS))
BODIES = st.builds(
    lambda type_, payload: body(type_, **payload),
    st.sampled_from(["event", "identify", "performance"]),
    st.dictionaries(st.sampled_from(KEYS[1:]), ANY_JSON, max_size=5),
)


@trying(150)
@given(content=BODIES | ANY_JSON | st.binary(max_size=32), many=st.booleans())
async def test_no_body_breaks_anything(queue: LocalQueue, content: Any, many: bool) -> None:
    answer = await send(queue, [content] if many and not isinstance(content, bytes) else content, SEND)
    batched = await send(queue, content if isinstance(content, bytes) else [content], BATCH)
    assert {answer.status_code, batched.status_code} <= {200, 400}, (content, answer.text, batched.text)
