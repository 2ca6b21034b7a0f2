"""Events, goals and the details of panels, in a real browser before a real server."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.app import App
from tests.browser.pages import PAGES, go, site_with_events
from tests.builders.server import Server, Site

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(server: Server) -> Site:
    """Only read by its tests."""
    return site_with_events(server)


def rows(table: Locator) -> list[str]:
    script = "rows => rows.map(row => [...row.cells].slice(0, 5).map(c => c.innerText.trim()).join(' | '))"
    found: list[str] = table.locator("tbody tr").evaluate_all(script)
    return found


def test_the_pages_of_a_project_are_one_click_apart_and_keep_the_period(app: App, site: Site) -> None:
    page = app.page
    app.open_project(site, "?period=7d")
    app.expect_cards(Visitors="5")
    go(app, "Events")
    expect(page.get_by_role("heading", name="Events", exact=True)).to_be_visible()
    expect(page.get_by_label("Period")).to_have_value("7d")
    current = page.get_by_role("navigation", name="Project").locator("[aria-current=page]")
    expect(current).to_have_text("Events")
    go(app, "Settings")
    expect(page.get_by_role("heading", name="Settings")).to_be_visible()
    page.go_back()
    page.go_back()
    app.expect_cards(Visitors="5")


def test_a_goal_is_made_of_an_event_changed_followed_and_deleted(app: App, server: Server) -> None:
    site = site_with_events(server)
    page = app.page
    app.open_project(site)
    expect(app.table("Goals")).to_contain_text("No goals yet.")
    app.table("Goals").get_by_role("link", name="Say what counts as one").click()
    events = page.get_by_role("table", name="Events by name")
    expect(events.locator("tbody tr")).to_have_count(2)
    assert rows(events)[1].startswith("signup | 2 | 1 |")

    page.get_by_role("button", name="Make a goal of signup").click()
    dialog = page.get_by_role("dialog", name="New goal")
    expect(dialog.get_by_label("Event name")).to_have_value("signup")
    dialog.get_by_label("Value").fill("a lot")
    dialog.get_by_role("button", name="Create goal").click()
    expect(dialog.get_by_label("Value")).to_have_attribute("aria-invalid", "true")
    expect(dialog).to_contain_text("must be an amount and a currency")
    dialog.get_by_label("Value").fill("12.50 EUR")
    dialog.get_by_role("button", name="Create goal").click()
    expect(dialog).to_be_hidden()
    goals = page.get_by_role("table", name="Goals")
    expect(goals).to_contain_text("16.7%")
    assert rows(goals) == ["signup | Event signup | 12.50 EUR | 1 | 16.7%"]
    expect(events).to_contain_text("16.7%")

    page.get_by_role("button", name="Change signup").click()
    dialog = page.get_by_role("dialog", name="Change signup")
    dialog.get_by_label("Name", exact=True).fill("Saw the prices")
    dialog.get_by_label("Reached by").select_option("page")
    dialog.get_by_label("Path").fill("/pri*")
    dialog.get_by_role("button", name="Save goal").click()
    expect(goals).to_contain_text("83.3%")
    assert rows(goals) == ["Saw the prices | Page /pri* | 12.50 EUR | 5 | 83.3%"]

    go(app, "Overview")
    app.table("Goals").get_by_role("button", name="Saw the prices").click()
    app.expect_cards(Visitors="5")
    expect(page.get_by_role("list", name="Filters")).to_contain_text("Goal is Saw the prices")
    expect(page.get_by_role("button", name=re.compile("turn round"))).to_have_count(0)
    page.get_by_role("button", name=re.compile("^Remove")).click()
    app.expect_cards(Visitors="6")

    go(app, "Events")
    page.get_by_role("button", name="Delete Saw the prices").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete goal").click()
    expect(app.table("Goals")).to_contain_text("No goals yet.")


def test_a_dialog_is_left_by_escape_and_gives_the_focus_back(app: App, site: Site) -> None:
    page = app.page
    app.open_project(site)
    go(app, "Events")
    opener = page.get_by_role("button", name="New goal")
    opener.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(opener).to_be_focused()


def test_the_details_of_a_panel_are_searched_paged_and_narrow_the_page(app: App, site: Site) -> None:
    page = app.page
    app.open_project(site)
    app.table("Pages").get_by_role("button", name=f"Show all {PAGES + 2}").click()
    dialog = page.get_by_role("dialog", name="Pages: Top")
    expect(dialog.locator("tbody tr")).to_have_count(50)
    expect(dialog).to_contain_text(f"1–50 of {PAGES + 2}")
    dialog.get_by_role("button", name="Next").click()
    expect(dialog).to_contain_text(f"51–{PAGES + 2} of {PAGES + 2}")
    expect(dialog.locator("tbody tr")).to_have_count(PAGES - 48)

    dialog.get_by_label("Search by page").fill("PRIC")
    expect(dialog.locator("tbody tr")).to_have_count(1)
    dialog.get_by_label("Search by page").fill("nowhere")
    expect(dialog.get_by_role("status")).to_contain_text("holds “nowhere”")
    dialog.get_by_label("Search by page").fill("articles/59")
    dialog.get_by_role("button", name="/articles/59").click()
    expect(dialog).to_be_hidden()
    app.expect_cards(Visitors="1")


def test_what_a_panel_shows_is_downloaded_whole_as_csv(app: App, site: Site) -> None:
    page = app.page
    app.open_project(site, "?period=all")
    with page.expect_download() as downloaded:
        page.get_by_role("button", name="Download Pages: Top as CSV").click()
    assert downloaded.value.suggested_filename == "example.com-pages-top-all.csv"
    lines = downloaded.value.path().read_text().splitlines()
    assert lines[:2] == ["event:page,visitors,pageviews", "/pricing,5,5"]
    assert len(lines) == 1 + 1 + PAGES + 1

    page.get_by_role("button", name="Details of Pages: Top").click()
    page.get_by_label("Search by page").fill("pricing")
    expect(page.get_by_role("dialog").locator("tbody tr")).to_have_count(1)
    with page.expect_download() as downloaded:
        page.get_by_role("button", name="Download these rows as CSV").click()
    assert len(downloaded.value.path().read_text().splitlines()) == 2


def test_an_unknown_page_of_a_project_says_so(app: App, site: Site) -> None:
    app.open_project(site)
    app.open(f"/projects/{site.project['id']}/nothing")
    expect(app.page.get_by_role("heading", name="Nothing here")).to_be_visible()
