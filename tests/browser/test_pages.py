"""Events, goals, settings and the details of panels, in a real browser before a real server."""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Locator, expect

from insights.adapters.sqlalchemy.database import Database
from insights.adapters.sqlalchemy.dead_letters import SqlAlchemyDeadLetters
from tests.browser.app import AXE, App, wait_until
from tests.builders.server import Server, Site, new_site
from tests.builders.stored import letter

pytestmark = pytest.mark.browser

NOON = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=5)
PAGES = 60


def event(name: str, visitor: str, path: str = "/", minutes: int = 0) -> dict[str, Any]:
    return {
        "name": name,
        "visitor_id": visitor,
        "url": f"https://example.com{path}",
        "timestamp": (NOON + timedelta(minutes=minutes)).isoformat(),
    }


def site_with_events(server: Server) -> Site:
    """Four visitors, one of whom signs up twice; a fifth looks at sixty articles."""
    site = new_site(server)
    views = [event("pageview", visitor, "/pricing") for visitor in "abcd"]
    signups = [event("signup", "a", minutes=minute) for minute in (1, 2)]
    articles = [event("pageview", "e", f"/articles/{n}", n // 10) for n in range(PAGES)]
    old = event("pageview", "z", "/pricing") | {"timestamp": (NOON - timedelta(days=4)).isoformat()}
    answer = site.send(*views, *signups, *articles, old)
    assert answer.json()["accepted"] == 7 + PAGES, answer.text
    wait_until(lambda: site.total("events", "all") == 7 + PAGES)
    return site


@pytest.fixture(scope="module")
def site(server: Server) -> Site:
    """Only read by its tests."""
    return site_with_events(server)


def rows(table: Locator) -> list[str]:
    script = "rows => rows.map(row => [...row.cells].slice(0, 5).map(c => c.innerText.trim()).join(' | '))"
    found: list[str] = table.locator("tbody tr").evaluate_all(script)
    return found


def create_goal(site: Site, **goal: str) -> None:
    with site.server.client(site.token) as client:
        answer = client.post(f"/api/v1/projects/{site.project['id']}/goals", json=goal)
        assert answer.status_code == 201, answer.text


def go(app: App, name: str) -> None:
    app.page.get_by_role("navigation", name="Project").get_by_role("link", name=name).click()


def go_settings(app: App, name: str) -> None:
    app.page.get_by_role("navigation", name="Settings").get_by_role("link", name=name).click()


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
    expect(page.get_by_role("list", name="Filters")).to_contain_text("GoalisSaw the prices")
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


def test_the_settings_of_a_project_are_saved_and_faults_stand_at_their_fields(
    app: App, server: Server
) -> None:
    site = new_site(server)
    page = app.page
    app.open(f"/projects/{site.project['id']}/settings")
    app.sign_in(site)
    page.get_by_label("Allowed hosts").fill("example.com\nno host")
    page.get_by_label("Time zone").fill("Mars/Base")
    page.get_by_label("Minutes without an event").fill("9999")
    page.get_by_role("button", name="Save").click()
    for label in ("Allowed hosts", "Time zone", "Minutes without an event"):
        expect(page.get_by_label(label)).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_text("not 'no host'")).to_be_visible()

    page.get_by_label("Name").fill("Shop")
    page.get_by_label("Allowed hosts").fill("Example.COM\n*.example.com")
    page.get_by_label("Aliases").fill("phc_4fT1")
    page.get_by_label("Time zone").fill("Europe/Berlin")
    page.get_by_label("A visitor keeps one id for").select_option("monthly")
    page.get_by_label("Minutes without an event").fill("45")
    page.get_by_label("Leave out visitors who ask for it").uncheck()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_label("Allowed hosts")).to_have_value("example.com\n*.example.com")
    expect(page.get_by_role("combobox", name="Project", exact=True)).to_contain_text("Shop")
    with server.client(site.token) as client:
        kept = client.get(f"/api/v1/projects/{site.project['id']}").json()
    expected = {
        "name": "Shop",
        "timezone": "Europe/Berlin",
        "allowed_hosts": ["example.com", "*.example.com"],
        "aliases": ["phc_4fT1"],
        "visitor_basis": "monthly",
        "session_minutes": 45,
        "honour_privacy_signals": False,
    }
    assert {name: kept[name] for name in expected} == expected
    page.reload()
    expect(page.get_by_label("Leave out visitors who ask for it")).not_to_be_checked()
    page.get_by_label("Aliases").fill("")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    with server.client(site.token) as client:
        assert client.get(f"/api/v1/projects/{site.project['id']}").json()["aliases"] == []


