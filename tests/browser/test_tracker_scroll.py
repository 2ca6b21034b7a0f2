"""How much of a page was seen, as the tracker tells it from a real browser."""

import pytest
from playwright.sync_api import Page

from tests.browser.reading import TALL, readings, stop_clock
from tests.browser.website import Collector, Website

pytestmark = pytest.mark.browser


def depth_of(page: Page, website: Website, collector: Collector, count: int = 1) -> int:
    page.clock.run_for(1_000)
    page.goto(f"{website.address}/next")
    return int(readings(collector, count)[-1]["scroll_depth"])


def scroll(page: Page, top: int) -> None:
    page.evaluate("top => new Promise(done => { onscroll = done; scrollTo(0, top) })", top)


def test_scroll_depth_is_the_deepest_part_seen_of_the_page(
    page: Page, website: Website, collector: Collector
) -> None:
    website.body = TALL
    stop_clock(page)
    page.goto(f"{website.address}/tall")
    scroll(page, 1_500)
    scroll(page, 200)
    height = page.evaluate("document.documentElement.scrollHeight")
    assert depth_of(page, website, collector) == round(100 * (1_500 + 800) / height)


def test_a_page_without_scrolling_is_seen_as_far_as_the_window_shows_it(
    page: Page, website: Website, collector: Collector
) -> None:
    website.body = TALL
    stop_clock(page)
    page.goto(f"{website.address}/tall")
    height = page.evaluate("document.documentElement.scrollHeight")
    assert depth_of(page, website, collector) == round(100 * 800 / height)


@pytest.mark.parametrize("parts", [0, 1, 9])
def test_scroll_depth_never_passes_one_hundred_percent(
    page: Page, website: Website, collector: Collector, parts: int
) -> None:
    website.body = TALL
    stop_clock(page)
    page.goto(f"{website.address}/tall")
    scroll(page, 10_000)
    seen = page.evaluate("document.documentElement.scrollHeight")
    page.evaluate("html => { document.body.innerHTML = html }", TALL * parts)
    height = max(seen, page.evaluate("document.documentElement.scrollHeight"))
    assert depth_of(page, website, collector) == round(100 * seen / height)


def test_each_page_of_a_single_page_app_has_its_own_scroll_depth(
    page: Page, website: Website, collector: Collector
) -> None:
    website.body = TALL
    stop_clock(page)
    page.goto(f"{website.address}/tall")
    page.clock.run_for(1_000)
    scroll(page, 10_000)
    page.evaluate("history.pushState({}, '', '/other')")
    scroll(page, 0)
    assert depth_of(page, website, collector, 2) < 30
    assert readings(collector, 2)[0]["scroll_depth"] == 100


SHELL = """
<style>
  body { margin: 0; height: 100vh; overflow: hidden; display: flex }
  nav { width: 20%; overflow: auto } main { flex: 1; overflow: auto }
</style>
<nav><div style="height: 9000px">Menu</div></nav><main><div style="height: 4000px">Page</div></main>
"""
INSIDE = """([part, top]) => new Promise(done => {
  const element = document.querySelector(part); element.onscroll = done; element.scrollTo(0, top);
})"""


@pytest.mark.parametrize(("top", "depth"), [(0, 20), (1_600, 60), (9_999, 100)])
def test_a_page_that_scrolls_within_a_part_of_the_window_is_seen_as_far_as_it_was_scrolled(
    page: Page, website: Website, collector: Collector, top: int, depth: int
) -> None:
    website.body = SHELL
    stop_clock(page)
    page.goto(f"{website.address}/shell")
    if top:
        page.evaluate(INSIDE, ["main", top])
        page.evaluate(INSIDE, ["main", 10])
    assert depth_of(page, website, collector) == depth


def test_menus_and_boxes_that_scroll_are_no_part_of_the_pages_depth(
    page: Page, website: Website, collector: Collector
) -> None:
    website.body = SHELL + '<div id="box" style="height: 100px; overflow: auto">' + TALL + "</div>"
    stop_clock(page)
    page.goto(f"{website.address}/shell")
    page.evaluate(INSIDE, ["nav", 9_999])
    page.evaluate(INSIDE, ["#box", 9_999])
    assert depth_of(page, website, collector) == 20
