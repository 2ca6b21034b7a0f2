"""What the settings tell of the quality of what comes in."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Route, expect

from tests.browser.app import App, day_shown, wait_until
from tests.browser.pages import event
from tests.builders.server import Server, Site, new_site

pytestmark = pytest.mark.browser

BOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"


def open_incoming(app: App, site: Site) -> None:
    app.open(f"/projects/{site.project['id']}/settings/incoming")
    app.sign_in(site)


def section(app: App, name: str) -> Locator:
    return app.page.get_by_role("region", name=name, exact=True)


def test_what_was_left_out_is_told_by_reason_and_day_with_an_example(app: App, server: Server) -> None:
    site, today = new_site(server), datetime.now(UTC)
    sent = event("pageview", "a") | {"user_id": "ada@example.com"}
    assert site.send(sent, user_agent=BOT).status_code == 202
    with server.client(site.token) as client:
        quality = f"/api/v1/projects/{site.project['id']}/quality"
        wait_until(lambda: any(one["samples"] for one in client.get(quality).json()["dropped"]))
    open_incoming(app, site)
    app.page.get_by_text("Bots").click()
    table = app.page.get_by_role("table", name="Bots by day")
    either = "|".join(day_shown(day) for day in (today, datetime.now(UTC)))  # midnight may come between
    expect(table).to_contain_text(re.compile(either))
    example = app.page.get_by_role("list", name="Examples: Bots").get_by_role("listitem")
    expect(example).to_contain_text("user_id: text of 15 characters")
    expect(app.page.get_by_text("ada@example.com")).to_have_count(0)


def test_who_sends_and_what_is_refused_is_told_without_its_values(
    app: App, server: Server, tmp_path: Path
) -> None:
    site = new_site(server)
    quality = f"/api/v1/projects/{site.project['id']}/quality"
    good = event("pageview", "a") | {"sdk": "@acme/shop/2.1.0"}
    bad = {"name": "x" * 200, "user_id": "ada@example.com", "sdk": "@acme/shop/2.1.0"}
    assert site.send(good, bad).status_code == 202
    with server.client(site.token) as client:
        wait_until(lambda: all(client.get(quality).json()[told] for told in ("sdks", "rejected")))
    page = app.page
    page.set_viewport_size({"width": 360, "height": 800})
    open_incoming(app, site)
    senders = page.get_by_role("table", name="Senders")
    expect(senders).to_contain_text(re.compile(r"@acme/shop\s+2\.1\.0"))
    page.get_by_text("Too long").click()
    expect(page.get_by_text("name must have 1 to 120 characters")).to_be_visible()
    expect(page.get_by_text("user_id: text of 15 characters")).to_be_visible()
    expect(page.get_by_text("ada@example.com")).to_have_count(0)
    app.examine(tmp_path / "quality.png")

    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy this example").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert copied[0] == "name must have 1 to 120 characters"
    assert "user_id: text of 15 characters" in copied


def test_a_project_to_which_nothing_was_sent_says_so(app: App, server: Server) -> None:
    open_incoming(app, new_site(server))
    expect(section(app, "Data quality")).to_contain_text("Nothing was sent.")
    expect(section(app, "Refused")).to_contain_text("Nothing was refused.")
    expect(section(app, "Left out")).to_contain_text("Nothing was left out.")


def test_quality_is_awaited_and_a_failure_can_be_tried_again(app: App, server: Server) -> None:
    site = new_site(server)
    asked: list[Route] = []
    app.page.route("**/quality", lambda route: asked.append(route))
    open_incoming(app, site)
    for name in ("Data quality", "Refused"):
        expect(section(app, name).get_by_role("status", name="Loading")).to_be_visible()

    wait_until(lambda: pumped(app) and len(asked) == 1)
    problem = '{"title": "Bad Request", "detail": "The store is away.", "status": 400}'
    asked.pop().fulfill(status=400, content_type="application/problem+json", body=problem)
    for name in ("Data quality", "Refused"):
        expect(section(app, name).get_by_role("alert")).to_contain_text("The store is away.")

    app.page.unroute("**/quality")
    section(app, "Refused").get_by_role("button", name="Try again").click()
    expect(section(app, "Data quality")).to_contain_text("Nothing was sent.")
    expect(app.page.get_by_role("alert")).to_have_count(0)


def pumped(app: App) -> bool:
    """Playwright hears of requests only while one of its calls runs."""
    app.page.wait_for_timeout(50)
    return True
