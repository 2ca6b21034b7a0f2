"""The dashboard in a real browser, before a real server."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.app import App, day_shown, register, wait_until
from tests.browser.website import Website
from tests.builders.server import Server, Site, new_site

pytestmark = pytest.mark.browser

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0"
NOON = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=5)


def view(visitor: str, path: str, time: datetime = NOON, **rest: Any) -> dict[str, Any]:
    url = f"https://example.com{path}"
    return {"name": "pageview", "visitor_id": visitor, "url": url, "timestamp": time.isoformat(), **rest}


@pytest.fixture(scope="module")
def site(server: Server) -> Site:
    """Four visitors: one reads two pages for a minute, three look at one; one of them came ten days ago."""
    site = new_site(server)
    sent = [
        site.send(
            view("a", "/", referrer="https://www.google.com/"),
            view("a", "/pricing", NOON + timedelta(minutes=1)),
            view("c", "/pricing?utm_source=newsletter&utm_campaign=launch"),
            view("d", "/old", NOON - timedelta(days=5)),
        ),
        site.send(view("b", "/"), user_agent=FIREFOX),
    ]
    assert [answer.status_code for answer in sent] == [202, 202]
    wait_until(lambda: site.total("pageviews", "all") == 5)
    return site


def test_from_registration_to_the_first_page_view(app: App, built: None, tracker: Path) -> None:
    page = app.page
    app.open()
    register(page, f"{datetime.now(UTC).timestamp()}@example.com")
    page.get_by_label("Name").fill("My site")
    page.get_by_label("Domain").fill("not a host")
    page.get_by_role("button", name="Create project").click()
    expect(page.get_by_label("Domain")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Domain").fill("example.com")
    page.get_by_role("button", name="Create project").click()

    expect(page.get_by_role("status")).to_contain_text("Waiting for the first event")
    with Website(page.locator("pre").first.inner_text()) as website:
        visitor = page.context.new_page()
        visitor.goto(f"{website.address}/welcome")
        page.get_by_role("button", name="See the numbers").click()
        expect(app.card("Visitors")).to_contain_text("1")
        visitor.close()
    app.expect_cards(Visits="1", Page_views="1", Bounce_rate="100%")
    app.expect_rows("Pages", "/welcome 1 1")


def test_the_overview_shows_what_happened(app: App, site: Site) -> None:
    app.open_project(site)
    expect(app.page.get_by_label("Period")).to_have_value("28d")
    app.expect_cards(
        Visitors="4",
        Visits="4",
        Page_views="5",
        Views_per_visit="1.25",
        Bounce_rate="75%",
        Visit_duration="15s",
    )
    app.expect_rows("Pages", "/ 2 2", "/pricing 2 2", "/old 1 1")
    app.expect_rows("Devices", "Chrome 3 75%", "Firefox 1 25%")
    app.page.get_by_role("tab", name="Entry").click()
    app.expect_rows("Pages", "/ 2 2", "/old 1 1", "/pricing 1 1")
    app.page.get_by_role("tab", name="Systems").click()
    app.expect_rows("Devices", "Linux 3 75%", "Windows 1 25%")
    app.page.get_by_role("tab", name="Campaigns").click()
    app.expect_rows("Sources", "(not set) 3 75%", "launch 1 25%")


def test_the_line_has_a_point_for_each_day_and_tells_it_without_eyes(app: App, site: Site) -> None:
    app.open_project(site)
    app.card("Page views").click()
    table = app.page.get_by_role("table", name="Page views over time")
    expect(table.locator("tbody tr")).to_have_count(28)
    expect(table.locator("tbody tr", has_text=day_shown(NOON)).locator("td").first).to_have_text("4")
    chart = app.page.get_by_role("slider", name="Page views, chart")
    chart.focus()
    for _ in range(6):
        chart.press("ArrowLeft")
    expect(chart).to_have_attribute("aria-valuetext", re.compile(rf"{day_shown(NOON)}: 4$"))
    app.page.get_by_role("button", name="Weeks").click()
    expect(app.page).to_have_url(re.compile("unit=week"))


def test_a_click_on_a_row_narrows_the_page_and_the_address_keeps_it(app: App, site: Site) -> None:
    page = app.page
    app.open_project(site)
    page.get_by_role("button", name="/pricing").click()
    app.expect_cards(Visitors="2")
    page.get_by_role("button", name="Firefox").wait_for(state="detached")
    expect(page.get_by_role("list", name="Filters")).to_contain_text("Pageis/pricing")

    page.reload()
    app.expect_cards(Visitors="2")
    page.get_by_role("button", name=re.compile("turn round")).click()
    app.expect_rows("Pages", "/ 2 2", "/old 1 1")
    page.go_back()
    app.expect_rows("Pages", "/pricing 2 2")
    page.get_by_role("button", name=re.compile("^Remove")).click()
    app.expect_cards(Visitors="4")


def test_a_period_is_chosen_by_name_or_by_two_dates(app: App, site: Site) -> None:
    page = app.page
    app.open_project(site)
    page.get_by_label("Period").select_option("7d")
    app.expect_cards(Visitors="3")
    page.get_by_label("Period").select_option("custom")
    day = f"{NOON - timedelta(days=5):%Y-%m-%d}"
    page.get_by_label("First day").fill(day)
    page.get_by_label("Last day").fill(day)
    app.expect_cards(Visitors="1")
    expect(page).to_have_url(re.compile(re.escape(f"period={day}..{day}")))
    page.get_by_label("Period").select_option("day")
    expect(page.get_by_text("Nothing in this period.")).to_have_count(3)


def test_a_session_outlives_a_reload_and_a_second_tab_and_ends_for_both(app: App, site: Site) -> None:
    page = app.page
    app.open_project(site)
    page.reload()
    app.expect_cards(Visitors="4")
    second = page.context.new_page()
    second.goto(page.url)
    expect(second.get_by_role("button", name=re.compile("^Visitors"))).to_contain_text("4")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(second.get_by_role("heading", name="Sign in")).to_be_visible()
    assert page.evaluate("localStorage.getItem('insights.refresh')") is None


def test_a_wrong_password_is_told_in_the_servers_words(app: App, site: Site) -> None:
    app.open()
    app.page.get_by_label("E-mail").fill(site.email)
    app.page.get_by_label("Password").fill("something else")
    with app.page.expect_response("**/auth/login") as refused:
        app.page.get_by_role("button", name="Sign in").click()
    expect(app.page.get_by_role("alert")).to_have_text(refused.value.json()["detail"])


def test_a_failing_question_shows_why_and_can_be_asked_again(app: App, site: Site) -> None:
    failing = True

    def answer(route: Route) -> None:
        if failing and "visit:source" in str(route.request.post_data):
            problem = '{"type": "about:blank", "title": "No", "status": 400, "detail": "Sources rest today."}'
            route.fulfill(status=400, content_type="application/problem+json", body=problem)
        else:
            route.continue_()

    app.page.route("**/api/v1/query", answer)
    app.open_project(site)
    sources = app.table("Sources")
    expect(sources.get_by_role("alert")).to_contain_text("Sources rest today.")
    app.expect_cards(Visitors="4")
    failing = False
    sources.get_by_role("button", name="Try again").click()
    expect(sources.get_by_role("button", name="Google")).to_be_visible()


def test_the_theme_follows_the_system_until_one_is_chosen(app: App, site: Site) -> None:
    page = app.page
    background = "getComputedStyle(document.documentElement).backgroundColor"
    page.emulate_media(color_scheme="light")
    app.open_project(site)
    light = page.evaluate(background)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"{background} !== {light!r}")
    page.get_by_role("button", name="Theme: system").click()
    page.get_by_role("button", name="Theme: dark").click()
    assert page.evaluate(background) == light
    page.reload()
    assert page.evaluate(background) == light


def test_the_page_needs_nobody_but_its_server(app: App, site: Site) -> None:
    hosts: set[str] = set()
    app.page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    app.open_project(site)
    app.expect_cards(Visitors="4")
    assert hosts == {app.server.url.removeprefix("http://")}


def test_keyboard_alone_signs_in_and_filters(app: App, site: Site) -> None:
    page = app.page
    app.open(f"/projects/{site.project['id']}")
    page.get_by_label("E-mail").focus()
    page.keyboard.type(site.email)
    page.keyboard.press("Tab")
    page.keyboard.type(site.password)
    page.keyboard.press("Enter")
    app.expect_cards(Visitors="4")
    _tab_to(page, "/pricing")
    page.keyboard.press("Enter")
    app.expect_cards(Visitors="2")


def test_single_keys_choose_the_period_until_they_are_switched_off(app: App, site: Site) -> None:
    page = app.page
    app.open_project(site)
    app.expect_cards(Visitors="4")
    page.keyboard.press("w")
    app.expect_cards(Visitors="3")
    expect(page.get_by_label("Period")).to_have_value("7d")
    page.keyboard.press("x")
    expect(page.get_by_label("Compare with")).to_have_value("none")
    page.keyboard.press("?")
    page.get_by_label("Use these keys").uncheck()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("f")
    page.get_by_label("Period").select_option("91d")
    expect(page).to_have_url(re.compile("period=91d"))
    page.go_back()
    expect(page.get_by_label("Period")).to_have_value("7d")


def _tab_to(page: Page, text: str) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText") == text:
            return
    raise AssertionError(f"{text} is not reached by the Tab key")
