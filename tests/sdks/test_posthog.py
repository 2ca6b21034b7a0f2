"""The published clients of PostHog. The answer to the first request of each is lost on its way, so that it is
sent again though it is stored."""

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page
from posthog import Posthog

from tests.browser.website import Website
from tests.builders.eventually import eventually
from tests.builders.lost_answers import Way, way_to
from tests.builders.server import Server, Site, new_site
from tests.sdks.conftest import RunNode
from tests.sdks.test_segment import is_stored_once, rows


@pytest.fixture
def site(server: Server) -> Site:
    return new_site(server, f"{uuid.uuid4().hex}.example")


@pytest.fixture
def way(server: Server) -> Iterator[Way]:
    """The server, at another port, and the first answer to what is sent is lost."""
    with way_to(("127.0.0.1", server.port), b"POST /batch/") as way:
        way.losses = 1
        yield way


MODES: dict[str, dict[str, Any]] = {
    "v0": {},
    "v0, gzip": {"gzip": True},
    "v1": {"capture_mode": "v1"},
    "v1, zstd": {"capture_mode": "v1", "capture_compression": "zstd"},
}


@pytest.mark.parametrize("mode", MODES)
def test_the_python_client(mode: str, site: Site, way: Way) -> None:
    errors: list[Any] = []
    host = f"http://127.0.0.1:{way.port}"
    way.marker = b"POST /i/v1/analytics/events" if "v1" in mode else b"POST /batch/"
    sdk = Posthog(site.key, host=host, on_error=lambda *said: errors.append(said), **MODES[mode])
    nobody = {"plan": "free", "$process_person_profile": False}
    sdk.capture("SDK Used", distinct_id="anon-1", properties=nobody)
    sdk.capture("$identify", distinct_id="user-1", properties={"$set": {"plan": "pro"}})
    sdk.capture("Order Completed", distinct_id="user-1", properties={"revenue": 39.95, "currency": "EUR"})
    page = {"$current_url": "https://shop.example/docs?utm_source=news"}
    sdk.capture("$pageview", distinct_id="user-1", properties=page)
    sdk.shutdown()
    assert errors == []
    is_stored_once(site, way)


def test_the_node_client(site: Site, way: Way, run_node: RunNode) -> None:
    run_node("posthog.js", host=f"http://127.0.0.1:{way.port}", key=site.key)
    is_stored_once(site, way)


CALLS = """([host, key]) => posthog.init(key, {
    api_host: host, opt_out_useragent_filter: true, defaults: "2025-05-24", loaded: (posthog) => {
        posthog.capture("SDK Used", { plan: "free" });
        posthog.identify("user-1", { plan: "pro" });
        posthog.capture("Order Completed", { revenue: 39.95, currency: "EUR" });
    },
})"""


@pytest.mark.browser
def test_the_browser_client_whose_identify_comes_before_what_was_done_before(
    site: Site, way: Way, bundled: Callable[[str], str], page: Page
) -> None:
    """It takes a browser that is driven for a bot, unless it is told not to."""
    way.marker = b"POST /e/"
    with Website(f"<script>{bundled('posthog.js')}</script>") as website:
        page.goto(f"{website.address}/docs?utm_source=news")
        page.evaluate(CALLS, [f"http://127.0.0.1:{way.port}", site.key])
        is_stored_once(site, way)
        page.goto("about:blank")
        left = {"filters": [["is", "event:name", ["engagement"]]]}
        eventually(
            lambda: rows(site, ["events"], "event:name", **left) == {"engagement": [1]}, "it tells of leaving"
        )
