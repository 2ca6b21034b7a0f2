"""GA4's addresses: what becomes of what is sent, and what is answered."""

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.adapters.local_queue.queue import LocalQueue
from insights.domain.ingestion.visitor import named_visitor_id
from tests.builders.accepting import API_KEY, BROWSER, project
from tests.builders.collecting import Collecting
from tests.builders.examples import trying
from tests.builders.queued import queued_accepted, queued_events

MP = "/mp/collect?measurement_id=G-SHOP&api_secret=of-google"
PAGE = "https://shop.example/pricing?utm_source=letter"


async def told(queue: LocalQueue, name: str, beside: dict[str, Any] | None = None, **params: Any) -> Any:
    """The one event that a request of the Measurement Protocol becomes."""
    body = {"client_id": "7.8", "events": [{"name": name, "params": params}]} | (beside or {})
    async with Collecting(queue).client() as client:
        answer = await client.post(MP, json=body, headers={"user-agent": "Python-urllib/3.13"})
    assert (answer.status_code, answer.content) == (204, b"")
    return await queued_events(queue)


@pytest.mark.parametrize(
    ("name", "params", "expected"),
    [
        ("page_view", {"page_location": PAGE, "page_title": "P", "page_referrer": "https://a.example/"},
         {"name": "pageview", "path": "/pricing", "hostname": "shop.example", "title": "P",
          "referrer": "https://a.example/", "query": "utm_source=letter"}),
        ("screen_view", {"screen_name": "Cart"}, {"name": "pageview", "properties": {"screen_name": "Cart"}}),
        ("user_engagement", {"engagement_time_msec": "1500"}, {"name": "engagement", "engaged_ms": 1500}),
        ("click", {"outbound": True, "link_url": "https://b.example/"},
         {"name": "outbound", "properties": {"url": "https://b.example/"}}),
        ("click", {"link_url": "https://b.example/"},
         {"name": "click", "properties": {"link_url": "https://b.example/"}}),
        ("file_download", {"link_url": "/a.pdf", "file_extension": "pdf"},
         {"name": "download", "properties": {"url": "/a.pdf", "file_extension": "pdf"}}),
        ("form_submit", {"form_destination": "/send", "form_id": "f"},
         {"name": "form", "properties": {"url": "/send", "form_id": "f"}}),
        ("scroll", {"percent_scrolled": 90}, {"name": "scroll", "scroll_depth": 90}),
        ("exception", {"description": "boom"}, {"name": "error", "properties": {"description": "boom"}}),
        ("purchase", {"value": 12.5, "currency": "eur", "transaction_id": "T1"},
         {"name": "purchase", "revenue": Decimal("12.5"), "currency": "EUR",
          "properties": {"transaction_id": "T1"}}),
        ("refund", {"value": "3", "currency": "USD"},
         {"name": "refund", "revenue": Decimal(-3), "currency": "USD"}),
        ("purchase", {"value": 12.5}, {"revenue": None, "properties": {"value": 12.5}}),
        ("purchase", {"value": "much", "currency": "EUR"}, {"revenue": None}),
        ("add_to_cart", {"value": 5, "currency": "EUR", "items": [{"item_id": "a"}]},
         {"revenue": None, "properties": {"value": 5, "currency": "EUR", "items": '[{"item_id":"a"}]'}}),
        ("level_up", {"session_id": "17", "ga_session_number": 3, "debug_mode": 1, "character": "E"},
         {"name": "level_up", "properties": {"character": "E"}}),
    ],
)  # fmt: skip
async def test_an_event_has_the_same_meaning_here(
    queue: LocalQueue, name: str, params: dict[str, Any], expected: dict[str, Any]
) -> None:
    (event,) = await told(queue, name, **params)
    assert {field: getattr(event, field) for field in expected} == expected
    assert event.sdk == "ga4-measurement-protocol"


async def test_what_holds_for_all_events_of_a_request_is_on_each(queue: LocalQueue) -> None:
    beside = {
        "timestamp_micros": 1_795_229_000_000_000,
        "user_properties": {"plan": {"value": "team"}, "broken": 3},
        "device": {"language": "de-CH", "screen_resolution": "390x844"},
        "events": [
            {"name": "a", "params": {}},
            {"name": "b", "params": {}, "timestamp_micros": "1795229000500000"},
        ],
    }
    first, second = await told(queue, "", beside)
    assert (first.time, second.time) == (1_795_229_000_000, 1_795_229_000_500)
    for event in (first, second):
        assert event.visitor_id == named_visitor_id(project().id, "visitor", "7.8")
        assert (event.language, event.screen) == ("de-CH", "Mobile")
        assert event.properties == {"user.plan": "team"}


