"""PostHog's capture API as its clients use it: what is stored."""

import json
from decimal import Decimal
from typing import Any

import pytest

from insights.adapters.local_queue.queue import LocalQueue
from insights.domain.ingestion.event import Accepted
from insights.domain.ingestion.visitor import named_visitor_id
from tests.builders.accepting import BROWSER, KEY, NOW, project
from tests.builders.captured import captured
from tests.builders.collecting import Collecting
from tests.builders.queued import queued_accepted, queued_events
from tests.entrypoints.wire.posting import Json, post

ANON = "01a1fb1a-9548-7c43-9c88-55e1cd7027ab"
SIGNUP: Json = {
    "event": "signup",
    "uuid": "e1",
    "distinct_id": "u1",
    "properties": {"plan": "pro", "$lib": "posthog-python", "$lib_version": "7.91.1"},
}
JS: Json = {
    "$current_url": "https://example.com/a?utm_source=news",
    "$host": "example.com",
    "$referrer": "https://google.com/",
    "$browser_language": "de-CH",
    "$screen_width": 1440,
    "$screen_height": 900,
    "$lib": "web",
    "$lib_version": "1.449.2",
    "$device_id": ANON,
    "distinct_id": ANON,
    "token": KEY,
    "title": "A",
}


async def batch(queue: LocalQueue, *events: Json) -> list[Accepted]:
    answer = await post(queue, "/batch/", {"api_key": KEY, "batch": list(events)}, {})
    assert (answer.status_code, answer.json()) == (200, {"status": 1})
    return await queued_accepted(queue)


async def browser(
    queue: LocalQueue, name: str, beside: Json | None = None, **properties: Any
) -> list[Accepted]:
    return await batch(queue, {"event": name, "uuid": "e1", "properties": JS | properties, **(beside or {})})


