"""Plausible's published clients in Chromium, and its Stats API asked about what they sent."""

import uuid
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page

from tests.browser.website import Website
from tests.builders.server import BROWSER, Server, Site, new_site
from tests.builders.stored_rows import rows, until

pytestmark = pytest.mark.browser

BODY = """<div style="height: 3000px"></div>
<a id="out" href="https://other.example/x">out</a>
<a id="file" href="/manual.pdf" download>file</a>
<form action="/thanks"><button id="send">send</button></form>"""
TRACKER = """([endpoint, domain]) => {
    const options = { outboundLinks: true, fileDownloads: true, formSubmissions: true, logging: false };
    tracker.init({ domain, endpoint, captureOnLocalhost: true, ...options });
    tracker.track("Purchase", { props: { plan: "pro" }, revenue: { currency: "EUR", amount: "39.95" } });
}"""
COMMUNITY = """([apiHost, domain]) => {
    const plausible = Plausible({ domain, apiHost, trackLocalhost: true });
    plausible.enableAutoPageviews();
    plausible.enableAutoOutboundTracking();
    plausible.trackEvent("Signup", { props: { plan: "free" } });
    history.pushState({}, "", "/next");
    return new Promise((callback) => plausible.trackEvent("Signup", { props: { plan: "pro" }, callback }));
}"""

NOT_READ = [["is_not", "event:name", ["engagement"]]]


@pytest.fixture
def site(server: Server) -> Site:
    return new_site(server, f"{uuid.uuid4().hex}.example")


def domain(site: Site) -> str:
    return str(site.project["domain"])


def named(*names: str) -> dict[str, Any]:
    return {"filters": [["is", "event:name", list(names)]]}


def stats(site: Site, **fields: Any) -> Any:
    """The rows of an answer of the Stats API v2."""
    wire = {"site_id": domain(site), "date_range": "all", **fields}
    headers = {"authorization": f"Bearer {site.token}"}
    answer = httpx.post(f"{site.server.url}/api/v2/query", json=wire, headers=headers, timeout=30)
    assert answer.status_code == 200, answer.text
    return answer.json()["results"]


def test_the_products_npm_package(site: Site, bundled: Callable[[str], str], page: Page) -> None:
    page.add_init_script("window.__plausible = true")  # else it takes a browser under test for a bot
    page.route("https://other.example/**", lambda route: route.fulfill(status=204))
    with Website(f"<script>{bundled('plausible.js')}</script>", BODY) as website:
        page.goto(f"{website.address}/docs?utm_source=news")
        page.evaluate(TRACKER, [f"{site.server.url}/api/event", domain(site)])
        page.click("#out")
        with page.expect_download():
            page.click("#file")
        page.click("#send")
        page.wait_for_url("**/thanks*")
        once = {name: [1, 1] for name in ("Purchase", "download", "form", "outbound", "pageview")}
        until(once, lambda: rows(site, ["events", "visitors"], "event:name", **named(*once)))
    assert rows(site, ["events"], "event:props:plan", filters=[["is", "event:name", ["Purchase"]]]) == {
        "pro": [1]
    }
    assert rows(site, ["pageviews"], "visit:utm_source") == {"news": [1]}
    by_url = rows(site, ["events"], "event:props:url", **named("outbound"))
    assert by_url == {"https://other.example/x": [1]}
    assert rows(site, ["events"], "event:props:path", **named("form")) == {"/docs": [1]}
    until([100], lambda: rows(site, ["scroll_depth"], "event:page")["/docs"])
    (money,) = site.query(["total_revenue"])["results"][0]["metrics"][0]
    assert (money["value"], money["currency"]) == ("39.95", "EUR")
    shown = stats(site, metrics=["visitors", "events"], dimensions=["event:name"], filters=NOT_READ)
    assert sorted(row["dimensions"][0] for row in shown) == [
        "File Download",
        "Form: Submission",
        "Outbound Link: Click",
        "Purchase",
        "pageview",
    ]


def test_the_communitys_npm_package(site: Site, bundled: Callable[[str], str], page: Page) -> None:
    page.route("https://other.example/**", lambda route: route.fulfill(status=204))
    with Website(f"<script>{bundled('plausible-community.js')}</script>", BODY) as website:
        page.goto(f"{website.address}/docs?utm_source=mail")
        page.evaluate(COMMUNITY, [site.server.url, domain(site)])
        page.click("#out")
        expected = {"Signup": [2, 1], "outbound": [1, 1], "pageview": [2, 1]}
        until(expected, lambda: rows(site, ["events", "visitors"], "event:name"))
    assert rows(site, ["events"], "event:props:plan", **named("Signup")) == {
        "free": [1],
        "pro": [1],
    }
    assert rows(site, ["pageviews"], "event:page") == {"/docs": [1], "/next": [1]}


def test_a_dashboards_queries_are_answered(server: Server) -> None:
    """As in the product's documentation, asked of the real engine about requests made by its rules."""
    site = new_site(server, "asked.example")
    for name, path in (("pageview", "/"), ("pageview", "/pricing"), ("Signup", "/pricing")):
        body = {"n": name, "u": f"https://asked.example{path}?utm_source=news", "d": "asked.example"}
        answer = httpx.post(f"{server.url}/api/event", json=body, headers={"user-agent": BROWSER})
        assert (answer.status_code, answer.text) == (202, "ok")
    site.wait_for("events", 3)
    metrics = ["visitors", "visits", "pageviews", "views_per_visit", "bounce_rate", "visit_duration"]
    (total,) = stats(site, metrics=metrics)
    assert total == {"metrics": [1, 1, 2, 2.0, 0, total["metrics"][5]], "dimensions": []}
    assert stats(site, metrics=["visitors", "pageviews"], dimensions=["visit:source"]) == [
        {"metrics": [1, 2], "dimensions": ["news"]}
    ]
    pages = stats(site, metrics=["pageviews"], dimensions=["event:page"], order_by=[["event:page", "asc"]])
    assert [row["dimensions"] for row in pages] == [["/"], ["/pricing"]]
    signups = stats(site, metrics=["visitors"], filters=[["is", "event:name", ["Signup"]]])
    assert signups == [{"metrics": [1], "dimensions": []}]
