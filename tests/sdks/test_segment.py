"""The published clients of Segment and RudderStack. The answer to the first request of each is lost on its
way, so that it sends again what is stored already."""

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page
from rudderstack.analytics.client import Client as RudderClient
from segment.analytics import Client

from tests.browser.website import Website
from tests.builders.lost_answers import Way, way_to
from tests.builders.server import Server, Site, new_site
from tests.sdks.conftest import RunNode

NAMES = ["Order Completed", "SDK Used", "identify", "pageview"]
CALLS = {"plan": "free"}, {"plan": "pro"}, {"revenue": 39.95, "currency": "EUR"}
ADDRESS = "https://shop.example/docs?utm_source=news"


@pytest.fixture
def site(server: Server) -> Site:
    return new_site(server, f"{uuid.uuid4().hex}.example")


@pytest.fixture
def way(server: Server) -> Iterator[Way]:
    """The server, at another port, and the first answer to what is sent is lost."""
    with way_to(("127.0.0.1", server.port), b"POST /v1/") as way:
        way.losses = 1
        yield way


def rows(site: Site, metrics: list[str], dimension: str, **rest: Any) -> dict[str, list[Any]]:
    answer = site.query(metrics, dimensions=[dimension], **rest)
    return {row["dimensions"][0]: row["metrics"] for row in answer["results"]}


def is_stored_once(site: Site, way: Way, path: str = "/docs") -> None:
    """Every call, in spite of the retry, with its page and its money."""
    site.wait_for("events", 3)
    assert way.lost == 1
    everything = {"filters": [["is", "event:name", NAMES]]}
    assert rows(site, ["events", "visitors"], "event:name", **everything) == {name: [1, 1] for name in NAMES}
    assert rows(site, ["pageviews"], "event:page")[path] == [1]
    plans = rows(site, ["events"], "event:props:plan", **everything)
    assert (plans["free"], plans["pro"]) == ([1], [1])
    (money,) = site.query(["total_revenue"])["results"][0]["metrics"][0]
    assert (float(money["value"]), money["currency"]) == (39.95, "EUR")


@pytest.mark.parametrize("client", [Client, RudderClient], ids=["segment", "rudderstack"])
def test_python_clients(client: Callable[..., Any], site: Site, way: Way) -> None:
    sdk = client(site.key, host=f"http://127.0.0.1:{way.port}")
    free, pro, money = CALLS
    sdk.track(anonymous_id="anon-1", event="SDK Used", properties=free)
    sdk.identify("user-1", pro, anonymous_id="anon-1")
    sdk.track("user-1", "Order Completed", money)
    sdk.page("user-1", "Docs", name="Start", properties={"url": ADDRESS, "title": "Docs"})
    sdk.flush()
    sdk.join()
    is_stored_once(site, way)


@pytest.mark.parametrize("script", ["segment.js", "rudderstack.js"])
def test_node_clients(script: str, site: Site, way: Way, run_node: RunNode) -> None:
    run_node(script, host=f"http://127.0.0.1:{way.port}", key=site.key)
    is_stored_once(site, way)


SEGMENT = """([host, key]) => {
    const analytics = AnalyticsBrowser.load({ writeKey: key, cdnURL: host });
    return Promise.all(calls(analytics));
}"""
RUDDERSTACK = """([host, key]) => new Promise((done) => {
    const analytics = new RudderAnalytics();
    analytics.load(key, host, { configUrl: host, queueOptions: { minRetryDelay: 100 } });
    calls(analytics);
    done();
})"""
CALLING = """<script>window.calls = (analytics) => [
    analytics.track("SDK Used", { plan: "free" }),
    analytics.identify("user-1", { plan: "pro" }),
    analytics.track("Order Completed", { revenue: 39.95, currency: "EUR" }),
    analytics.page("Docs", "Start"),
]</script>"""


@pytest.mark.browser
@pytest.mark.parametrize(
    ("entry", "calls"), [("segment.js", SEGMENT), ("rudderstack.js", RUDDERSTACK)], ids=["segment", "rudder"]
)
def test_browser_clients(
    entry: str, calls: str, site: Site, way: Way, bundled: Callable[[str], str], page: Page
) -> None:
    with Website(f"{CALLING}<script>{bundled(entry)}</script>") as website:
        page.goto(f"{website.address}/docs?utm_source=news")
        page.evaluate(calls, [f"http://127.0.0.1:{way.port}", site.key])
        is_stored_once(site, way)