def test_a_key_is_shown_once_works_and_is_refused_after_it_is_deleted(app: App, server: Server) -> None:
    site = new_site(server)
    page = app.page
    app.open(f"/projects/{site.project['id']}/settings/keys")
    app.sign_in(site)
    page.get_by_role("button", name="New key").click()
    page.get_by_label("Name").fill("Nightly export")
    page.get_by_label("query").uncheck()
    page.get_by_role("button", name="Create key").click()
    expect(page.get_by_role("alert")).to_contain_text("must hold at least one of")
    page.get_by_label("query").check()
    page.get_by_label("export").check()
    page.get_by_role("button", name="Create key").click()
    key = page.get_by_test_id("key").inner_text()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == key
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_role("table", name="API keys")).to_contain_text("export, query")
    expect(page.get_by_text(key)).to_have_count(0)

    def status() -> int:
        headers = {"authorization": f"Bearer {key}"}
        return httpx.get(f"{server.url}/api/v1/projects/{site.project['id']}", headers=headers).status_code

    assert status() == 200
    page.get_by_role("button", name="Delete Nightly export").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete key").click()
    expect(page.get_by_text("No keys yet.")).to_be_visible()
    assert status() == 401


def test_a_member_is_added_and_sees_what_the_role_allows(app: App, server: Server) -> None:
    site = new_site(server)
    page = app.page
    settings = f"/projects/{site.project['id']}/settings"
    app.open(f"{settings}/members")
    app.sign_in(site)
    page.get_by_role("button", name="Add member").click()
    dialog = page.get_by_role("dialog", name="Add member")
    member = Site(**{**vars(site), "email": site.email.replace("@", ".bob@")})
    dialog.get_by_label("E-mail").fill(member.email)
    dialog.get_by_label("Password").fill("short")
    dialog.get_by_role("button", name="Add member").click()
    expect(dialog.get_by_label("Password")).to_have_attribute("aria-invalid", "true")
    dialog.get_by_label("Password").fill(member.password)
    dialog.get_by_role("button", name="Add member").click()
    expect(page.get_by_role("table", name="Members").locator("tbody tr")).to_have_count(2)
    expect(page.get_by_role("row", name=re.compile(re.escape(member.email)))).to_contain_text("viewer")

    page.get_by_role("button", name="Sign out").click()
    app.sign_in(member)
    expect(page.get_by_text("You are its viewer.")).to_be_visible()
    go_settings(app, "Incoming")
    expect(page.get_by_text("Nothing was left out.")).to_be_visible()
    expect(page.get_by_role("heading", name="Dead letters")).to_have_count(0)
    go(app, "Events")
    expect(page.get_by_text("No goals yet.")).to_be_visible()
    expect(page.get_by_role("button", name="New goal")).to_have_count(0)


def test_what_was_left_out_is_told_by_reason_and_day(app: App, server: Server) -> None:
    site = new_site(server)
    bot = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
    assert site.send(event("pageview", "a"), user_agent=bot).status_code == 202
    with server.client(site.token) as client:
        drops = f"/api/v1/projects/{site.project['id']}/drops"
        wait_until(lambda: bool(client.get(drops).json()["total"]))
    page = app.page
    app.open(f"/projects/{site.project['id']}/settings/incoming")
    app.sign_in(site)
    page.get_by_text("Bots").click()
    table = page.get_by_role("table", name="Bots by day")
    expect(table).to_contain_text(f"{datetime.now(UTC):%-d %b %Y}")


