"""The Tracking API as Segment's and RudderStack's clients use it: what is stored."""

from decimal import Decimal
from typing import Any

import pytest

from insights.adapters.local_queue.queue import LocalQueue
from insights.domain.accounts.project import Project
from insights.domain.ingestion.event import Accepted
from insights.domain.ingestion.visitor import named_visitor_id
from tests.builders.accepting import API_KEY, BROWSER, KEY, project
from tests.builders.captured import captured
from tests.builders.collecting import Collecting
from tests.builders.queued import queued_accepted, queued_events
from tests.entrypoints.wire.posting import Json, basic, post

PYTHON = {"library": {"name": "analytics-python", "version": "2.4.0"}}
TRACK = {"type": "track", "event": "signup", "userId": "u1", "messageId": "m1", "context": PYTHON}
PAGE = {"url": "https://example.com/docs?utm_source=x", "referrer": "https://google.com/", "title": "Docs"}


async def one_of(queue: LocalQueue, *messages: Json, **given: Any) -> Accepted:
    answer = await post(queue, "/v1/batch", {"batch": list(messages)}, **given)
    assert (answer.status_code, answer.json()) == (200, {"success": True})
    (event,) = await queued_accepted(queue)
    return event


@pytest.mark.parametrize(
    ("headers", "beside"),
    [
        (basic(f"{KEY}:"), {}),
        (basic(KEY), {}),
        ({}, {"writeKey": KEY}),
        ({"authorization": "Bearer a.token.of.theirs"}, {"writeKey": KEY}),
        (basic(f"{KEY}:"), {"writeKey": "another"}),
    ],
    ids=["basic", "without its colon", "in the body", "beside a token", "the header goes before the body"],
)
async def test_the_key_is_found_wherever_it_is_named(
    queue: LocalQueue, headers: dict[str, str], beside: Json
) -> None:
    answer = await post(queue, "/v1/batch", {"batch": [TRACK]} | beside, headers)
    assert (answer.status_code, answer.json()) == (200, {"success": True})
    assert queue.depth().events == 1


PATHS = {
    "pageview": ["/v1/page", "/v1/p"],
    "signup": ["/v1/track", "/v1/t"],
    "identify": ["/v1/identify", "/v1/i", "/v1/alias", "/v1/a"],
    "group": ["/v1/group", "/v1/g"],
    "screen": ["/v1/screen", "/v1/s"],
}


@pytest.mark.parametrize(("name", "path"), [(name, path) for name in PATHS for path in PATHS[name]])
async def test_a_path_tells_the_type_of_its_message(queue: LocalQueue, name: str, path: str) -> None:
    message = {"event": "signup", "userId": "u1", "writeKey": KEY, "previousId": "a1", "groupId": "g1"}
    assert (await post(queue, path, message, {})).status_code == 200
    (event,) = await queued_accepted(queue)
    assert event.event.name == name


@pytest.mark.parametrize("path", ["/v1/batch", "/v1/b", "/v1/import", "/beacon/v1/batch"])
async def test_batches_have_several_paths(queue: LocalQueue, path: str) -> None:
    body = {"batch": [TRACK, TRACK | {"messageId": "m2"}]}
    assert (await post(queue, f"{path}?writeKey={KEY}", body, {})).status_code == 200
    assert queue.depth().events == 2


async def test_a_tracked_event_keeps_its_properties_and_brings_its_page(queue: LocalQueue) -> None:
    context = PYTHON | {
        "page": PAGE,
        "locale": "de-CH",
        "screen": {"width": 1440, "height": 900, "density": 2},
    }
    properties = {"plan": "pro", "n": 3, "revenue": 10.1 + 20.2, "items": [{"sku": "A"}]}
    accepted = await one_of(queue, TRACK | {"properties": properties, "context": context})
    event = accepted.event
    assert (event.name, event.id, event.user_id) == ("signup", "m1", "u1")
    assert event.properties == {"plan": "pro", "n": 3, "items": '[{"sku":"A"}]'}
    assert (event.revenue, event.currency) == (Decimal("30.3"), "USD")
    assert (event.hostname, event.path, event.query) == ("example.com", "/docs", "utm_source=x")
    assert (event.title, event.referrer, event.language) == ("Docs", "https://google.com/", "de-CH")
    assert (event.screen, event.sdk, accepted.user_agent) == ("Desktop", "analytics-python/2.4.0", "")


@pytest.mark.parametrize("revenue", ["a lot", {"a": 1}, None, True, 1e30])
async def test_revenue_that_is_none_is_a_property_like_others(queue: LocalQueue, revenue: Any) -> None:
    accepted = await one_of(queue, TRACK | {"properties": {"revenue": revenue, "currency": "EUR"}})
    assert accepted.event.revenue is None
    assert accepted.event.properties["currency"] == "EUR"


async def test_a_page_is_a_page_view_of_the_address_in_its_properties(queue: LocalQueue) -> None:
    context = {"page": {"url": "https://example.com/"}, "campaign": {"name": "spring", "source": "news"}}
    properties = {"url": "https://example.com/a", "path": "/a", "search": "", "title": "A", "plan": "pro"}
    page = {"type": "page", "name": "Start", "category": "Docs", "anonymousId": "a1"}
    event = (await one_of(queue, page | {"properties": properties, "context": context})).event
    assert (event.name, event.path, event.title) == ("pageview", "/a", "A")
    assert event.query == "utm_campaign=spring&utm_source=news"
    assert event.properties == {"name": "Start", "category": "Docs", "plan": "pro"}


