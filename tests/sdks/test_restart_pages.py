"""The published clients for pages, in Chromium, while their server is killed and started again.

What has been answered is there, once, whenever the server was killed. Some send again what was not answered,
the others never do, and it is lost.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page

from tests.browser.website import Website
from tests.builders.server import Server, new_site, running_server
from tests.builders.stored_rows import rows, until

pytestmark = pytest.mark.browser

SENT = [["is", "event:name", ["before", "meanwhile", "after"]]]


@dataclass(frozen=True)
class Client:
    entry: str
    path: str
    """Where it sends."""
    start: str
    """A function of host and key that makes a page send; `send` of an event's name is called from then on."""
    again: bool
    """Whether it sends again by itself what was not answered."""


CLIENTS = {
    "@minimal-analytics/ga4": Client(
        "minimal-ga4.js",
        "/g/collect",
        """([host, key]) => {
            window.minimalAnalytics = { trackingId: key, analyticsEndpoint: `${host}/g/collect` };
            window.send = (type) => track({ type, event: { 'ep.of': 'test' } });
        }""",
        again=False,
    ),
    "@plausible-analytics/tracker": Client(
        "plausible.js",
        "/api/event",
        """([host, domain]) => {
            window.__plausible = true;
            tracker.init({ domain, endpoint: `${host}/api/event`, captureOnLocalhost: true, logging: false });
            window.send = (name) => tracker.track(name, {});
        }""",
        again=False,
    ),
    "plausible-tracker": Client(
        "plausible-community.js",
        "/api/event",
        """([apiHost, domain]) => {
            const plausible = Plausible({ domain, apiHost, trackLocalhost: true });
            window.send = (name) => plausible.trackEvent(name);
        }""",
        again=False,
    ),
    "posthog-js": Client(
        "posthog.js",
        "/e/",
        """([api_host, key]) => {
            const shown = { disable_compression: true, request_batching: false };
            posthog.init(key, { api_host, opt_out_useragent_filter: true, ...shown });
            window.send = (name) => posthog.capture(name);
        }""",
        again=True,
    ),
    "@rudderstack/analytics-js": Client(
        "rudderstack.js",
        "/v1/track",
        """([host, key]) => {
            const analytics = new RudderAnalytics(), queueOptions = { minRetryDelay: 100, maxAttempts: 50 };
            analytics.load(key, host, { configUrl: host, queueOptions });
            window.send = (name) => analytics.track(name);
        }""",
        again=True,
    ),
    "@segment/analytics-next": Client(
        "segment.js",
        "/v1/t",
        """([cdnURL, writeKey]) => {
            const analytics = AnalyticsBrowser.load({ writeKey, cdnURL });
            window.send = (name) => { analytics.track(name); };
        }""",
        again=True,
    ),
}


@pytest.fixture(scope="module")
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Of this module alone, which kills it."""
    with running_server(tmp_path_factory.mktemp("server") / "data") as server:
        yield server


@pytest.mark.parametrize("name", CLIENTS)
def test_what_was_answered_is_there_once_whatever_happens_to_the_server(
    name: str, own_server: Server, bundled: Callable[[str], str], page: Page
) -> None:
    client, site = CLIENTS[name], new_site(own_server)
    with Website(f"<script>{bundled(client.entry)}</script>") as website:
        page.goto(f"{website.address}/docs")
        page.evaluate(client.start, [own_server.url, site.key])
        _answered(page, client, "before")
        own_server.kill()
        with page.expect_event("requestfailed", lambda request: client.path in request.url):
            page.evaluate("send('meanwhile')")
        # Some give up after a few attempts, but make none while the browser says that it is offline.
        page.context.set_offline(True)
        own_server.start()
        page.context.set_offline(False)
        _answered(page, client, "after")
        arrived = ["after", "before", *(["meanwhile"] if client.again else [])]
        until({event: [1] for event in arrived}, lambda: rows(site, ["events"], "event:name", filters=SENT))


def _answered(page: Page, client: Client, event: str) -> None:
    """Sends it, and waits until the page has its answer."""
    with page.expect_response(
        lambda answer: (
            client.path in answer.url and answer.ok and event in answer.url + (answer.request.post_data or "")
        )
    ):
        page.evaluate("(event) => send(event)", event)