async def test_an_event_without_a_list_and_an_app_instead_of_a_browser_are_taken(queue: LocalQueue) -> None:
    beside = {"client_id": None, "app_instance_id": "app", "events": {"name": "a", "params": {"b": 1}}}
    (event,) = await told(queue, "", beside)
    assert (event.name, event.properties) == ("a", {"b": 1})
    assert event.visitor_id == named_visitor_id(project().id, "visitor", "app")


async def test_a_login_links_the_browser_to_its_user(queue: LocalQueue) -> None:
    login, identify = await told(queue, "login", {"user_id": "u"}, method="mail")
    assert (login.name, identify.name) == ("login", "identify")
    for event in (login, identify):
        assert event.visitor_id == named_visitor_id(project().id, "user", "u")
    (view,) = await told(queue, "page_view", {"user_id": "u"})
    assert view.user_id == "u"


@pytest.mark.parametrize(("secret", "country"), [(API_KEY, "CH"), ("of-google", "")])
async def test_an_address_is_believed_under_an_api_key_of_ours_alone(
    queue: LocalQueue, secret: str, country: str
) -> None:
    url = f"/mp/collect?firebase_app_id=G-SHOP&api_secret={secret}"
    body = {"client_id": "1", "ip_override": "203.0.113.9", "events": [{"name": "a"}]}
    async with Collecting(queue).client() as client:
        answer = await client.post(url, json=body, headers={"user-agent": "node"})
    assert answer.status_code == 204
    (one,) = await queued_accepted(queue)
    assert one.event.country == country


BAD: list[tuple[str, bytes]] = [
    ("/mp/collect?measurement_id=G-NOBODY", b'{"client_id":"1","events":[{"name":"a"}]}'),
    ("/mp/collect", b'{"client_id":"1","events":[{"name":"a"}]}'),
    (MP, b""),
    (MP, b"not json"),
    (MP, b'{"events":[{"name":""}]}'),
    (MP, b'{"events":[]}'),
    (MP, b'{"events":17}'),
    (MP, b"[" * 100_000),
    ("/g/collect?v=2&tid=G-NOBODY&en=a", b""),
    ("/g/collect?" + "&".join(f"ep.p{n}=1" for n in range(600)), b""),
    ("/g/collect?tid=G-SHOP", b"en=a\r\n" * 101),
]


@pytest.mark.parametrize(("url", "body"), BAD, ids=range(len(BAD)))
async def test_what_cannot_be_taken_is_answered_as_by_ga4(queue: LocalQueue, url: str, body: bytes) -> None:
    async with Collecting(queue).client() as client:
        answer = await client.post(url, content=body)
    assert (answer.status_code, answer.content) == (204, b"")
    assert await queued_accepted(queue) == []


async def test_what_may_be_sent_again_is_told(queue: LocalQueue) -> None:
    async with Collecting(queue).client() as client:
        large = await client.post(MP, content=b"x" * 2_000_000)
        other = await client.put(MP)
    assert (large.status_code, other.status_code) == (413, 405)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({"client_id": "1", "events": [{"name": "a", "params": {"b": 1}}]}, []),
        ({"events": [{"name": "a"}]}, [("client_id", "VALUE_REQUIRED")]),
        ({"client_id": "1", "events": []}, [("events", "VALUE_REQUIRED")]),
        ({"client_id": "1", "events": [{"name": "a"}] * 26}, [("events", "EXCEEDED_MAX_ENTITIES")]),
        ({"client_id": "1", "events": [{"name": ""}]}, [("events[0].name", "VALUE_REQUIRED")]),
        ({"client_id": "1", "events": [{"name": "a b"}]}, [("events[0].name", "NAME_INVALID")]),
        ({"client_id": "1", "events": [{"name": "ga_x"}]}, [("events[0].name", "NAME_RESERVED")]),
        ({"client_id": "1", "events": [{"name": "a", "params": {"1b": 1}}]},
         [("events[0].params.1b", "NAME_INVALID")]),
        ({"client_id": "1", "events": [{"name": "a", "params": {f"p{n}": n for n in range(26)}}]},
         [("events[0].params", "EXCEEDED_MAX_ENTITIES")]),
        ({"client_id": "1", "events": "none"}, [("", "VALUE_INVALID")]),
    ],
)  # fmt: skip
async def test_the_validation_server_names_each_fault_and_keeps_nothing(
    queue: LocalQueue, body: dict[str, Any], found: list[tuple[str, str]]
) -> None:
    async with Collecting(queue).client() as client:
        answer = await client.post("/debug/mp/collect?measurement_id=G-SHOP", json=body)
    assert answer.status_code == 200
    messages = answer.json()["validationMessages"]
    assert [(each["fieldPath"], each["validationCode"]) for each in messages] == found
    assert all(each["description"] for each in messages)
    assert await queued_accepted(queue) == []


