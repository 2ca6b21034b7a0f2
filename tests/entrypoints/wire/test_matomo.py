"""Matomo's tracking API: what becomes of hits, and what is answered."""

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.adapters.local_queue.queue import LocalQueue
from insights.domain.ingestion.event import Event
from insights.domain.ingestion.visitor import named_visitor_id
from tests.builders.accepting import API_KEY, BROWSER, NOW, project
from tests.builders.collecting import Collecting
from tests.builders.examples import trying
from tests.builders.queued import queued_accepted

SITE = {"idsite": "G-SHOP", "rec": "1", "_id": "0123456789abcdef"}
PAGE = "https://shop.example/pricing?utm_source=letter"


async def hit(queue: LocalQueue, **parameters: str) -> Event:
    async with Collecting(queue).client() as client:
        answer = await client.get("/matomo.php", params=SITE | parameters)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/gif"), answer.text
    (one,) = await queued_accepted(queue)
    return one.event


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"url": PAGE, "action_name": "Pricing", "urlref": "https://news.example/", "res": "390x844",
          "lang": "de-CH,de;q=0.9", "h": "3", "m": "4", "s": "5", "rand": "1", "pv_id": "abc", "cookie": "1"},
         {"name": "pageview", "path": "/pricing", "query": "utm_source=letter", "title": "Pricing",
          "referrer": "https://news.example/", "screen": "Mobile", "language": "de-CH", "properties": {},
          "sdk": "matomo-tracking-api"}),
        ({"ping": "1", "url": PAGE}, {"name": "engagement", "path": "/pricing"}),
        ({"link": "https://b.example/", "url": PAGE},
         {"name": "outbound", "properties": {"url": "https://b.example/"}}),
        ({"download": "/a.pdf"}, {"name": "download", "properties": {"url": "/a.pdf"}}),
        ({"search": "shoes", "search_cat": "men", "search_count": "7"},
         {"name": "search", "properties": {"keyword": "shoes", "category": "men", "results": 7}}),
        ({"e_c": "Video", "e_a": "play", "e_n": "Intro", "e_v": "1.5", "ca": "1"},
         {"name": "play", "properties": {"category": "Video", "name": "Intro", "value": 1.5}}),
        ({"c_n": "Ad", "c_p": "ad.jpg"},
         {"name": "content_impression", "properties": {"content": "Ad", "piece": "ad.jpg"}}),
        ({"c_n": "Ad", "c_i": "click"},
         {"name": "content_interaction", "properties": {"content": "Ad", "interaction": "click"}}),
        ({"idgoal": "3", "revenue": "5"}, {"name": "goal 3", "revenue": None, "properties": {"revenue": 5}}),
        ({"idgoal": "3", "revenue": "5", "currency": "eur"},
         {"name": "goal 3", "revenue": Decimal(5), "currency": "EUR", "properties": {}}),
        ({"idgoal": "0", "ec_id": "A1", "revenue": "12.30", "currency": "EUR", "ec_tx": "2",
          "ec_items": '[["SKU","Shirt","Men",9.9,1]]'},
         {"name": "purchase", "id": "order A1", "revenue": Decimal("12.3"), "currency": "EUR",
          "properties": {"order_id": "A1", "tax": 2, "items": '[["SKU","Shirt","Men",9.9,1]]'}}),
        ({"idgoal": "0", "revenue": "12"}, {"name": "cart_update", "properties": {"revenue": 12}}),
        ({"cra": "boom", "cra_tp": "TypeError"},
         {"name": "error", "properties": {"message": "boom", "type": "TypeError"}}),
        ({"ca": "1", "ma_id": "x"}, {"name": "action"}),
        ({"dimension1": "a", "cvar": '{"1":["plan","team"]}', "_cvar": "{broken", "pf_srv": "120"},
         {"name": "pageview", "properties": {"dimension1": "a", "plan": "team", "pf_srv": 120}}),
        ({"cdt": "2026-11-21 02:00:00"}, {"time": NOW - 3_600_000}),
        ({"cdt": str(NOW // 1000 - 60)}, {"time": NOW - 60_000}),
        ({"cdt": "yesterday"}, {"time": NOW}),
        ({}, {"visitor_id": named_visitor_id(project().id, "visitor", SITE["_id"])}),
        ({"cid": "fedcba9876543210"},
         {"visitor_id": named_visitor_id(project().id, "visitor", "fedcba9876543210")}),
        ({"uid": "u"}, {"visitor_id": named_visitor_id(project().id, "user", "u"), "user_id": "u"}),
    ],
)  # fmt: skip
async def test_a_hit_has_the_same_meaning_here(
    queue: LocalQueue, parameters: dict[str, str], expected: dict[str, Any]
) -> None:
    event = await hit(queue, **parameters)
    assert {field: getattr(event, field) for field in expected} == expected


@pytest.mark.parametrize("path", ["/matomo.php", "/piwik.php"])
async def test_a_form_adds_to_the_query_string_and_may_want_no_image(queue: LocalQueue, path: str) -> None:
    form = {"url": PAGE, "action_name": "Überblick", "send_image": "0"}
    async with Collecting(queue).client() as client:
        answer = await client.post(f"{path}?{urlencode(SITE)}", data=form, headers={"user-agent": BROWSER})
    assert (answer.status_code, answer.content) == (204, b"")
    (one,) = await queued_accepted(queue)
    assert (one.event.title, one.user_agent) == ("Überblick", BROWSER)


@pytest.mark.parametrize("content_type", ["application/json", "application/x-www-form-urlencoded"])
async def test_many_hits_come_in_bulk_each_for_its_own_site(queue: LocalQueue, content_type: str) -> None:
    hits = [
        f"?{urlencode(SITE | {'url': PAGE, 'ua': BROWSER})}",
        SITE | {"e_c": "Video", "e_a": "play", "e_v": 3},
        "?idsite=unknown&rec=1",
        "?idsite=G-SHOP&url=without-rec",
    ]
    async with Collecting(queue).client() as client:
        body = msgspec.json.encode({"requests": hits, "token_auth": "of-matomo"})
        answer = await client.post("/matomo.php", content=body, headers={"content-type": content_type})
    assert (answer.status_code, answer.json()) == (200, {"status": "success", "tracked": 2, "invalid": 2})
    view, play = await queued_accepted(queue)
    assert (view.event.name, view.user_agent, play.event.name) == ("pageview", BROWSER, "play")
    assert play.event.properties == {"category": "Video", "value": 3}


@pytest.mark.parametrize("start", ["", "?", "/matomo.php?"])
async def test_a_question_mark_within_an_address_ends_nothing(queue: LocalQueue, start: str) -> None:
    hit = f"{start}idsite=G-SHOP&rec=1&url=https://shop.example/a?b=c%26utm_source=d"
    async with Collecting(queue).client() as client:
        answer = await client.post("/matomo.php", json={"requests": [hit]})
    assert answer.json()["tracked"] == 1
    (one,) = await queued_accepted(queue)
    assert (one.event.path, one.event.query) == ("/a", "utm_source=d")


@pytest.mark.parametrize(("token", "country"), [(API_KEY, "CH"), ("of-matomo", "")])
async def test_an_address_is_believed_under_an_api_key_of_ours_alone(
    queue: LocalQueue, token: str, country: str
) -> None:
    one = SITE | {"cip": "203.0.113.9", "token_auth": token}
    async with Collecting(queue).client() as client:
        single = await client.get("/matomo.php", params=one, headers={"user-agent": "PHP"})
        body = {"requests": [f"?{urlencode(one)}"], "token_auth": token}
        bulk = await client.post("/matomo.php", json=body, headers={"user-agent": "PHP"})
    assert (single.status_code, bulk.json()["tracked"]) == (200, 1)
    assert [each.event.country for each in await queued_accepted(queue)] == [country] * 2


BAD: list[tuple[str, bytes, str]] = [
    ("", b"", "No key"),
    ("idsite=unknown&rec=1", b"", "No project answers to this key"),
    ("idsite=G-SHOP", b"", "rec must be 1"),
    ("", b'{"requests":', "cannot be read"),
    ("", b'{"requests":[]}', "1 to 1,000"),
    ("", b'{"requests":17}', "cannot be read"),
    ("", b"{" * 100_000, "cannot be read"),
    ("&".join(f"dimension{n}=1" for n in range(600)), b"", "at most 500"),
]


@pytest.mark.parametrize(("query", "body", "reason"), BAD, ids=range(len(BAD)))
async def test_what_cannot_be_taken_is_told(queue: LocalQueue, query: str, body: bytes, reason: str) -> None:
    async with Collecting(queue).client() as client:
        answer = await client.post(f"/matomo.php?{query}", content=body)
    assert (answer.status_code, answer.headers["content-type"]) == (400, "text/plain; charset=utf-8")
    assert reason in answer.text
    assert await queued_accepted(queue) == []


async def test_what_may_be_sent_again_is_told(queue: LocalQueue) -> None:
    async with Collecting(queue).client() as client:
        large = await client.post("/matomo.php", content=b"x" * 2_000_000)
        other = await client.put("/matomo.php")
        ahead = await client.options("/matomo.php", headers={"origin": "https://shop.example"})
    assert (large.status_code, other.status_code) == (413, 405)
    assert (ahead.status_code, ahead.headers["access-control-allow-origin"]) == (204, "https://shop.example")


NAMES = [
    "rec",
    "url",
    "cdt",
    "idgoal",
    "ec_id",
    "revenue",
    "currency",
    "res",
    "cvar",
    "e_a",
    "search",
    "ua",
    "cid",
]
texts = st.text(st.characters(codec="utf-8"), max_size=12)
hits = st.dictionaries(st.sampled_from(NAMES), texts, max_size=6)
bodies = (
    st.binary(max_size=100)
    | hits.map(lambda hit: urlencode(SITE | hit).encode())
    | st.lists(hits.map(lambda hit: SITE | hit) | st.text(max_size=20) | st.none(), max_size=4).map(
        lambda requests: msgspec.json.encode({"requests": requests})
    )
)


@trying(100)
@given(body=bodies)
async def test_no_body_is_a_surprise(queue: LocalQueue, body: bytes) -> None:
    async with Collecting(queue).client() as client:
        answer = await client.post("/matomo.php?idsite=G-SHOP&rec=1", content=body)
    assert answer.status_code in (200, 204, 400)
    await queued_accepted(queue)