def test_dead_letters_are_listed_and_put_back_on_the_queue(app: App, server: Server) -> None:
    site = new_site(server)
    project = site.project["id"]
    failed_at = int(NOON.timestamp() * 1000)

    async def keep() -> None:
        database = Database(f"sqlite:///{server.data_dir / 'insights.sqlite'}")
        try:
            letters = [letter(f"{project}-{n}", failed_at + n, project) for n in range(3)]
            await SqlAlchemyDeadLetters(database).keep(letters)
        finally:
            await database.close()

    with ThreadPoolExecutor() as threads:  # this thread's event loop is Playwright's
        threads.submit(asyncio.run, keep()).result()
    page = app.page
    app.open(f"/projects/{project}/settings/incoming")
    app.sign_in(site)
    expect(page.get_by_role("table", name="Dead letters").locator("tbody tr")).to_have_count(3)
    page.get_by_role("button", name=re.compile("^Replay pageview")).first.click()
    expect(page.get_by_text("1 event is back on the queue.")).to_be_visible()
    page.get_by_role("button", name="Replay all").click()
    expect(page.get_by_text("2 events are back on the queue.")).to_be_visible()
    expect(page.get_by_text("Everything that was accepted could be stored.")).to_be_visible()


def test_a_project_is_deleted_only_after_its_domain_was_typed(app: App, server: Server) -> None:
    site = new_site(server)
    page = app.page
    app.open(f"/projects/{site.project['id']}/settings")
    app.sign_in(site)
    page.get_by_role("button", name="Delete project").click()
    confirm = page.get_by_role("button", name="Delete for good")
    expect(confirm).to_be_disabled()
    page.get_by_label("Type example.com to go on").fill("example.co")
    expect(confirm).to_be_disabled()
    page.get_by_label("Type example.com to go on").fill("example.com")
    confirm.click()
    expect(page.get_by_role("heading", name="New project")).to_be_visible()
    with server.client(site.token) as client:
        assert client.get("/api/v1/projects").json()["total"] == 0


def test_an_unknown_page_of_a_project_says_so(app: App, site: Site) -> None:
    app.open_project(site)
    app.open(f"/projects/{site.project['id']}/nothing")
    expect(app.page.get_by_role("heading", name="Nothing here")).to_be_visible()


@pytest.fixture(scope="module")
def site_with_goals(server: Server) -> Site:
    site = site_with_events(server)
    create_goal(site, name="Sign-up", kind="event", match="signup", value="12.50 EUR")
    create_goal(site, name="Read the pricing", kind="page", match="/pricing")
    with server.client(site.token) as client:
        key = {"name": "Nightly export", "scopes": ["query", "export"]}
        assert client.post(f"/api/v1/projects/{site.project['id']}/keys", json=key).status_code == 201
    return site


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_of_a_project_is_accessible_and_fits(
    app: App, site_with_goals: Site, theme: str, width: int, tmp_path: Path
) -> None:
    if not AXE.exists():
        pytest.skip("needs axe-core: npm ci in dashboard/")
    page = app.page
    page.emulate_media(color_scheme="light" if theme == "light" else "dark")
    page.set_viewport_size({"width": width, "height": 800})

    def examine(name: str) -> None:
        page.screenshot(path=tmp_path / f"{name}-{theme}-{width}.png", full_page=True)
        assert app.axe_findings() == []
        assert app.sideways() <= 0

    app.open_project(site_with_goals)
    expect(app.table("Goals").get_by_role("button", name="Sign-up")).to_be_visible()
    expect(app.table("Pages").get_by_role("button", name="/pricing")).to_be_visible()
    page.get_by_role("button", name="Details of Pages: Top").click()
    expect(page.get_by_role("dialog").locator("tbody tr")).to_have_count(50)
    examine("details")
    page.keyboard.press("Escape")
    go(app, "Events")
    expect(page.get_by_role("table", name="Goals")).to_contain_text("16.7%")
    expect(page.get_by_role("table", name="Events by name")).to_contain_text("16.7%")
    examine("events")
    page.get_by_role("button", name="New goal").click()
    examine("new-goal")
    page.keyboard.press("Escape")
    go(app, "Settings")
    expect(page.get_by_role("button", name="Delete project")).to_be_visible()
    examine("settings")
    for name, shown in {
        "Install": "Events are arriving.",
        "API keys": "Nightly export",
        "Incoming": "could be stored",
        "Members": site_with_goals.email,
    }.items():
        go_settings(app, name)
        expect(page.get_by_text(shown).first).to_be_visible()
        examine(name)