SHARED = {
    "v": "2", "tid": "G-SHOP", "cid": "5.6", "ul": "en-gb", "sr": "1920x1080", "dl": PAGE, "dt": "Pricing",
    "dr": "https://news.example/", "_p": "123", "sid": "1", "sct": "1", "seg": "1",
}  # fmt: skip


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_gtag_sends_one_event_in_the_query_string(queue: LocalQueue, method: str) -> None:
    hit = SHARED | {"en": "page_view", "_et": "250", "ep.kind": "a b", "epn.size": "3", "up.plan": "free"}
    async with Collecting(queue).client() as client:
        answer = await client.request(
            method,
            f"/g/collect?{urlencode(hit)}",
            headers={"user-agent": BROWSER, "origin": "https://s.example"},
        )
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["access-control-allow-origin"] == "https://s.example"
    (one,) = await queued_accepted(queue)
    event = one.event
    assert (event.name, event.path, event.title, event.language) == (
        "pageview",
        "/pricing",
        "Pricing",
        "en-gb",
    )
    assert (event.screen, event.engaged_ms, event.sdk) == ("Desktop", 250, "gtag/2")
    assert event.properties == {"kind": "a b", "size": 3, "user.plan": "free"}
    assert one.user_agent == BROWSER


async def test_gtag_sends_further_events_one_a_line(queue: LocalQueue) -> None:
    lines = (
        "en=scroll&epn.percent_scrolled=90&_et=10\r\n"
        "en=purchase&epn.value=30.03&cu=EUR&ep.transaction_id=T&pr1=idSKU~nmShirt~pr9.9~qt2~k0size~v0L"
    )
    url = f"/g/collect?{urlencode(SHARED)}"
    async with Collecting(queue).client() as client:
        answer = await client.post(url, content=lines, headers={"content-type": "text/plain"})
    assert answer.status_code == 204
    scroll, purchase = (one.event for one in await queued_accepted(queue))
    assert (scroll.name, scroll.scroll_depth, scroll.path) == ("scroll", 90, "/pricing")
    assert (purchase.revenue, purchase.currency) == (Decimal("30.03"), "EUR")
    items = msgspec.json.decode(str(purchase.properties.pop("items")))
    assert items == [{"item_id": "SKU", "item_name": "Shirt", "price": 9.9, "quantity": 2, "size": "L"}]
    assert purchase.properties == {"transaction_id": "T"}


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["events", "params", "name", "client_id", "value", "currency", "user_properties", "x"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)
bodies = st.binary(max_size=200) | json_like.map(msgspec.json.encode)


@trying(100)
@given(body=bodies, query=st.dictionaries(st.text(max_size=5), st.text(max_size=9), max_size=5))
async def test_no_body_is_a_surprise(queue: LocalQueue, body: bytes, query: dict[str, str]) -> None:
    rest = urlencode(
        {name.encode("utf-8", "ignore"): text.encode("utf-8", "ignore") for name, text in query.items()}
    )
    async with Collecting(queue).client() as client:
        for path in ("/mp/collect?measurement_id=G-SHOP&", "/debug/mp/collect?", "/g/collect?tid=G-SHOP&"):
            answer = await client.post(path + rest, content=body)
            assert answer.status_code in (200, 204, 400)
    await queued_accepted(queue)
