"""What the live page tells of the last half hour."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.app import App
from tests.builders.server import Server, new_site

pytestmark = pytest.mark.browser


def test_the_last_half_hour_is_told_by_the_minute_and_by_source(app: App, server: Server) -> None:
    site = new_site(server)
    address = {"url": "https://example.com/", "referrer": "https://www.google.com/"}
    time = (datetime.now(UTC) - timedelta(minutes=5)).isoformat()
    view = {"name": "pageview", "visitor_id": "ada", "timestamp": time, **address}
    site.send(view, view)
    site.wait_for("pageviews", 2)
    app.open(f"/projects/{site.project['id']}/live")
    app.sign_in(site)
    region = app.page.get_by_role("region", name="Page views by the minute")
    minutes = region.get_by_role("table", name="Page views over time").locator("tbody tr")
    expect(minutes).to_have_count(30)
    expect(minutes.get_by_text("2", exact=True)).to_have_count(1)
    expect(app.page.get_by_role("region", name="Sources")).to_contain_text("Google")