async def test_an_identified_user_is_linked_to_the_anonymous_visitor(queue: LocalQueue) -> None:
    identify = {"type": "identify", "userId": "u1", "anonymousId": "a1", "traits": {"plan": "pro"}}
    event = (await one_of(queue, identify)).event
    assert (event.name, event.user_id, event.properties) == ("identify", "u1", {"plan": "pro"})
    assert event.visitor_id == named_visitor_id(project().id, "user", "u1")


async def test_traits_may_stand_in_the_context(queue: LocalQueue) -> None:
    event = (
        await one_of(queue, {"type": "identify", "userId": "u1", "context": {"traits": {"age": 31}}})
    ).event
    assert event.properties == {"age": 31}


async def test_traits_are_no_part_of_other_events(queue: LocalQueue) -> None:
    event = (await one_of(queue, TRACK | {"context": {"traits": {"email": "a@example.org"}}})).event
    assert event.properties == {}


async def test_an_anonymous_visitor_is_told_by_the_anonymous_id(queue: LocalQueue) -> None:
    event = (await one_of(queue, TRACK | {"userId": None, "anonymousId": "a1"})).event
    assert event.visitor_id == named_visitor_id(project().id, "visitor", "a1")


async def test_ids_may_be_numbers(queue: LocalQueue) -> None:
    event = (await one_of(queue, TRACK | {"userId": 17, "messageId": 3})).event
    assert (event.user_id, event.id) == ("17", "3")


async def test_a_group_is_an_event_with_its_id_and_traits(queue: LocalQueue) -> None:
    group = {"type": "group", "userId": "u1", "groupId": "g-1", "traits": {"name": "Initech"}}
    event = (await one_of(queue, group)).event
    assert (event.name, event.properties) == ("group", {"groupId": "g-1", "name": "Initech"})


async def test_an_address_counts_only_under_a_key_that_may_name_it(queue: LocalQueue) -> None:
    message = TRACK | {"context": PYTHON | {"ip": "8.8.8.8"}}
    untrusted = await one_of(queue, message)
    trusted = await one_of(queue, message, headers=basic(f"{API_KEY}:"))
    assert (untrusted.event.country, trusted.event.country) == ("", "CH")
    assert "8.8.8.8" not in repr(trusted)


@pytest.mark.parametrize(
    "wrong",
    [
        {"context": "web"},
        {"context": {"page": "home", "screen": {"width": "wide"}, "library": 3, "app": []}},
        {"timestamp": "yesterday"},
        {"timestamp": 1_795_230_000_000},
        {"userId": {"a": 1}},
        {"properties": [1]},
    ],
)
@pytest.mark.parametrize("path", ["/v1/batch", "/v1/track"])
async def test_what_is_of_another_kind_costs_itself_and_not_the_event(
    queue: LocalQueue, path: str, wrong: Json
) -> None:
    message = TRACK | wrong | {"writeKey": KEY}
    body = {"batch": [message, TRACK]} if path == "/v1/batch" else message
    assert (await post(queue, path, body)).status_code == 200
    assert {one.event.name for one in await queued_accepted(queue)} == {"signup"}


async def test_only_the_wrong_messages_of_a_batch_are_refused(queue: LocalQueue) -> None:
    large = TRACK | {"properties": {"text": "x" * 33_000}}
    bad = [{"type": "track"}, {"type": "dance"}, {}, 3, large]
    collecting = Collecting(queue)
    async with collecting.client() as client:
        answer = await client.post("/v1/batch", json={"batch": [*bad, TRACK]}, headers=basic(f"{KEY}:"))
    assert (answer.status_code, answer.json()) == (200, {"success": True})
    (outcome,) = collecting.outcomes
    assert (outcome.accepted, [one.index for one in outcome.refusals]) == (1, [0, 1, 2, 3, 4])


def served() -> Project:
    return project(aliases=("wk_test", "wk_test_py"))


async def test_what_the_python_client_sent_is_read(queue: LocalQueue) -> None:
    async with Collecting(queue, served=served()).client() as client:
        for request in captured("segment-analytics-python.json"):
            answer = await client.request(
                request.method, request.target, content=request.body, headers=request.headers
            )
            assert (answer.status_code, answer.json()) == (200, {"success": True})
    events = await queued_events(queue)
    names = ["identify", "Order Completed", "pageview", "screen", "group", "identify", "Anon é ☃"]
    assert [event.name for event in events] == [*names, "identify", "Order Completed"]
    order, page, alias, anonymous = events[1], events[2], events[5], events[6]
    assert (order.revenue, order.currency, order.path) == (Decimal("39.95"), "USD", "/thanks")
    assert (page.hostname, page.path) == ("shop.example", "/docs")
    assert page.properties == {"name": "Python", "category": "Docs"}
    assert {event.sdk for event in events} == {"analytics-python/2.4.0"}
    assert {one.user_id for one in events if one not in (alias, anonymous)} == {"user-1"}
    assert anonymous.user_id == ""


async def test_what_the_browser_client_sent_is_read(queue: LocalQueue) -> None:
    async with Collecting(queue, served=served()).client() as client:
        for request in captured("browser-segment.json"):
            if request.method == "POST":
                headers = request.headers | {"user-agent": BROWSER}
                answer = await client.post(request.target, content=request.body, headers=headers)
                assert answer.status_code == 200
    page, identify, order, group, alias, screen, *_ = await queued_accepted(queue)
    names = [one.event.name for one in (page, identify, order, group, alias, screen)]
    assert names == ["pageview", "identify", "Order Completed", "group", "identify", "screen"]
    assert page.event.query == "utm_source=news&utm_medium=email"
    assert page.event.properties == {"x": 1, "name": "Home", "category": "Docs"}
    assert (page.event.sdk, page.event.language) == ("analytics.js/1.84.3", "en-US")
    assert "jsdom" in page.user_agent
