"""Chromium for the browser tests, and a website whose pages carry the tracker."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.app import App
from tests.browser.website import Collector, Website
from tests.builders.server import Server

STATIC = Path(__file__).parents[2] / "src/insights/entrypoints/http/static"
CHROMIUM = os.environ.get("INSIGHTS_TEST_CHROMIUM") or shutil.which("chromium") or ""
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AGENT = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36"
)
"""Headless Chromium calls itself a bot, and bots are not counted."""

expect.set_options(timeout=60_000)
"""Milliseconds. A machine that is busy is slow, not broken."""


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Closed after the last test of this folder: while Playwright runs, no test can run an event loop."""
    if not CHROMIUM:
        pytest.skip("needs Chromium, on the PATH or named by INSIGHTS_TEST_CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            # The agent as a flag, too: that of a context is missing from what a page sends as it is left.
            args=[*FLAGS, f"--user-agent={AGENT}"],
            # Visitors have the back/forward cache, so the tests must.
            ignore_default_args=["--disable-back-forward-cache"],
        )
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(user_agent=AGENT, viewport={"width": 1280, "height": 800}, locale="en-GB")
    yield context.new_page()
    context.close()


@pytest.fixture
def built() -> None:
    if not (STATIC / "app/index.html").exists():
        pytest.skip("the dashboard is not built: npm ci && npm run build in dashboard/")


@pytest.fixture
def app(built: None, page: Page, server: Server) -> Iterator[App]:
    """The dashboard of a real server; whatever its pages complain of fails the test at its end."""
    app = App(page, server)
    yield app
    assert app.complaints == []


@pytest.fixture
def unattached(tmp_path: Path) -> Iterator[Callable[[str], None]]:
    """Opens an address in a Chromium without developer tools, which would switch off prerendering."""
    if not CHROMIUM:
        pytest.skip("needs Chromium, on the PATH or named by INSIGHTS_TEST_CHROMIUM")
    running: list[subprocess.Popen[bytes]] = []

    def visit(address: str) -> None:
        own = [f"--user-agent={AGENT}", f"--user-data-dir={tmp_path}", "--remote-debugging-port=0"]
        command = [CHROMIUM, *FLAGS, *own, address]
        running.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))

    yield visit
    for process in running:
        process.terminate()
        process.wait(20)


@pytest.fixture
def tracker() -> Path:
    """The folder of the built tracker and its chunks."""
    folder = STATIC / "js"
    if not (folder / "insights.js").exists():
        pytest.skip("the tracker is not built: npm ci && npm run build in tracker/")
    return folder


@pytest.fixture
def collector(tracker: Path) -> Iterator[Collector]:
    with Collector(tracker) as running:
        yield running


@pytest.fixture
def website(collector: Collector) -> Iterator[Website]:
    with Website(
        f'<script defer src="{collector.address}/js/insights.js" data-project="pk_test"></script>'
    ) as site:
        yield site
