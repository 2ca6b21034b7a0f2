"""Where visitors are, on the map and in lists, in a real browser before a real server that knows places."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from mmdb_writer import MMDBWriter
from netaddr import IPSet
from playwright.sync_api import Page, expect

from tests.browser.app import App
from tests.browser.pages import event
from tests.builders.server import BROWSER, Server, Site, new_site, running_server

pytestmark = pytest.mark.browser

ADDRESSES = {
    "81.2.69.1": {"country_code": "GB", "state1": "England", "city": "London"},
    "81.2.69.2": {"country_code": "SG", "state1": "", "city": "Singapore"},
    "81.2.69.3": {"country_code": "XK", "state1": "", "city": "Pristina"},
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder: Path = tmp_path_factory.mktemp("places")
    places = MMDBWriter(ip_version=4, database_type="test")
    for address, record in ADDRESSES.items():
        places.insert_network(IPSet([address]), record)
    places.to_db_file(str(folder / "places.mmdb"))
    env = {"INSIGHTS_GEO_FILE": str(folder / "places.mmdb"), "INSIGHTS_TRUSTED_PROXIES": "127.0.0.0/8"}
    with running_server(folder / "data", env) as running:
        yield running


@pytest.fixture(scope="module")
def site(server: Server) -> Site:
    """Two visitors from London, one from Singapore, one from Pristina, and one from nowhere known."""
    site = new_site(server)
    comers = {"a": "81.2.69.1", "b": "81.2.69.1", "c": "81.2.69.2", "d": "81.2.69.3", "e": "127.0.0.1"}
    for visitor, address in comers.items():
        body = {"project": site.key, "events": [event("pageview", visitor)]}
        headers = {"user-agent": BROWSER, "x-forwarded-for": address}
        assert httpx.post(f"{server.url}/api/v1/events", json=body, headers=headers).status_code == 202
    return site


def country(page: Page, code: str) -> str:
    shape = page.locator(f"[data-code={code}]")
    expect(shape).to_have_count(1)
    return str(shape.evaluate("shape => getComputedStyle(shape).fill"))


def test_the_map_tells_countries_and_narrows_the_page_to_one(app: App, site: Site) -> None:
    page = app.page
    app.open_project(site, "?period=28d")
    world = page.get_by_role("img", name="Visitors by country, map")
    expect(world).to_have_accessible_name(re.compile(": United Kingdom 2, "))
    empty = country(page, "FR")
    assert len({country(page, "GB"), country(page, "SG"), empty}) == 3, "more, fewer and none differ"
    assert country(page, "XK") == country(page, "SG") != empty

    page.locator("[data-code=GB]").hover()
    expect(app.table("Places").get_by_role("status")).to_have_text("United Kingdom 2")
    page.locator("[data-code=SG]").click()
    app.expect_cards(Visitors="1")
    expect(page.get_by_role("list", name="Filters")).to_contain_text("CountryisSingapore")
    page.locator("[data-code=SG]").click()
    app.expect_cards(Visitors="5")
    link = app.table("Places").get_by_role("link", name="IP geolocation by DB-IP")
    expect(link).to_have_attribute("href", "https://db-ip.com")


def test_countries_regions_and_cities_are_listed(app: App, site: Site) -> None:
    app.open_project(site, "?period=28d")
    page = app.page
    page.get_by_role("tab", name="Map").focus()
    page.keyboard.press("ArrowRight")
    rows = app.table("Places").locator("tbody tr")
    expect(rows).to_have_count(4)
    expect(rows.first).to_contain_text("United Kingdom")
    page.keyboard.press("ArrowRight")
    app.expect_rows("Places", "(not set) 3 60%", "England 2 40%")
    page.get_by_role("tab", name="Cities").click()
    expect(rows.first).to_contain_text("London")
    page.get_by_role("button", name="Singapore").click()
    app.expect_cards(Visitors="1")