SHAPES: dict[str, Any] = {
    "a batch": {"api_key": KEY, "batch": [SIGNUP]},
    "a batch with a token": {"token": KEY, "batch": [SIGNUP]},
    "one event": SIGNUP | {"api_key": KEY},
    "a list": [SIGNUP | {"token": KEY}],
    "a token of the event": {"batch": [SIGNUP | {"$token": KEY}]},
    "a token in the properties": [SIGNUP | {"properties": {"plan": "pro", "token": KEY}}],
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("path", ["/batch", "/batch/", "/e/", "/i/v0/e/", "/capture/", "/track/", "/engage/"])
async def test_every_shape_is_taken_on_every_path(queue: LocalQueue, path: str, shape: str) -> None:
    answer = await post(queue, path, json.dumps(SHAPES[shape]).encode(), {})
    assert (answer.status_code, answer.json()) == (200, {"status": 1})
    (one,) = await queued_accepted(queue)
    assert (one.event.name, one.event.id, one.event.user_id) == ("signup", "e1", "u1")
    assert one.event.properties == {"plan": "pro"}


async def test_a_page_view_of_a_browser_is_whole(queue: LocalQueue) -> None:
    (one,) = await browser(queue, "$pageview", plan="pro", **{"$raw_user_agent": BROWSER})
    event = one.event
    assert (event.name, event.hostname, event.path, event.query) == (
        "pageview",
        "example.com",
        "/a",
        "utm_source=news",
    )
    assert (event.title, event.referrer, event.language) == ("A", "https://google.com/", "de-CH")
    assert (event.screen, event.sdk, one.user_agent) == ("Desktop", "posthog-js/1.449.2", BROWSER)
    assert event.properties == {"plan": "pro"}


OURS: dict[str, tuple[str, Json]] = {
    "$pageview": ("pageview", {}),
    "$autocapture": ("click", {"$event_type": "click", "$el_text": "Buy"}),
    "$exception": ("error", {"$exception_types": '["E"]'}),
    "$web_vitals": ("web-vital", {"$web_vitals_LCP_value": 1.5}),
    "$rageclick": ("$rageclick", {}),
}


@pytest.mark.parametrize("theirs", OURS)
async def test_reserved_names_are_ours_and_what_one_asks_for_is_kept(queue: LocalQueue, theirs: str) -> None:
    name, properties = OURS[theirs]
    (one,) = await browser(
        queue, theirs, **properties, **{"$sdk_debug_x": 1, "$ip": "8.8.8.8", "gclid": None}
    )
    assert (one.event.name, one.event.properties) == (name, properties)


async def test_other_interactions_than_clicks_keep_their_name(queue: LocalQueue) -> None:
    (one,) = await browser(queue, "$autocapture", **{"$event_type": "change"})
    assert one.event.name == "$autocapture"


READING = {
    "$prev_pageview_duration": 5.754,
    "$prev_pageview_max_content_percentage": 0.42,
    "$prev_pageview_pathname": "/before",
}


async def test_leaving_a_page_tells_how_it_was_read(queue: LocalQueue) -> None:
    (one,) = await browser(queue, "$pageleave", **READING)
    event = one.event
    assert (event.name, event.engaged_ms, event.scroll_depth) == ("engagement", 5_754, 42)
    assert (event.hostname, event.path) == ("example.com", "/before")


async def test_the_next_page_of_an_application_tells_how_the_one_before_was_read(queue: LocalQueue) -> None:
    reading, view = [one.event for one in await browser(queue, "$pageview", **READING)]
    assert (reading.name, reading.engaged_ms, reading.path) == ("engagement", 5_754, "/before")
    assert (view.name, view.path, view.engaged_ms) == ("pageview", "/a", 0)
    assert reading.visitor_id == view.visitor_id
    assert reading.id != view.id


WHO: dict[str, tuple[Json, str, str]] = {
    "the id of the device": (JS, "visitor", ANON),
    "not identified": (JS | {"distinct_id": "x", "$is_identified": False}, "visitor", "x"),
    "nobody's person": ({"distinct_id": "x", "$process_person_profile": False}, "visitor", "x"),
    "identified": (JS | {"distinct_id": "u1", "$user_id": "u1"}, "user", "u1"),
    "of a server": ({"distinct_id": "u1"}, "user", "u1"),
    "a number": ({"distinct_id": 17}, "user", "17"),
    "too long": ({"distinct_id": "x" * 300}, "user", "x" * 200),
}


@pytest.mark.parametrize("who", WHO)
async def test_an_id_is_a_users_unless_the_sdk_made_it_up(queue: LocalQueue, who: str) -> None:
    properties, kind, id_ = WHO[who]
    (one,) = await batch(queue, {"event": "signup", "properties": properties})
    assert one.event.visitor_id == named_visitor_id(project().id, kind, id_)


@pytest.mark.parametrize("event", [{"$set": {"plan": "pro"}}, {"properties": {"$set": {"plan": "pro"}}}])
@pytest.mark.parametrize("name", ["$identify", "$set"])
async def test_what_a_person_is_said_to_be_is_of_the_identify_event(
    queue: LocalQueue, name: str, event: Json
) -> None:
    beside = {"event": name, "distinct_id": "u1", "$set_once": {"since": 2026, "$initial_referrer": "x"}}
    (one,) = await batch(queue, beside | event)
    assert (one.event.name, one.event.user_id) == ("identify", "u1")
    assert one.event.properties == {"plan": "pro", "since": 2026}


async def test_what_a_person_is_said_to_be_is_no_part_of_other_events(queue: LocalQueue) -> None:
    (one,) = await batch(queue, SIGNUP | {"properties": {"$set": {"email": "a@example.org"}, "plan": "pro"}})
    assert one.event.properties == {"plan": "pro"}


async def test_revenue_with_its_currency_is_money(queue: LocalQueue) -> None:
    money = {"properties": {"revenue": 39.95, "currency": "EUR"}}
    (one,) = await batch(queue, SIGNUP | money)
    assert (one.event.revenue, one.event.currency, one.event.properties) == (Decimal("39.95"), "EUR", {})


async def test_groups_are_properties(queue: LocalQueue) -> None:
    (one,) = await batch(queue, SIGNUP | {"properties": {"$groups": {"company": "c-1"}}})
    assert one.event.properties == {"$groups.company": "c-1"}


async def test_a_clock_that_is_wrong_is_put_right(queue: LocalQueue) -> None:
    body = {"api_key": KEY, "sent_at": "2026-11-21T04:00:10Z"}
    await post(queue, "/e/", body | {"batch": [SIGNUP | {"timestamp": "2026-11-21T04:00:00+00:00"}]}, {})
    old = [SIGNUP | {"token": KEY, "timestamp": "2026-11-21T04:00:00Z"}]
    await post(queue, f"/e/?ip=0&_={NOW + 3_610_000}&ver=1.2", json.dumps(old).encode(), {})
    assert [one.event.time for one in await queued_accepted(queue)] == [NOW - 10_000, NOW - 10_000]


def served() -> Any:
    return project(aliases=("phc_test", "phc_test_py"))


async def test_what_the_browser_client_sent_is_read(queue: LocalQueue) -> None:
    async with Collecting(queue, served=served()).client() as client:
        for request in captured("browser-posthog.json"):
            if request.method == "POST":
                headers = request.headers | {"user-agent": BROWSER}
                answer = await client.post(request.target, content=request.body, headers=headers)
                assert answer.status_code == 200
    events = await queued_events(queue)
    names = ["pageview", "identify", "signup", "$groupidentify", "click", "engagement", "plain"]
    assert [event.name for event in events] == names
    view, identify, signup, group, click, left, _ = events
    assert (view.query, view.referrer) == ("utm_source=news&utm_medium=email", "https://www.google.com/")
    assert view.visitor_id == signup.visitor_id == named_visitor_id(project().id, "visitor", ANON)
    assert (identify.user_id, identify.properties) == ("u1", {"email": "a@example.org"})
    assert (signup.properties, click.properties["$el_text"]) == ({"plan": "pro"}, "Buy")
    assert group.properties["$group_set.name"] == "Initech"
    assert (left.engaged_ms, left.user_id, left.path) == (5_754, "u1", "/page")
    assert {event.sdk for event in events} == {"posthog-js/1.449.2"}


async def test_what_the_python_client_sent_is_read(queue: LocalQueue) -> None:
    results = []
    async with Collecting(queue, served=served()).client() as client:
        for request in captured("posthog-python.json"):
            answer = await client.post(request.target, content=request.body, headers=request.headers)
            assert answer.status_code == 200
            results += [answer.json()["results"]] if "results" in answer.json() else []
    events = await queued_events(queue)
    assert [(event.name, event.user_id) for event in events] == [("signup", "u1")] * 3
    assert results == [{event.id: {"result": "ok"}} for event in events[1:]]
    assert {event.sdk for event in events} == {"posthog-python/7.91.1"}
    assert all(event.properties == {"plan": "pro"} for event in events)
