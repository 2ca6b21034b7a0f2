"""From a page that carries the tracker to the answers of a real server."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import AGENT
from tests.browser.website import Website
from tests.builders.server import Server, Site, new_site, running_server

pytestmark = pytest.mark.browser


def website_of(site: Site) -> Website:
    src = f"{site.server.url}/js/insights.js"
    return Website(f'<script defer src="{src}" data-project="{site.key}"></script>')


def rows(site: Site, dimension: str, *metrics: str) -> dict[str, list[object]]:
    answer = site.query(metrics, dimensions=[dimension])
    return {row["dimensions"][0]: row["metrics"] for row in answer["results"]}


def test_what_a_visitor_does_is_what_the_answers_say(tracker: Path, server: Server, page: Page) -> None:
    site = new_site(server)
    with website_of(site) as website:
        page.goto(f"{website.address}/a?utm_source=news&utm_campaign=launch")
        page.evaluate("history.pushState({}, '', '/b')")
        page.evaluate(
            "order => insights('purchase', order)",
            {"properties": {"plan": "pro"}, "revenue": {"amount": 12.5, "currency": "EUR"}},
        )
        site.wait_for("events", 3)
    assert rows(site, "event:page", "pageviews") == {"/a": [1], "/b": [1]}
    assert rows(site, "visit:utm_campaign", "visitors", "visits") == {"launch": [1, 1]}
    counted = rows(site, "event:name", "events")
    assert (counted["pageview"], counted["purchase"]) == ([2], [1])
    assert rows(site, "event:props:plan", "events")["pro"] == [1]
    assert site.query(["total_revenue"])["results"][0]["metrics"] == [[{"currency": "EUR", "value": "12.50"}]]
    assert rows(site, "visit:browser", "visits") == {"Chrome": [1]}


def test_an_honoured_privacy_signal_leaves_nothing_behind(
    tracker: Path, server: Server, chromium: Browser, page: Page
) -> None:
    site = new_site(server)
    private = chromium.new_context(user_agent=AGENT, extra_http_headers={"Sec-GPC": "1"})
    with website_of(site) as website:
        answered = "**/api/v1/events"
        quiet = private.new_page()
        with quiet.expect_response(answered):
            quiet.goto(f"{website.address}/private")
        page.goto(f"{website.address}/public")
        site.wait_for("pageviews", 1)
    private.close()
    assert rows(site, "event:page", "pageviews") == {"/public": [1]}


def test_events_made_while_the_server_is_away_are_stored_once(
    tracker: Path, page: Page, tmp_path: Path
) -> None:
    with running_server(tmp_path / "data") as server:
        site = new_site(server)
        with website_of(site) as website:
            page.goto(f"{website.address}/")
            site.wait_for("pageviews", 1)
            server.kill()
            with page.expect_event("requestfailed"):
                page.evaluate("insights('away')")
            server.start()
            site.wait_for("events", 2, seconds=60)
            page.evaluate("insights('back')")
            site.wait_for("events", 3)
            assert rows(site, "event:name", "events") == {"pageview": [1], "away": [1], "back": [1]}
