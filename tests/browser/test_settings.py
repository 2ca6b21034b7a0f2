"""The settings of a project and its organization, in a real browser before a real server."""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from playwright.sync_api import expect

from insights.adapters.sqlalchemy.database import Database
from insights.adapters.sqlalchemy.dead_letters import SqlAlchemyDeadLetters
from tests.browser.app import App
from tests.browser.pages import NOON, go, go_settings
from tests.builders.server import Server, Site, new_site
from tests.builders.stored import letter

pytestmark = pytest.mark.browser


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
