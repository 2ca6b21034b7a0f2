"""How long and how far pages are read, as the tracker tells it from a real browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import AGENT
from tests.browser.reading import (
    TALL,
    let_views_come,
    names,
    readings,
    second_of,
    set_visibility,
    stop_clock,
    told,
)
from tests.browser.website import Collector, Website

pytestmark = pytest.mark.browser


def turn_wheel(page: Page) -> None:
    """Playwright does not wait until the page has noticed."""
    page.evaluate("window.turned = new Promise(done => addEventListener('wheel', done)); 0")
    page.mouse.wheel(0, 40)
    page.evaluate("turned.then(() => 0)")


SIGNS: dict[str, Callable[[Page], None]] = {
    "pointer": lambda page: page.mouse.move(200, 300),
    "key": lambda page: page.keyboard.press("Shift"),
    "wheel": turn_wheel,
    "touch": lambda page: page.touchscreen.tap(100, 100),
    "scroll": lambda page: page.evaluate("new Promise(done => { onscroll = done; scrollBy(0, 9) })"),
}


@pytest.mark.parametrize("sign", SIGNS.values(), ids=SIGNS)
def test_time_counts_until_half_a_minute_after_the_last_sign_of_the_visitor(
    chromium: Browser, website: Website, collector: Collector, sign: Callable[[Page], None]
) -> None:
    website.body = TALL
    context = chromium.new_context(user_agent=AGENT, has_touch=True)
    page = context.new_page()
    stop_clock(page)
    page.goto(f"{website.address}/read")
    page.clock.run_for(20_000)
    sign(page)
    page.clock.run_for(300_000)
    sign(page)
    page.clock.run_for(5_000)
    page.goto(f"{website.address}/next")
    [reading] = readings(collector, 1)
    assert told([reading]) == [("/read", 20 + 30 + 5)]
    assert second_of(reading) == 325
    context.close()


def test_a_visitor_who_leaves_the_page_open_was_last_there_when_last_active(
    page: Page, website: Website, collector: Collector
) -> None:
    stop_clock(page)
    page.goto(f"{website.address}/left")
    page.clock.run_for("25:00")
    set_visibility(page, "hidden")
    [reading] = readings(collector, 1)
    assert told([reading]) == [("/left", 30)]
    assert second_of(reading) == 30


def test_signs_that_the_page_makes_by_itself_are_none_of_the_visitor(
    page: Page, website: Website, collector: Collector
) -> None:
    website.body = f'<div id="part" style="height: 100px; overflow: auto">{TALL}</div><input>'
    stop_clock(page)
    page.goto(f"{website.address}/restless")
    for _ in range(4):
        page.clock.run_for(20_000)
        page.evaluate(
            """new Promise(done => {
              const part = document.querySelector("#part"), input = document.querySelector("input");
              part.onscroll = done;
              input.focus(); input.blur(); part.scrollBy(0, 50);
            })"""
        )
    page.goto(f"{website.address}/next")
    assert told(readings(collector, 1)) == [("/restless", 30)]


def test_time_does_not_count_while_another_window_has_the_focus(
    page: Page, website: Website, collector: Collector
) -> None:
    stop_clock(page)
    page.goto(f"{website.address}/first")
    page.context.new_cdp_session(page).send("Emulation.setFocusEmulationEnabled", {"enabled": False})
    page.bring_to_front()
    page.wait_for_function("document.hasFocus()", polling=50)
    other = page.context.new_page()
    other.bring_to_front()
    page.wait_for_function("!document.hasFocus()", polling=50)
    page.clock.run_for(20_000)
    page.bring_to_front()
    page.wait_for_function("document.hasFocus()", polling=50)
    page.clock.run_for(7_000)
    page.goto(f"{website.address}/next")
    [reading] = readings(collector, 1)
    assert told([reading]) == [("/first", 7)]
    assert second_of(reading) == 27


def test_time_does_not_count_while_the_page_is_hidden_and_each_part_is_told_once(
    page: Page, website: Website, collector: Collector
) -> None:
    stop_clock(page)
    page.goto(f"{website.address}/tab")
    page.clock.run_for(4_000)
    set_visibility(page, "hidden")
    page.clock.run_for(60_000)
    set_visibility(page, "visible")
    page.clock.run_for(6_000)
    set_visibility(page, "hidden")
    assert told(readings(collector, 2)) == [("/tab", 4), ("/tab", 6)]


def test_a_glance_at_the_page_is_not_worth_a_request_of_its_own(
    page: Page, website: Website, collector: Collector
) -> None:
    stop_clock(page)
    page.goto(f"{website.address}/glance")
    page.clock.run_for(2_000)
    for _ in range(5):
        set_visibility(page, "hidden")
        set_visibility(page, "visible")
        page.clock.run_for(300)
    page.goto(f"{website.address}/next")
    events = readings(collector, 3)
    assert [event["engaged_ms"] for event in events] == [2_000, 1_200, 300]


def test_the_reading_of_a_page_is_told_before_the_next_page_view_and_with_it(
    page: Page, website: Website, collector: Collector
) -> None:
    stop_clock(page)
    page.goto(f"{website.address}/a")
    page.clock.run_for(9_000)
    let_views_come(page, collector, 1)
    page.evaluate("history.pushState({}, '', '/b')")
    page.clock.run_for(3_000)
    let_views_come(page, collector, 2)
    page.evaluate("history.back()")
    page.wait_for_url("**/a")
    page.clock.run_for(2_000)
    let_views_come(page, collector, 3)
    page.goto(f"{website.address}/c")
    events = collector.wait_for(lambda events: names(events).count("engagement") == 3)
    spoken = [(event["name"], event["url"].removeprefix(website.address)) for event in events]
    assert spoken[:6] == [
        ("pageview", "/a"),
        ("engagement", "/a"),
        ("pageview", "/b"),
        ("engagement", "/b"),
        ("pageview", "/a"),
        ("engagement", "/a"),
    ]
    assert told(readings(collector, 3)) == [("/a", 9), ("/b", 3), ("/a", 2)]
    assert [names(one.events) for one in collector.received][:3] == [
        ["pageview"],
        ["engagement", "pageview"],
        ["engagement", "pageview"],
    ]


def test_a_reading_says_what_was_read_and_nothing_else(
    page: Page, website: Website, collector: Collector
) -> None:
    stop_clock(page)
    page.goto(f"{website.address}/a?ref=news")
    page.clock.run_for(1_000)
    page.goto(f"{website.address}/b")
    [reading] = readings(collector, 1)
    assert set(reading) == {"id", "name", "timestamp", "url", "title", "engaged_ms", "scroll_depth"}
    assert reading["url"] == f"{website.address}/a?ref=news"
    assert reading["title"] == "Page /a"


def test_a_long_reading_is_told_in_parts_so_that_the_visit_goes_on(
    page: Page, website: Website, collector: Collector
) -> None:
    stop_clock(page)
    page.goto(f"{website.address}/book")
    for step in range(1, 126):
        page.clock.run_for(20_000)
        page.mouse.move(step, step)
    page.goto(f"{website.address}/next")
    events = readings(collector, 5)
    assert sum(event["engaged_ms"] for event in events) == 125 * 20_000
    assert [second_of(event) for event in events] == [600, 1200, 1800, 2400, 2500]


def test_who_comes_back_after_half_an_hour_views_the_page_again(
    page: Page, website: Website, collector: Collector
) -> None:
    stop_clock(page)
    page.goto(f"{website.address}/kept")
    page.clock.run_for(10_000)
    set_visibility(page, "hidden")
    page.clock.run_for("10:00:00")
    set_visibility(page, "visible")
    page.clock.run_for(5_000)
    page.goto(f"{website.address}/next")
    assert told(readings(collector, 2)) == [("/kept", 10), ("/kept", 5)]
    views = [event for event in collector.events() if event["name"] == "pageview"]
    assert [second_of(event) for event in views] == [0, 36_010]


def test_who_comes_back_sooner_goes_on_with_the_same_visit(
    page: Page, website: Website, collector: Collector
) -> None:
    stop_clock(page)
    page.goto(f"{website.address}/kept")
    page.clock.run_for(10_000)
    set_visibility(page, "hidden")
    page.clock.run_for("29:00")
    set_visibility(page, "visible")
    for step in range(3):
        page.clock.run_for(10_000)
        page.mouse.move(step, 1)
    page.goto(f"{website.address}/next")
    events = readings(collector, 3)
    assert [second_of(event) for event in events] == [10, 1760, 1780]
    assert told(events) == [("/kept", 10), ("/kept", 10), ("/kept", 20)]
    assert names(collector.events()).count("pageview") == 1


def test_a_page_from_the_back_forward_cache_has_a_clock_of_its_own(
    page: Page, website: Website, collector: Collector
) -> None:
    stop_clock(page)
    page.goto(f"{website.address}/first")
    page.evaluate("window.alive = true")
    page.clock.run_for(10_000)
    page.goto(f"{website.address}/second")
    page.clock.run_for(4_000)
    page.go_back(wait_until="commit")
    assert page.evaluate("window.alive") is True, "the browser loaded the page anew"
    page.clock.run_for(3_000)
    page.go_forward(wait_until="commit")
    page.clock.run_for(2_000)
    page.goto(f"{website.address}/third")
    expected = [("/first", 10), ("/second", 4), ("/first", 3), ("/second", 2)]
    assert sorted(told(readings(collector, 4))) == sorted(expected)
    assert names(collector.events()).count("pageview") == 4


def test_a_page_view_made_by_hand_begins_a_reading_of_its_own(
    page: Page, website: Website, collector: Collector
) -> None:
    stop_clock(page)
    page.goto(f"{website.address}/app")
    page.clock.run_for(2_000)
    page.evaluate("insights('pageview', {url: '/app/step-2', title: 'Second step'})")
    page.clock.run_for(5_000)
    page.goto(f"{website.address}/next")
    events = readings(collector, 2)
    assert told(events) == [("/app", 2), ("/app/step-2", 5)]
    assert [event["title"] for event in events] == ["Page /app", "Second step"]
