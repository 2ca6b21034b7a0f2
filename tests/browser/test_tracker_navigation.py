"""What is a page view, as a real server has stored it: one visitor's way through every kind of navigation."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.stored import rows, settle, wait_for, website
from tests.builders.server import Server, new_site

pytestmark = pytest.mark.browser

WALK = """
history.pushState({}, "", "/found?q=one");
history.pushState({}, "", "/found?q=two");
history.replaceState({}, "", "/found?q=three");
history.replaceState({}, "", "/kept?q=three");
history.pushState({}, "", "/kept?q=three#part");
"""


@pytest.mark.parametrize(
    ("attributes", "found"),
    [("", 2), ('data-query="ignore"', 1), ('data-query="all"', 3)],
    ids=["as it is", "ignored", "all"],
)
def test_another_query_is_another_page_as_the_site_says(
    tracker: Path, server: Server, page: Page, attributes: str, found: int
) -> None:
    site = new_site(server)
    with website(site, attributes) as origin:
        page.goto(f"{origin.address}/start")
        page.evaluate(WALK)
        settle(site, page)
    views = [path for (path,) in rows(site, "pageview", "event:page")]
    assert views == sorted(["/start", *["/found"] * found, "/kept"])


def test_back_and_forward_within_an_application_are_page_views(
    tracker: Path, server: Server, page: Page
) -> None:
    site = new_site(server)
    with website(site) as origin:
        page.goto(f"{origin.address}/a")
        page.evaluate("history.pushState({}, '', '/b')")
        page.go_back()
        page.wait_for_url("**/a")
        page.go_forward()
        page.wait_for_url("**/b")
        settle(site, page)
    assert rows(site, "pageview", "event:page") == [("/a",), ("/a",), ("/b",), ("/b",)]


def test_a_page_that_comes_back_whole_is_viewed_and_read_again(
    tracker: Path, server: Server, page: Page
) -> None:
    site = new_site(server)
    with website(site) as origin:
        page.goto(f"{origin.address}/a")
        page.evaluate("window.alive = true")
        wait_for(site, "pageview", 1)
        page.goto(f"{origin.address}/b")
        wait_for(site, "pageview", 2)
        page.go_back(wait_until="commit")
        assert page.evaluate("window.alive") is True, "the browser loaded the page anew"
        assert wait_for(site, "pageview", 3, "event:page") == [("/a",), ("/a",), ("/b",)]
        assert origin.asked.count("/a") == 1
