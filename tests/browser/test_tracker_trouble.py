"""Tabs that close or crash, networks and servers that go away, storage and scripts that are forbidden: what
a real server has stored in the end."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

from tests.browser.conftest import AGENT
from tests.browser.reading import set_visibility, stop_clock
from tests.browser.stored import props, rows, settle, wait_for, website
from tests.browser.website import prerendering
from tests.builders.server import Server, new_site, running_server

pytestmark = pytest.mark.browser


@pytest.fixture
def browsing(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(user_agent=AGENT)
    yield context
    context.close()


@pytest.fixture(scope="module")
def mortal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that may be killed; who does so starts it again."""
    folder = tmp_path_factory.mktemp("mortal")
    with running_server(folder / "data", {"INSIGHTS_RATE_LIMIT_ENABLED": "false"}) as server:
        yield server


def leave_waiting(page: Page, name: str) -> None:
    """Until the browser knows that it could not be sent."""
    with page.expect_event("requestfailed"):
        page.evaluate("name => insights(name)", name)


@pytest.mark.parametrize("attribute", ["data-storage", 'data-consent="full"'])
def test_where_storage_is_allowed_a_tab_closed_while_the_server_is_away_loses_nothing(
    tracker: Path, mortal: Server, browsing: BrowserContext, attribute: str
) -> None:
    site = new_site(mortal)
    with website(site, attribute) as origin:
        page = browsing.new_page()
        page.goto(f"{origin.address}/a")
        wait_for(site, "pageview", 1)
        mortal.kill()
        leave_waiting(page, "kept")
        page.close(run_before_unload=True)
        mortal.start()
        other = browsing.new_page()
        other.goto(f"{origin.address}/b")
        wait_for(site, "kept", 1, "event:page")
        settle(site, other)
        other.wait_for_function("!Object.keys(localStorage).some((key) => key.startsWith('insights pk'))")
    assert rows(site, "kept", "event:page") == [("/a",)]
    assert rows(site, "pageview", "event:page") == [("/a",), ("/b",)]


def test_a_tab_that_crashes_loses_nothing_that_was_kept_and_nothing_that_was_sent(
    tracker: Path, server: Server, browsing: BrowserContext
) -> None:
    site = new_site(server)
    with website(site, "data-storage") as origin:
        page = browsing.new_page()
        page.goto(f"{origin.address}/a")
        wait_for(site, "pageview", 1)
        browsing.set_offline(True)
        leave_waiting(page, "kept")
        with page.expect_event("crash"), pytest.raises(Error, match="crash"):
            page.goto("chrome://crash")
        page.close()
        browsing.set_offline(False)
        other = browsing.new_page()
        other.goto(f"{origin.address}/b")
        wait_for(site, "kept", 1)
        settle(site, other)
    assert rows(site, "pageview", "event:page") == [("/a",), ("/b",)]


def test_events_of_two_tabs_offline_come_once_each_when_the_network_is_back(
    tracker: Path, server: Server, browsing: BrowserContext
) -> None:
    site = new_site(server)
    with website(site, "data-storage") as origin:
        tabs = [browsing.new_page(), browsing.new_page()]
        for number, tab in enumerate(tabs):
            tab.goto(f"{origin.address}/{number}")
        wait_for(site, "pageview", 2)
        browsing.set_offline(True)
        for tab in tabs:
            leave_waiting(tab, "away")
        browsing.set_offline(False)
        third = browsing.new_page()
        third.goto(f"{origin.address}/2")
        wait_for(site, "away", 2, "event:page")
        for tab in [*tabs, third]:
            tab.evaluate("insights('back')")
        wait_for(site, "back", 3)
    assert rows(site, "away", "event:page") == [("/0",), ("/1",)]


