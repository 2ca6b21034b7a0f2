"""The npm package, and its helpers for React and Vue: bundled as a site does, against a real server."""

import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page

from insights import __version__
from tests.browser.stored import props, wait_for
from tests.browser.website import Website
from tests.builders.eventually import COMMAND_SECONDS, eventually
from tests.builders.server import Server, Site, new_site

pytestmark = pytest.mark.browser

TRACKER = Path(__file__).parents[2] / "tracker"
TOOLS = TRACKER / "node_modules/.bin"


@pytest.fixture(scope="module")
def package() -> Path:
    """The package, built, as a bundler finds it."""
    if not shutil.which("node") or not (TOOLS / "esbuild").exists():
        pytest.skip("the tracker's development dependencies are not there: npm ci in tracker/")
    _run("node", "build-package.js")
    return TRACKER / "dist"


def _run(*command: str | Path) -> None:
    ran = subprocess.run(
        command, cwd=TRACKER, capture_output=True, text=True, timeout=COMMAND_SECONDS, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


def bundled(source: str, site: Site, folder: Path) -> Website:
    """A website whose every page is that application."""
    constants = [f'--define:SERVER="{site.server.url}"', f'--define:PROJECT="{site.key}"']
    options = ["--bundle", "--splitting", "--format=esm", "--jsx=automatic", f"--outdir={folder}"]
    _run(TOOLS / "esbuild", f"test/pages/{source}", *options, *constants)
    name = Path(source).with_suffix(".js").name
    website = Website("", f'<script type="module" src="/{name}"></script>')
    website.files = {f"/{file.name}": file.read_bytes() for file in folder.glob("*.js")}
    return website


def senders(site: Site) -> list[str]:
    with site.server.client(site.token) as client:
        told = client.get(f"/api/v1/projects/{site.project['id']}/quality").json()
    return [sdk["sdk"] for sdk in told["sdks"]]


def test_the_types_of_the_package_hold_for_those_who_use_it(package: Path) -> None:
    _run(TOOLS / "tsc", "-p", "test/pages")


def test_the_package_records_what_the_script_does_and_fetches_chunks_when_asked(
    package: Path, server: Server, page: Page, tmp_path: Path
) -> None:
    site = new_site(server)
    with bundled("plain.ts", site, tmp_path) as website:
        page.goto(f"{website.address}/a")
        wait_for(site, "opened", 1, *props("plan"))
        page.wait_for_function(
            "performance.getEntriesByType('resource').some(({name}) => /clicks/.test(name))"
        )
        page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        page.get_by_text("Buy").click()
        assert wait_for(site, "click", 1, *props("name")) == [("buy",)]
        assert wait_for(site, "pageview", 1, "event:page") == [("/a",)]
        assert "init needs `server`" in page.title()
        eventually(lambda: senders(site) == [f"insights-js/{__version__}"], "it says who sends")
        assert not [path for path in website.asked if "vitals" in path]


def test_the_helper_for_react_counts_once_and_says_who_is_there(
    package: Path, server: Server, page: Page, tmp_path: Path
) -> None:
    site = new_site(server)
    with bundled("react.tsx", site, tmp_path) as website:
        page.goto(f"{website.address}/first")
        for text in ("Buy", "Sign in", "Buy", "Next", "Sign out", "Buy"):
            page.get_by_role("button", name=text).click()
        assert wait_for(site, "bought", 3, "event:page") == [("/first",), ("/first",), ("/second",)]
        assert wait_for(site, "pageview", 2, "event:page") == [("/first",), ("/second",)]
        assert wait_for(site, "identify", 1, *props("plan")) == [("pro",)]
    assert site.query(["total_revenue"])["results"][0]["metrics"] == [[{"currency": "EUR", "value": "37.50"}]]


def test_the_helper_for_vue_is_there_in_setup_and_on_components(
    package: Path, server: Server, page: Page, tmp_path: Path
) -> None:
    site = new_site(server)
    with bundled("vue.ts", site, tmp_path) as website:
        page.goto(f"{website.address}/first")
        page.get_by_role("button", name="Buy").click()
        wait_for(site, "bought", 1)
        assert wait_for(site, "mounted", 1, *props("part")) == [("shop",)]
        wait_for(site, "pageview", 1)
