"""Every page in both themes and in windows of three widths: accessible, and no wider than the window."""

from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.app import App, wait_until
from tests.browser.pages import create_goal, go, go_settings, site_with_events
from tests.builders.server import Server, Site

pytestmark = pytest.mark.browser

LOOKS = [("dark", 1280), ("light", 768), ("light", 360), ("dark", 360)]
"""The last is that in which people click their way on: what can be reached on a phone can be elsewhere."""
SETTLED = """theme => document.documentElement.dataset.theme === theme
    && !document.getAnimations().some(animation => animation instanceof CSSTransition)"""


@pytest.fixture(scope="module")
def site(server: Server) -> Site:
    site = site_with_events(server)
    create_goal(site, name="Sign-up", kind="event", match="signup", value="12.50 EUR")
    create_goal(site, name="Read the pricing", kind="page", match="/pricing")
    with server.client(site.token) as client:
        key = {"name": "Nightly export", "scopes": ["query", "export"]}
        assert client.post(f"/api/v1/projects/{site.project['id']}/keys", json=key).status_code == 201
        guest = {"email": "guest@example.org", "role": "viewer"}
        assert client.post("/api/v1/invitations", json=guest).status_code == 201
    return site


@pytest.fixture
def narrow(app: App) -> App:
    wear(app, *LOOKS[-1])
    return app


def wear(app: App, theme: str, width: int) -> None:
    app.page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    app.page.set_viewport_size({"width": width, "height": 800})


def examine(app: App, name: str, pictures: Path) -> None:
    """What is shown, in every look."""
    for theme, width in LOOKS:
        wear(app, theme, width)
        wait_until(partial(app.page.evaluate, SETTLED, theme))
        app.examine(pictures / f"{name}-{theme}-{width}.png")


def test_pages_of_an_account_are_accessible_and_fit(narrow: App, site: Site, tmp_path: Path) -> None:
    app, page = narrow, narrow.page
    for path, heading in {
        "/register": "Create an account",
        "/password-reset": "Forgotten password",
        "/password-reset#token": "New password",
        "/login": "Sign in",
    }.items():
        app.open(path)
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
        examine(app, heading, tmp_path)
    app.sign_in(site)
    for path, heading in {
        "/account": "Signed in",
        "/projects/new": "New project",
        "/nowhere": "Nothing here",
    }.items():
        app.open(path)
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
        examine(app, heading, tmp_path)


def test_pages_of_numbers_are_accessible_and_fit(narrow: App, site: Site, tmp_path: Path) -> None:
    app, page = narrow, narrow.page
    app.open_project(site, "?filter=is_not,visit:source,Google")
    expect(app.table("Goals").get_by_role("button", name="Sign-up")).to_be_visible()
    expect(app.table("Pages").get_by_role("button", name="/pricing")).to_be_visible()
    expect(page.get_by_role("img", name="Visitors by country")).to_be_visible()
    examine(app, "overview", tmp_path)
    page.get_by_role("button", name="Details of Pages: Top").click()
    expect(page.get_by_role("dialog").locator("tbody tr")).to_have_count(50)
    examine(app, "details", tmp_path)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Add filter").click()
    page.get_by_role("button", name="Or something else").click()
    examine(app, "filter", tmp_path)
    page.keyboard.press("Escape")

    go(app, "Events")
    expect(page.get_by_role("table", name="Goals")).to_contain_text("16.7%")
    expect(page.get_by_role("table", name="Events by name")).to_contain_text("16.7%")
    examine(app, "events", tmp_path)
    page.get_by_role("button", name="New goal").click()
    examine(app, "new-goal", tmp_path)

    question = "metrics=events,total_revenue,percentage&by=event:goal&by=time:day"
    app.open(f"/projects/{site.project['id']}/analytics?{question}")
    expect(page.get_by_role("table", name="Events over time")).to_have_count(1)
    examine(app, "analytics", tmp_path)
    page.get_by_role("button", name="Remove dimension 2").click()
    page.get_by_label("Compare with").select_option("custom")
    expect(page.get_by_role("list", name="Events, bars")).to_contain_text("Sign-up")
    examine(app, "compared", tmp_path)
    page.get_by_role("button", name="Scroll depth").click()
    expect(page.get_by_role("alert")).to_contain_text("scroll_depth")
    examine(app, "refused", tmp_path)


def test_pages_of_settings_are_accessible_and_fit(narrow: App, site: Site, tmp_path: Path) -> None:
    app, page = narrow, narrow.page
    app.open_project(site)
    go(app, "Settings")
    expect(page.get_by_role("button", name="Delete project")).to_be_visible()
    examine(app, "settings", tmp_path)
    for name, shown in {
        "Install": "Events are arriving.",
        "API keys": "Nightly export",
        "Incoming": "could be stored",
        "Members": "guest@example.org",
    }.items():
        go_settings(app, name)
        expect(page.get_by_text(shown).first).to_be_visible()
        examine(app, name, tmp_path)