def test_a_reader_who_falls_asleep_is_counted_for_half_a_minute_and_comes_back_as_a_new_view(
    tracker: Path, server: Server, page: Page
) -> None:
    site = new_site(server)
    with website(site) as origin:
        stop_clock(page)
        page.goto(f"{origin.address}/long")
        page.clock.run_for("45:00")
        page.mouse.move(5, 5)
        page.clock.run_for(10_000)
        set_visibility(page, "hidden")
        wait_for(site, "engagement", 2)
        wait_for(site, "pageview", 2)
    assert site.query(["time_on_page"], dimensions=["event:page"])["results"][0]["metrics"] == [20]


def test_a_prerendered_page_is_stored_when_it_is_shown_and_one_never_shown_is_not(
    tracker: Path, server: Server, unattached: Callable[[str], None]
) -> None:
    site = new_site(server)
    with website(site, head=prerendering("/next", "/never")) as origin:
        unattached(f"{origin.address}/here")
        origin.wait_for("/prerendered")
        assert wait_for(site, "pageview", 1, "event:page") == [("/here",)]
        origin.gate.set()
        assert wait_for(site, "pageview", 2, "event:page") == [("/here",), ("/next",)]
        assert origin.asked.count("/next") == 1, "the browser loaded the page anew"


BLOCKED = """Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("Access is denied for this document.", "SecurityError"); }
})"""


@pytest.mark.parametrize("attributes", ["", "data-storage", 'data-consent="full"'])
def test_where_storage_is_blocked_everything_but_keeping_works(
    tracker: Path, server: Server, page: Page, attributes: str
) -> None:
    site = new_site(server)
    page.add_init_script(BLOCKED)
    with website(site, attributes) as origin:
        page.goto(f"{origin.address}/a")
        page.evaluate("insights.identify('ada'); insights.consent('full'); insights('fine')")
        wait_for(site, "fine", 1)
        page.evaluate("insights.optOut(); insights('never')")
        page.wait_for_load_state("networkidle")
    wait_for(site, "pageview", 1)
    wait_for(site, "never", 0)


def test_cookies_blocked_by_the_browser_block_storage_and_nothing_else(
    tracker: Path, server: Server, page: Page
) -> None:
    """A sandboxed frame has no storage at all."""
    site = new_site(server)
    with website(site, 'data-consent="full"') as origin:
        frame = f'<iframe sandbox="allow-scripts" src="{origin.address}/inner"></iframe>'
        page.goto(f"{origin.address}/outer")
        page.evaluate("html => { document.body.innerHTML = html }", frame)
        assert wait_for(site, "pageview", 2, "event:page") == [("/inner",), ("/outer",)]


NONCE = '<meta http-equiv="content-security-policy" content="script-src \'nonce-n1\'; connect-src {}">'


def test_a_nonce_on_the_script_holds_for_its_chunks(tracker: Path, server: Server, page: Page) -> None:
    site = new_site(server)
    with website(site, 'nonce="n1" data-consent="cookieless"', head=NONCE.format(server.url)) as origin:
        page.goto(f"{origin.address}/a")
        page.evaluate("insights.register({plan: 'pro'}); insights('fine')")
        assert wait_for(site, "fine", 1, *props("plan")) == [("pro",)]


@pytest.mark.parametrize("intact", [True, False])
def test_script_and_chunks_are_held_to_their_hashes(
    tracker: Path, server: Server, page: Page, intact: bool
) -> None:
    site = new_site(server)
    hashes = httpx.get(f"{server.url}/js/integrity.json").raise_for_status().json()
    held = {f"{server.url}/js/{name}": hashes[name if intact else "clicks.js"] for name in hashes}
    chunks = {url: value for url, value in held.items() if not url.endswith("insights.js")}
    head = f'<script type="importmap">{json.dumps({"integrity": chunks})}</script>'
    integrity = f'integrity="{hashes["insights.js"]}" crossorigin="anonymous"'
    with website(site, f'{integrity} data-consent="full"', head=head) as origin:
        page.goto(f"{origin.address}/a")
        page.wait_for_load_state("networkidle")
        expect(page.get_by_role("heading")).to_have_text("/a")
        wait_for(site, "pageview", int(intact))
