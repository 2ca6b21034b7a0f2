"""The live view in a real browser, before a real server."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, WebSocket, expect

from tests.browser.app import App
from tests.builders.server import Server, Site, new_site, running_server

pytestmark = pytest.mark.browser

SHOWN = 60_000
"""Milliseconds that a test waits for what is shown within a second or two."""


def view(visitor: str, path: str = "/", **rest: Any) -> dict[str, Any]:
    return {"name": "pageview", "visitor_id": visitor, "url": f"https://example.com{path}", **rest}


def goal(visitor: str, name: str, path: str = "/") -> dict[str, Any]:
    return view(visitor, path) | {"name": name}


@pytest.fixture
def site(server: Server) -> Site:
    """One visitor of one page, so that the overview has something to show."""
    site = new_site(server)
    site.send(view("first"))
    site.wait_for("pageviews", 1)
    return site


def counter(page: Page, text: str) -> None:
    expect(page.get_by_role("link", name=re.compile("now$"))).to_have_text(text, timeout=SHOWN)


def test_the_overview_counts_who_is_there(app: App, site: Site) -> None:
    app.open_project(site)
    counter(app.page, "1 visitor now")
    site.send(view("ada"), view("bob"))
    counter(app.page, "3 visitors now")
    app.page.get_by_role("link", name="3 visitors now").click()
    expect(app.page.get_by_role("heading", name="example.com live")).to_be_visible()
    app.page.get_by_role("link", name="Overview").click()
    counter(app.page, "3 visitors now")


def test_events_appear_as_they_happen(app: App, site: Site, tmp_path: Path) -> None:
    app.open_project(site)
    app.open(f"/projects/{site.project['id']}/live")
    page = app.page
    expect(page.get_by_role("status")).to_have_text("Connected", timeout=SHOWN)
    rows = page.get_by_role("region", name="Events").get_by_role("listitem")
    expect(rows).to_have_count(1)
    site.send(view("ada", "/pricing"))
    expect(rows).to_have_count(2, timeout=SHOWN)
    site.send(goal("ada", "Signup", "/join"), view("bob", "/pricing"))
    expect(rows).to_have_count(4, timeout=SHOWN)
    expect(rows.nth(0)).to_contain_text("/pricing")
    expect(rows.nth(1)).to_contain_text("Signup/join")
    expect(rows.nth(0)).to_contain_text(re.compile("now|second"))
    expect(page.get_by_role("definition").first).to_have_text("3", timeout=SHOWN)
    pages = page.get_by_role("region", name="Pages").get_by_role("listitem")
    expect(pages.first).to_have_text("/pricing2")
    page.screenshot(path=tmp_path / "live.png")


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_is_accessible_and_fits(
    app: App, site: Site, theme: str, width: int, tmp_path: Path
) -> None:
    page = app.page
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme="light" if theme == "light" else "dark", reduced_motion="reduce")
    site.send(*(view(f"v{n}", f"/a-rather-long-path/of-a-page/{n}" * 4) for n in range(12)))
    site.send(goal("ada", "A goal with a name that is long enough to be cut", "/somewhere/else"))
    site.wait_for("events", 14)
    app.open_project(site)
    app.open(f"/projects/{site.project['id']}/live")
    rows = page.get_by_role("region", name="Events").get_by_role("listitem")
    expect(rows).to_have_count(14, timeout=SHOWN)
    page.screenshot(path=tmp_path / f"live-{theme}-{width}.png")
    assert app.axe_findings() == []
    assert app.sideways() <= 0
    app.open(f"/projects/{site.project['id']}")
    expect(page.get_by_role("link", name=re.compile("now$"))).to_be_visible(timeout=SHOWN)
    page.screenshot(path=tmp_path / f"counter-{theme}-{width}.png")
    assert app.sideways() <= 0


def test_it_rests_while_nobody_looks(app: App, site: Site) -> None:
    opened: list[WebSocket] = []
    app.page.on("websocket", lambda socket: opened.append(socket))
    app.open_project(site)
    counter(app.page, "1 visitor now")
    assert len(opened) == 1
    with opened[0].expect_event("close"):
        hide(app.page, True)
    site.send(view("ada"))
    site.wait_for("pageviews", 2)
    assert len(opened) == 1
    hide(app.page, False)
    counter(app.page, "2 visitors now")
    assert len(opened) == 2
    assert len({socket.url for socket in opened}) == 2, "each has a ticket of its own"


def hide(page: Page, hidden: bool) -> None:
    """A headless page is never hidden by itself."""
    page.evaluate(
        """hidden => {
            Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
            document.dispatchEvent(new Event("visibilitychange"));
        }""",
        hidden,
    )


@pytest.fixture
def frail(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running_server(tmp_path_factory.mktemp("frail") / "data") as own:
        yield own


def test_it_comes_back_by_itself_after_the_server(built: None, page: Page, frail: Server) -> None:
    """Chromium complains of the server's absence in the console: so without the fixture that listens."""
    site = new_site(frail)
    app = App(page, frail)
    app.open_project(site)
    app.open(f"/projects/{site.project['id']}/live")
    status = page.get_by_role("status")
    expect(status).to_have_text("Connected", timeout=SHOWN)
    site.send(view("ada"))
    rows = page.get_by_role("region", name="Events").get_by_role("listitem")
    expect(rows).to_have_count(1, timeout=SHOWN)
    frail.stop()
    expect(status).to_have_text("Connecting again…", timeout=SHOWN)
    expect(rows).to_have_count(1)
    frail.start()
    expect(status).to_have_text("Connected", timeout=60_000)
    expect(rows).to_have_count(1)
    site.send(view("bob", "/back"))
    expect(rows).to_have_count(2, timeout=SHOWN)
