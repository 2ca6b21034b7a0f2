"""Ways through the overview: columns in order, kinds of rows, periods one after another, and single keys."""

import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.app import App, wait_until
from tests.browser.pages import NOON, event
from tests.builders.server import Server, Site, new_site

pytestmark = pytest.mark.browser

LONG_AGO = timedelta(days=40)
"""Before every period that the tests begin with."""
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0"


def read(visitor: str, path: str, milliseconds: int) -> dict[str, Any]:
    return event("engagement", visitor, path, 1) | {"engaged_ms": milliseconds, "scroll_depth": 50}


@pytest.fixture(scope="module")
def site(server: Server) -> Site:
    """Three visitors of two pages, one of whom came by a campaign and reads the longest."""
    site = new_site(server)
    campaign = "/short?utm_source=letter&utm_medium=email&utm_campaign=launch"
    site.send(event("pageview", "a", "/short"), event("pageview", "b", "/short"))
    site.send(event("pageview", "c", campaign), user_agent=FIREFOX)
    site.send(event("pageview", "c", "/long", 1), read("c", "/long", 60_000), user_agent=FIREFOX)
    site.send(read("a", "/short", 5_000))
    before = (NOON - LONG_AGO).isoformat()
    site.send(event("pageview", "d", "/short") | {"timestamp": before})
    wait_until(lambda: site.total("pageviews", "all") == 5)
    return site


def first_cells(table: Locator) -> Locator:
    return table.locator("tbody tr td:first-child")


def test_details_are_ordered_by_a_column_and_say_how_pages_were_read(app: App, site: Site) -> None:
    app.open_project(site)
    page = app.page
    page.get_by_role("button", name="Details of Pages: Top").click()
    dialog = page.get_by_role("dialog")
    expect(first_cells(dialog)).to_have_text(["/short", "/long"])
    expect(dialog.get_by_role("row", name="/long")).to_contain_text("1m")
    head = dialog.get_by_role("columnheader", name="Time on page")
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    expect(first_cells(dialog)).to_have_text(["/long", "/short"])
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    expect(first_cells(dialog)).to_have_text(["/short", "/long"])

    page.keyboard.press("/")
    expect(dialog.get_by_role("searchbox")).to_be_focused()
    expect(dialog.get_by_role("searchbox")).to_have_value("")


def test_details_of_exit_pages_say_how_often_they_end_a_visit(app: App, site: Site) -> None:
    app.open_project(site)
    app.page.get_by_role("tab", name="Exit").click()
    app.page.get_by_role("button", name="Details of Pages: Exit").click()
    dialog = app.page.get_by_role("dialog")
    expect(dialog.get_by_role("row", name="/long")).to_contain_text("100%")
    dialog.get_by_role("searchbox").fill("short")
    expect(first_cells(dialog)).to_have_text(["/short"])
    expect(dialog.get_by_role("columnheader")).to_have_text(["Exit page", "Visitors", "Visits"])


def test_details_say_how_each_row_has_changed(app: App, site: Site) -> None:
    day, before = f"{NOON:%Y-%m-%d}", f"{NOON - LONG_AGO:%Y-%m-%d}"
    app.open_project(site, f"?period={day}..{day}&compare={before}..{before}")
    app.page.get_by_role("button", name="Details of Pages: Top").click()
    row = app.page.get_by_role("dialog").get_by_role("row", name="/short")
    expect(row.get_by_role("img", name="Up by 200% from 1")).to_be_visible()


def test_campaigns_and_devices_have_kinds_and_a_browser_its_versions(app: App, site: Site) -> None:
    app.open_project(site)
    page = app.page
    page.get_by_role("tab", name="Campaigns").click()
    app.expect_rows("Sources", "(not set) 2 66.7%", "launch 1 33.3%")
    page.get_by_label("Campaigns by").select_option(label="UTM medium")
    app.expect_rows("Sources", "(not set) 2 66.7%", "email 1 33.3%")

    app.expect_rows("Devices", "Chrome 2 66.7%", "Firefox 1 33.3%")
    app.table("Devices").get_by_role("button", name="Firefox").click()
    app.expect_rows("Devices", "143 1 100%")
    expect(app.table("Devices").get_by_role("columnheader").first).to_have_text("Browser version")


def test_periods_follow_one_another_by_button_and_key(app: App, site: Site) -> None:
    app.open_project(site, "?period=day")
    page = app.page
    expect(page.get_by_role("button", name="Later")).to_be_disabled()
    page.get_by_role("button", name="Earlier").click()
    expect(page.get_by_label("Period", exact=True)).to_have_value("yesterday")
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_label("First day")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("Period", exact=True)).to_have_value("yesterday")
    page.keyboard.press("t")
    expect(page.get_by_label("Period", exact=True)).to_have_value("30d")
    page.keyboard.press("c")
    expect(page.get_by_label("Period", exact=True)).to_have_value("custom")


def test_keys_turn_the_interval_clear_filters_and_choose_a_project(app: App, site: Site) -> None:
    app.open_project(site, "?period=28d&filter=is,visit:browser,Firefox")
    page = app.page
    expect(page.get_by_role("button", name="Days")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("i")
    expect(page.get_by_role("button", name="Weeks")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Escape")
    expect(page.get_by_role("list", name="Filters")).to_have_count(0)
    app.expect_cards(Visitors="3")
    expect(page.get_by_text(re.compile(r"As of \d\d:\d\d\."))).to_be_visible()

    with site.server.client(site.token) as client:
        other = client.post("/api/v1/projects", json={"name": "Second", "domain": "second.example"}).json()
        order = [one["id"] for one in client.get("/api/v1/projects").json()["items"]]
    page.reload()
    expect(page.get_by_role("combobox", name="Project", exact=True)).to_contain_text("Second")
    page.keyboard.press(str(order.index(other["id"]) + 1))
    expect(page).to_have_url(re.compile(other["id"]))


def test_what_is_not_over_yet_says_so(app: App, site: Site) -> None:
    app.open_project(site, "?period=28d")
    chart = app.page.get_by_role("slider", name="Visitors, chart")
    chart.focus()
    app.page.keyboard.press("End")
    expect(app.page.get_by_text("Not over yet")).to_be_visible()
    app.page.keyboard.press("Home")
    expect(app.page.get_by_text("Not over yet")).to_have_count(0)
