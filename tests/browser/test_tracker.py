"""What the tracker sends from a real browser."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from insights import __version__
from tests.browser.website import Collector, Json, Website, prerendering, without_readings

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]


def paths(events: list[Json]) -> list[str]:
    return [urlsplit(event["url"]).path for event in events]


def settle(page: Page, collector: Collector) -> list[Json]:
    """Sends a last event and waits for it: whatever was made before it has then come, or never will."""
    page.evaluate("insights('settled')")
    events = collector.wait_for(lambda events: any(event["name"] == "settled" for event in events))
    return [event for event in without_readings(events) if event["name"] != "settled"]


def test_a_page_view_says_where_the_visitor_is_and_little_else(
    page: Page, website: Website, collector: Collector
) -> None:
    page.goto(f"{website.address}/start?utm_source=news#token=secret", referer="https://news.example/item")
    [event] = collector.wait_for_names("pageview")
    assert event["url"] == f"{website.address}/start?utm_source=news"
    assert event["title"] == "Page /start"
    assert event["referrer"] == "https://news.example/item"
    assert event["screen"] == {"width": 1280, "height": 800}
    assert event["language"] == "en-GB"
    assert set(event) == {"id", "name", "timestamp", "url", "title", "referrer", "screen", "language"}


def test_events_travel_without_preflight_cookie_or_storage(
    page: Page, website: Website, collector: Collector
) -> None:
    page.context.add_cookies([{"name": "mine", "value": "1", "url": collector.address}])
    page.goto(website.address)
    collector.wait_for_names("pageview")
    [request] = collector.received
    assert (request.method, request.path) == ("POST", "/api/v1/events")
    assert request.content_type == "text/plain;charset=UTF-8"
    assert request.cookie is None
    assert set(request.body) == {"project", "sdk", "sent_at", "events"}
    assert (request.body["project"], request.body["sdk"]) == ("pk_test", f"insights-js/{__version__}")
    assert page.evaluate("[document.cookie, localStorage.length, sessionStorage.length]") == ["mine=1", 0, 0]


def test_each_changed_path_of_a_single_page_app_is_a_page_view(
    page: Page, website: Website, collector: Collector
) -> None:
    page.goto(f"{website.address}/a")
    page.evaluate("history.pushState({}, '', '/b'); document.title = 'B'")
    page.wait_for_function("document.title === 'B'")
    page.evaluate("history.replaceState({}, '', '/b?tab=2'); history.replaceState({}, '', '/b#part')")
    page.evaluate("history.replaceState({}, '', '/c'); document.title = 'C'")
    page.go_back()
    events = settle(page, collector)
    assert paths(events) == ["/a", "/b", "/c", "/a"]
    assert [event["title"] for event in events[:3]] == ["Page /a", "B", "C"]
    assert events[1]["referrer"] == f"{website.address}/a"


def test_a_new_history_entry_with_another_query_is_a_page_view(
    page: Page, website: Website, collector: Collector
) -> None:
    page.goto(f"{website.address}/found?q=one")
    page.evaluate("history.pushState({}, '', '/found?q=two')")
    page.evaluate("history.pushState({}, '', '/found?q=two')")
    page.evaluate("history.pushState({}, '', '/found?q=two#third')")
    page.evaluate("history.go(-3)")
    page.wait_for_url("**/found?q=one")
    queries = [urlsplit(event["url"]).query for event in settle(page, collector)]
    assert queries == ["q=one", "q=two", "q=one"]


ROUTED = "{0}/app {0}/app#/inbox {0}/app#/inbox/7 {0}/app#/plain {0}/app#/inbox/7"


def test_with_data_hash_each_route_in_the_fragment_is_a_page_view(
    page: Page, website: Website, collector: Collector
) -> None:
    website.head = website.head.replace("<script ", "<script data-hash ")
    website.body = '<a href="#/inbox">Inbox</a>'
    page.goto(f"{website.address}/app")
    page.get_by_text("Inbox").click()
    page.evaluate("history.pushState({}, '', '#!/inbox/7?key=secret')")
    page.evaluate("location.hash = 'plain'")
    page.wait_for_url("**#plain")
    page.go_back()
    page.evaluate("history.pushState({}, '', '#!/inbox/7?access_token=secret')")
    events = settle(page, collector)
    assert [event["url"] for event in events] == ROUTED.format(website.address).split()


def test_without_data_hash_the_fragment_is_no_page(
    page: Page, website: Website, collector: Collector
) -> None:
    page.goto(f"{website.address}/app#/inbox")
    page.evaluate("location.hash = '/outbox'")
    [event] = settle(page, collector)
    assert event["url"] == f"{website.address}/app"


def test_a_page_restored_from_the_back_forward_cache_is_viewed_again(
    page: Page, website: Website, collector: Collector
) -> None:
    page.goto(f"{website.address}/first")
    page.evaluate("window.alive = true")
    collector.wait_for_names("pageview")
    page.goto(f"{website.address}/second")
    collector.wait_for_names("pageview", "pageview")
    page.go_back(wait_until="commit")
    assert page.evaluate("window.alive") is True, "the browser loaded the page anew"
    assert paths(collector.wait_for_names(*["pageview"] * 3)) == ["/first", "/second", "/first"]
    assert website.asked.count("/first") == 1


def test_a_prerendered_page_counts_when_it_is_shown_and_not_before(
    unattached: Callable[[str], None], website: Website, collector: Collector
) -> None:
    website.head += prerendering("/next")
    unattached(f"{website.address}/here")
    website.wait_for("/prerendered")
    collector.wait_for_names("pageview")
    shown = datetime.now(UTC)
    website.gate.set()
    events = collector.wait_for_names("pageview", "pageview")
    assert paths(events) == ["/here", "/next"]
    assert datetime.fromisoformat(events[1]["timestamp"]) > shown - timedelta(milliseconds=1)
    assert website.asked.count("/next") == 1, "the browser loaded the page anew"


def test_custom_events_carry_properties_and_revenue(
    page: Page, website: Website, collector: Collector
) -> None:
    page.goto(website.address)
    page.evaluate(
        "order => insights('purchase', order)",
        {"properties": {"plan": "pro", "seats": 3}, "revenue": {"amount": 12.5, "currency": "EUR"}},
    )
    page.evaluate("window.insights.track('signup')")
    events = collector.wait_for_names("pageview", "purchase", "signup")
    purchase = next(event for event in events if event["name"] == "purchase")
    assert purchase["properties"] == {"plan": "pro", "seats": 3}
    assert purchase["revenue"] == {"amount": 12.5, "currency": "EUR"}
    assert len({event["id"] for event in events}) == 3


SNIPPET = re.findall(r"<script>\n(.*?)\n</script>", (ROOT / "docs/tracker.md").read_text(), re.DOTALL)[0]
"""As the documentation has it."""


def test_calls_made_before_the_tracker_has_loaded_are_kept(
    page: Page, website: Website, collector: Collector
) -> None:
    website.head += (
        f"<script>{SNIPPET} insights('early'); insights.identify('ada'); insights('named')</script>"
    )
    page.goto(website.address)
    events = collector.wait_for_names("pageview", "early", "identify", "named")
    assert [event.get("user_id") for event in events] == [None, None, "ada", "ada"]


def test_an_event_that_cannot_be_written_as_json_leaves_the_page_unharmed(
    page: Page, website: Website, collector: Collector
) -> None:
    page.goto(website.address)
    page.evaluate("insights('odd', {properties: {size: 1n}}); insights('fine')")
    collector.wait_for_names("pageview", "fine")


def test_a_batch_that_failed_is_sent_again_under_the_same_ids(
    page: Page, website: Website, collector: Collector
) -> None:
    collector.answers.extend([503, 429])
    page.goto(website.address)
    collector.wait_for_names("pageview")
    assert [one.status for one in collector.received] == [503, 429, 202]
    assert len({one.events[0]["id"] for one in collector.received}) == 1


def test_a_refused_batch_is_not_sent_again_and_the_developer_is_told(
    page: Page, website: Website, collector: Collector
) -> None:
    collector.answers.append(400)
    with page.expect_console_message(lambda message: "no such project" in message.text):
        page.goto(website.address)
    settle(page, collector)
    assert [one.status for one in collector.received] == [400, 202]


def test_events_made_while_offline_are_sent_once_the_network_is_back(
    page: Page, website: Website, collector: Collector
) -> None:
    page.goto(website.address)
    collector.wait_for_names("pageview")
    page.context.set_offline(True)
    page.evaluate("insights('offline')")
    page.wait_for_event("requestfailed")
    page.context.set_offline(False)
    collector.wait_for_names("pageview", "offline")


def test_what_waits_leaves_when_the_visitor_does(page: Page, website: Website, collector: Collector) -> None:
    page.goto(f"{website.address}/a")
    page.evaluate("insights('last'); location.href = '/b'")
    events = collector.wait_for_names("pageview", "last", "pageview")
    assert sorted(paths(events)) == ["/a", "/a", "/b"]


def test_a_click_on_a_link_is_kept_though_the_tab_closes(
    chromium: Browser, website: Website, collector: Collector
) -> None:
    page = chromium.new_page()
    page.goto(website.address)
    page.evaluate("insights('closing')")
    page.close(run_before_unload=True)
    collector.wait_for_names("pageview", "closing")


def test_loaded_twice_it_counts_once(page: Page, website: Website, collector: Collector) -> None:
    website.head *= 2
    page.goto(website.address)
    assert len(settle(page, collector)) == 1


def test_without_a_project_it_says_so_and_sends_nothing(
    page: Page, website: Website, collector: Collector
) -> None:
    website.head = website.head.replace('data-project="pk_test"', "")
    with page.expect_console_message(lambda message: "data-project" in message.text):
        page.goto(website.address)
    assert page.evaluate("typeof window.insights") == "undefined"
    assert collector.received == []
