"""What a page that is left still sends, within what browsers allow."""

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.reading import names, set_visibility
from tests.browser.website import Collector, Website

pytestmark = pytest.mark.browser

MANY = """size => {
  for (let n = 0; n < 40; n++) insights(`many ${n}`, {properties: {text: "世".repeat(size)}});
}"""
"""Each event has 3 bytes for each of so many characters."""


def test_more_than_browsers_let_outlive_a_page_still_leaves_while_it_lives(
    page: Page, website: Website, collector: Collector
) -> None:
    page.goto(f"{website.address}/much")
    page.evaluate(MANY, 1_900)
    set_visibility(page, "hidden")
    events = collector.wait_for(lambda events: len(set(names(events))) >= 42)
    assert len({event["id"] for event in events}) == len(events)


def test_as_much_as_browsers_let_outlive_a_page_is_kept_when_its_tab_closes(
    chromium: Browser, website: Website, collector: Collector
) -> None:
    page = chromium.new_page()
    page.goto(f"{website.address}/much")
    collector.wait_for_names("pageview")
    page.evaluate(MANY, 450)
    page.close(run_before_unload=True)
    events = collector.wait_for(lambda events: len(events) >= 42)
    assert names(events).count("engagement") == 1
    assert len({event["id"] for event in events}) == 42
