"""Any numbers by anything, in a real browser before a real server."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.app import App, day_shown
from tests.browser.pages import NOON, PAGES, create_goal, go, site_with_events
from tests.builders.server import Server, Site

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(server: Server) -> Site:
    """Four visitors of /pricing, one of whom signs up twice, and one of sixty articles; only read."""
    site = site_with_events(server)
    create_goal(site, name="Sign-up", kind="event", match="signup", value="12.50 EUR")
    return site


def open_analytics(app: App, site: Site, search: str) -> Page:
    app.open(f"/projects/{site.project['id']}/analytics?period=7d&{search}")
    app.sign_in(site)
    return app.page


def press(page: Page, *numbers: str) -> None:
    for number in numbers:
        page.get_by_role("group", name="Numbers").get_by_role("button", name=number, exact=True).click()


def test_a_question_is_put_together_drawn_ordered_and_kept_in_the_address(app: App, site: Site) -> None:
    page = open_analytics(app, site, "")
    table = page.get_by_role("table", name="Visitors over time")
    expect(table.locator("tbody tr", has_text=day_shown(NOON)).locator("td")).to_have_text("5")
    press(page, "Visits", "Events", "Total revenue", "Page views")
    page.get_by_label("Dimension 1", exact=True).select_option("event:name")
    app.expect_rows("Rows", "pageview 5 64 –", "signup 1 2 –")
    page.get_by_label("Dimension 1", exact=True).select_option("event:goal")
    app.expect_rows("Rows", "Sign-up 1 2 25.00 EUR")
    page.get_by_label("Number drawn").select_option("total_revenue")
    expect(page.get_by_role("list", name="Total revenue, bars")).to_contain_text("Sign-up25.00 EUR")

    page.get_by_label("Dimension 1", exact=True).select_option("event:page")
    page.get_by_label("Rows on a page").select_option("50")
    expect(app.table("Rows").locator("tbody tr")).to_have_count(50)
    page.get_by_role("button", name="Next").click()
    expect(app.table("Rows").locator("tbody tr")).to_have_count(PAGES + 2 - 50)
    page.get_by_role("button", name="Events", exact=True).last.click()
    expect(app.table("Rows").locator("tbody tr").first).to_have_text(re.compile("^/pricing"))
    expect(page.get_by_text(f"1–50 of {PAGES + 2}")).to_be_visible()
    page.reload()
    expect(page.get_by_role("columnheader", name="Events")).to_have_attribute("aria-sort", "descending")
    expect(app.table("Rows").locator("tbody tr").first).to_have_text(re.compile("^/pricing"))
    page.go_back()
    expect(page.get_by_text(f"51–{PAGES + 2} of {PAGES + 2}")).to_be_visible()
    expect(page.get_by_text(re.compile("every single event: exact"))).to_be_visible()


def test_a_line_is_drawn_for_each_value_and_compared_where_there_is_one(app: App, site: Site) -> None:
    page = open_analytics(app, site, "metrics=pageviews&by=time:day&by=event:page&limit=10")
    table = page.get_by_role("table", name="Page views over time")
    expect(table.locator("thead th")).to_have_count(1 + 6)
    day = table.locator("tbody tr", has_text=day_shown(NOON))
    expect(day.locator("td").first).to_have_text("4")
    page.get_by_role("combobox", name="Chart", exact=True).select_option("bars")
    expect(page).to_have_url(re.compile("chart=bars"))
    page.get_by_role("button", name="Remove dimension 2").click()
    page.get_by_label("Compare with").select_option("previous_period")
    expect(table.locator("thead th").last).to_have_text("Compared period")
    expect(day.locator("td")).to_have_text(["64", "0"])
    with page.expect_download() as downloaded:
        page.get_by_role("button", name="Download the answer as CSV").click()
    header = "time:day,pageviews,pageviews_before,pageviews_change"
    assert downloaded.value.path().read_text().splitlines()[0] == header


def test_filters_of_several_values_and_conditions_are_built_and_go_along(app: App, site: Site) -> None:
    page = open_analytics(app, site, "metrics=visitors&by=event:page&limit=10")
    page.get_by_role("button", name="Add filter").click()
    dialog = page.get_by_role("dialog", name="Add filter")
    dialog.get_by_label("Dimension").select_option("visit:country")
    dialog.get_by_role("combobox", name="Values").fill("Atlantis")
    dialog.get_by_role("button", name="Apply filter").click()
    expect(dialog.get_by_role("combobox", name="Values")).to_have_attribute("aria-invalid", "true")
    dialog.get_by_label("Dimension").select_option("event:page")
    dialog.get_by_label("Operator").select_option("matches")
    dialog.get_by_role("combobox", name="Values").fill("^/articles/[")
    dialog.get_by_role("button", name="Apply filter").click()
    expect(dialog.get_by_role("paragraph")).to_contain_text("RE2 syntax")
    dialog.get_by_role("combobox", name="Values").fill("^/articles/5[01]$")
    dialog.get_by_role("combobox", name="Values").press("Enter")
    dialog.get_by_role("combobox", name="Values").fill("^/ARTICLES/7$")
    dialog.get_by_label("Ignore case").check()
    dialog.get_by_role("button", name="Or something else").click()
    dialog.get_by_label("Dimension").last.select_option("event:name")
    dialog.get_by_role("combobox", name="Values").last.fill("signup")
    dialog.get_by_role("button", name="Apply filter").click()
    expect(dialog).to_have_count(0)
    app.expect_rows("Rows", "/ 1", "/articles/50 1", "/articles/51 1", "/articles/7 1")
    chip = "Page matches ^/articles/5[01]$ or ^/ARTICLES/7$ or Event is signup"
    go(app, "Overview")
    app.expect_cards(Visitors="2")
    expect(page.get_by_role("list", name="Filters")).to_contain_text(chip)

    page.get_by_role("button", name=f"Change: {chip}").click()
    page.get_by_role("button", name="Remove this condition").first.click()
    page.get_by_role("button", name="Apply filter").click()
    app.expect_cards(Visitors="1")
    expect(page.get_by_role("list", name="Filters")).to_contain_text("Eventissignup")


def test_what_cannot_be_asked_is_told_at_its_part_of_the_question(app: App, site: Site) -> None:
    page = open_analytics(app, site, "metrics=scroll_depth,percentage&by=")
    numbers = page.get_by_role("group", name="Numbers")
    expect(numbers.get_by_role("alert")).to_contain_text("needs a filter on event:page")
    expect(numbers.get_by_role("alert")).to_contain_text("needs at least one dimension")
    expect(page.get_by_text("This cannot be asked")).to_be_visible()
    page.get_by_label("Add a dimension").select_option("event:page")
    expect(app.table("Rows").locator("tbody tr")).to_have_count(25)
    press(page, "Visits", "Scroll depth", "Share of visitors", "Views per visit")
    page.get_by_label("Dimension 1", exact=True).select_option("event:name")
    expect(numbers.get_by_role("alert")).to_contain_text("views_per_visit")
