"""A website browsed by real visitors, with a real server that goes away in between: what its answers say."""

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import AGENT
from tests.browser.test_journey import rows
from tests.browser.website import Website
from tests.builders.server import Server, Site, new_site, running_server
from tests.builders.stored_rows import until

pytestmark = pytest.mark.browser

BODY = '<a href="/two">Two</a> <a href="/three">Three</a><div style="height: 3000px">Long</div>'
OTHER_AGENT = AGENT.replace("X11; Linux x86_64", "Windows NT 10.0; Win64; x64")


@pytest.fixture
def served(tracker: Path, tmp_path: Path) -> Iterator[Server]:
    with running_server(tmp_path / "data", {"INSIGHTS_RATE_LIMIT_ENABLED": "false"}) as server:
        yield server


@contextmanager
def visitor(chromium: Browser, agent: str = AGENT) -> Iterator[Page]:
    """One whose agent is not the browser's own may not leave a page by a link: what a page sends while
    another takes its place carries the browser's."""
    context = chromium.new_context(user_agent=agent, viewport={"width": 1280, "height": 800})
    yield context.new_page()
    context.close()


def site_and_website(server: Server) -> tuple[Site, Website]:
    site = new_site(server)
    src = f"{server.url}/js/insights.js"
    return site, Website(f'<script defer src="{src}" data-project="{site.key}"></script>', BODY)


def read(page: Page, milliseconds: int) -> None:
    page.wait_for_timeout(milliseconds)


def wait_for_readings(site: Site, expected: int) -> None:
    """Until as many engagement events are stored: they come after what they belong to."""
    only = [["is", "event:name", ["engagement"]]]
    until(expected, lambda: site.query(["events"], filters=only)["results"][0]["metrics"][0])


def numbers(site: Site, *metrics: str) -> list[Any]:
    return list(site.query(metrics)["results"][0]["metrics"])


def test_browsing_with_back_forward_and_two_tabs_while_the_server_restarts(
    chromium: Browser, served: Server
) -> None:
    site, website = site_and_website(served)
    with website, visitor(chromium) as page:
        page.goto(f"{website.address}/one")
        page.get_by_text("Two").click()
        page.wait_for_url("**/two")
        page.go_back(wait_until="commit")
        page.go_forward(wait_until="commit")
        site.wait_for("pageviews", 4)
        served.kill()
        with page.expect_event("requestfailed"):
            page.evaluate("insights('away')")
        second = page.context.new_page()
        served.start()
        second.goto(f"{website.address}/three")
        second.evaluate("history.pushState({}, '', '/four')")
        site.wait_for("pageviews", 6)
        site.wait_for("events", 7)
        second.close(run_before_unload=True)
        page.close(run_before_unload=True)
        wait_for_readings(site, 6)
    views = {path: found for path, [found] in rows(site, "event:page", "pageviews").items()}
    assert views == {"/one": 2, "/two": 2, "/three": 1, "/four": 1}
    assert numbers(site, "visitors", "visits", "pageviews", "events", "bounce_rate") == [1, 1, 6, 7, 0.0]
    assert rows(site, "visit:entry_page", "visits") == {"/one": [1]}


def test_time_scroll_and_length_of_a_visit_are_what_the_visitor_did(
    chromium: Browser, served: Server
) -> None:
    site, website = site_and_website(served)
    with website, visitor(chromium) as page:
        began = time.monotonic()
        page.goto(f"{website.address}/one")
        read(page, 2_500)
        page.get_by_text("Two").click()
        page.wait_for_url("**/two")
        left = time.monotonic()
        page.evaluate("new Promise(done => { onscroll = done; scrollTo(0, 9999) })")
        read(page, 1_200)
        page.close(run_before_unload=True)
        wait_for_readings(site, 2)
        gone = time.monotonic()
    read_rows = rows(site, "event:page", "time_on_page", "scroll_depth", "pageviews")
    (one, one_depth, _), (two, two_depth, _) = read_rows["/one"], read_rows["/two"]
    assert isinstance(one, int)
    assert isinstance(two, int)
    assert 2 <= one <= math.ceil(left - began)
    assert 1 <= two <= math.ceil(gone - left)
    assert (one_depth, two_depth) == (26, 100)
    duration, bounced = numbers(site, "visit_duration", "bounce_rate")
    assert one + two - 1 <= duration <= math.ceil(gone - began)
    assert bounced == 0.0


def test_reading_one_page_and_leaving_stays_a_bounce_with_a_duration(
    chromium: Browser, served: Server
) -> None:
    site, website = site_and_website(served)
    with website:
        for agent in (AGENT, OTHER_AGENT):
            with visitor(chromium, agent) as page:
                page.goto(f"{website.address}/one")
                read(page, 1_600)
                page.close(run_before_unload=True)
        wait_for_readings(site, 2)
    assert numbers(site, "visitors", "visits", "pageviews", "events", "bounce_rate") == [2, 2, 2, 2, 100.0]
    [duration] = numbers(site, "visit_duration")
    assert duration >= 2


def test_routes_in_the_fragment_are_pages(chromium: Browser, served: Server) -> None:
    site, website = site_and_website(served)
    website.head = website.head.replace("<script ", "<script data-hash ")
    with website, visitor(chromium) as page:
        page.goto(f"{website.address}/app#/inbox")
        page.evaluate("location.hash = '#/inbox/7?key=secret'")
        site.wait_for("pageviews", 2)
        page.close(run_before_unload=True)
        wait_for_readings(site, 2)
    assert rows(site, "event:page", "pageviews") == {"/app#/inbox": [1], "/app#/inbox/7": [1]}
    assert rows(site, "visit:exit_page", "visits") == {"/app#/inbox/7": [1]}
