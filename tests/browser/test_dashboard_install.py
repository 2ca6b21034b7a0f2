"""The page that says how events get into a project: its code works as it stands."""

import re
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.app import App
from tests.browser.stored import rows, wait_for
from tests.browser.website import Website
from tests.builders.server import BROWSER, Server, new_site, running_server

pytestmark = pytest.mark.browser


def code(page: Page) -> str:
    return page.get_by_role("region", name="Install", exact=True).locator("pre").first.inner_text()


def test_whoever_waits_for_the_first_event_sees_it_come(app: App, server: Server, tracker: Path) -> None:
    site = new_site(server)
    app.open_project(site)
    status = app.page.get_by_role("status").filter(has_text="event")
    expect(status).to_have_text("Waiting for the first event…")
    with Website(code(app.page)) as website:
        visitor = app.page.context.new_page()
        visitor.goto(f"{website.address}/welcome")
        expect(status).to_contain_text("Events are arriving.")
        expect(status).to_contain_text("The latest: pageview · /welcome")
        visitor.close()
    app.page.get_by_role("button", name="See the numbers").click()
    app.expect_rows("Pages", "/welcome 1 1")


def test_a_tag_with_own_names_and_hashes_is_counted(
    tracker: Path, built: None, page: Page, tmp_path: Path
) -> None:
    names = {"INSIGHTS_TRACKER_PATH": "/lib/site.js", "INSIGHTS_COLLECT_PATH": "/lib/news"}
    with running_server(tmp_path / "data", names) as server:
        site = new_site(server)
        app = App(page, server)
        app.open(f"/projects/{site.project['id']}/settings/install")
        app.sign_in(site)
        page.get_by_text("Options").click()
        page.get_by_label("Clicks on marked elements").check()
        page.get_by_text("Own names").click()
        page.get_by_label("Script", exact=True).fill("/lib/site.js")
        page.get_by_label("Events", exact=True).fill("/lib/news")
        expect(page.get_by_text("INSIGHTS_TRACKER_PATH=/lib/site.js")).to_be_visible()
        page.get_by_text("Subresource Integrity").click()
        page.get_by_label("Hold the files to their hashes").check()
        expect(page.locator("pre").first).to_contain_text("integrity=")

        asked: list[str] = []
        visitor = page.context.new_page()
        visitor.on("request", lambda request: asked.append(httpx.URL(request.url).path))
        with Website(code(page), '<button data-insights-click="buy">Buy</button>') as website:
            visitor.goto(website.address)
            wait_for(site, "pageview", 1)
            visitor.get_by_role("button").click()
            wait_for(site, "click", 1)
        assert {"/lib/site.js", "/lib/clicks.js", "/lib/news"} <= set(asked)
        assert not any(re.search("insights|/api/", path) for path in asked)
        assert app.complaints == []


def test_what_the_pixel_and_the_program_send_is_counted(app: App, server: Server) -> None:
    site = new_site(server)
    app.open_project(site)
    page = app.page
    page.get_by_role("tab", name="Pixel").click()
    (address,) = re.findall('src="([^"]+)"', code(page))
    assert httpx.get(address.replace("&amp;", "&"), headers={"user-agent": BROWSER}).status_code == 200
    wait_for(site, "pageview", 1)

    page.get_by_role("tab", name="HTTP").click()
    command = code(page)
    (url,) = re.findall("curl ([^ ]+)", command)
    (body,) = re.findall("-d '(.+)'", command)
    assert httpx.post(url, content=body, headers={"user-agent": BROWSER}).status_code == 202
    wait_for(site, "signup", 1)
    assert len(rows(site, "signup")) == 1


def test_everything_of_the_page_fits_a_phone(app: App, server: Server, tmp_path: Path) -> None:
    site = new_site(server)
    page = app.page
    page.set_viewport_size({"width": 360, "height": 800})
    app.open(f"/projects/{site.project['id']}/settings/install")
    app.sign_in(site)
    for title in ("Options", "Own names", "Subresource Integrity"):
        page.get_by_text(title).click()
    page.get_by_label("Hold the files to their hashes").check()
    page.get_by_label("Events", exact=True).fill("/lib/news")
    expect(page.locator("pre").first).to_contain_text("integrity=")
    for way in ("Script", "React", "Pixel", "HTTP"):
        page.get_by_role("tab", name=way).click()
        app.examine(tmp_path / f"{way}.png")
    page.get_by_role("tab", name="GA4").click()
    app.examine(tmp_path / "GA4.png")


def test_other_products_lines_hold_the_projects_key(app: App, server: Server) -> None:
    site = new_site(server)
    app.open(f"/projects/{site.project['id']}/settings/install")
    app.sign_in(site)
    region = app.page.get_by_role("region", name="Switch from another product")
    for product, line in {
        "Segment": f"writeKey: '{site.key}', cdnURL: '{server.url}'",
        "RudderStack": f"load('{site.key}', '{server.url}'",
        "PostHog": f"posthog.init('{site.key}', {{ api_host: '{server.url}' }})",
        "Plausible": f'data-domain="example.com" src="{server.url}/js/script.js"',
        "Umami": f'data-website-id="{site.key}" src="{server.url}/script.js"',
        "GA4": f"{server.url}/mp/collect?measurement_id={site.key}",
        "Matomo": f"new MatomoTracker('{site.key}', '{server.url}/matomo.php')",
    }.items():
        region.get_by_role("tab", name=product).click()
        expect(region).to_contain_text(line)
    app.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    region.get_by_role("button", name="Copy the line for matomo-tracker", exact=True).click()
    copied = app.page.evaluate("navigator.clipboard.readText()")
    assert copied == f"new MatomoTracker('{site.key}', '{server.url}/matomo.php')"
