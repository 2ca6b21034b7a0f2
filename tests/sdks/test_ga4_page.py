"""A published client of GA4's page protocol in Chromium.

Google's own gtag.js is on no registry: its rules are tested in `tests/entrypoints/wire/test_ga4.py`.
"""

import uuid
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.website import Website
from tests.builders.server import Server, new_site
from tests.builders.stored_rows import rows, until

pytestmark = pytest.mark.browser

BODY = '<a id="out" href="https://other.example/x">out</a> <a id="file" href="/files/manual.pdf">file</a>'


def test_minimal_analytics_only_needs_another_endpoint(
    server: Server, bundled: Callable[[str], str], page: Page
) -> None:
    site = new_site(server, f"{uuid.uuid4().hex}.example")
    options = f"{{trackingId: '{site.key}', analyticsEndpoint: '{server.url}/g/collect'}}"
    page.route("https://other.example/**", lambda route: route.fulfill(status=204))
    head = f"<script>window.minimalAnalytics = {options}</script><script>{bundled('minimal-ga4.js')}</script>"
    with Website(head, BODY) as website:
        page.goto(f"{website.address}/docs?utm_source=news")
        page.evaluate("track()")
        page.click("#out")
        page.evaluate("track({ type: 'level_up', event: { 'epn.level': 3, 'ep.character': 'elf' } })")
        once = {"level_up": [1, 1], "outbound": [1, 1], "pageview": [1, 1]}
        names = [["is", "event:name", list(once)]]
        until(once, lambda: rows(site, ["events", "visitors"], "event:name", filters=names))
    assert rows(site, ["pageviews"], "visit:utm_source") == {"news": [1]}
    level = [["is", "event:name", ["level_up"]]]
    assert rows(site, ["events"], "event:props:character", filters=level) == {"elf": [1]}
    outbound = [["is", "event:name", ["outbound"]]]
    assert rows(site, ["events"], "event:props:url", filters=outbound) == {"https://other.example/x": [1]}
