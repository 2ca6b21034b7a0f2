"""Behind nginx, with the configuration that is deployed."""

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from websockets.sync.client import connect

from tests.builders.eventually import PATIENCE
from tests.builders.nginx import Nginx
from tests.builders.server import BROWSER, Site, new_site, running_server

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    env = {"INSIGHTS_RATE_LIMIT_ENABLED": "false", "INSIGHTS_TRUSTED_PROXIES": "127.0.0.1/32"}
    with running_server(tmp_path_factory.mktemp("nginx") / "data", env) as server:
        yield new_site(server)


@pytest.fixture(scope="module")
def nginx(site: Site) -> Iterator[Nginx]:
    opened = Nginx(f"127.0.0.1:{site.server.port}")
    try:
        opened.start()
        yield opened
    finally:
        opened.remove()


def event(site: Site, id_: str) -> dict[str, object]:
    return {"project": site.key, "id": id_, "name": "pageview", "url": "https://example.com/"}


def test_events_pass_and_what_a_browser_claims_of_its_address_does_not(site: Site, nginx: Nginx) -> None:
    with httpx.Client(base_url=nginx.url) as client:
        for n, claimed in enumerate(["91.198.174.192", "8.8.8.8", "1.1.1.1"]):
            headers = {"user-agent": BROWSER, "x-forwarded-for": claimed}
            answer = client.post("/analytics/track", json=event(site, f"e{n}"), headers=headers)
            assert answer.status_code == 202, answer.text
            assert answer.headers["x-request-id"]
    site.wait_for("pageviews", 3)
    assert site.total("visitors") == 1, "an address that was only claimed made another visitor"


def test_the_live_view_streams(site: Site, nginx: Nginx) -> None:
    project = site.project["id"]
    with site.server.client(site.token) as client:
        ticket = client.post(f"/api/v1/projects/{project}/live/ticket").json()["ticket"]
    address = f"ws://127.0.0.1:{nginx.port}/api/v1/projects/{project}/live/stream?ticket={ticket}"
    with connect(address) as stream:
        assert json.loads(stream.recv(timeout=PATIENCE))["type"] == "snapshot"
        site.send({"id": "seen live", "name": "signup", "url": "https://example.com/live"})
        kinds = set()
        while "signup" not in kinds:
            message = json.loads(stream.recv(timeout=PATIENCE))
            kinds.add(message.get("name"))


def test_what_is_too_large_is_answered_by_the_server_itself(site: Site, nginx: Nginx) -> None:
    answer = httpx.post(f"{nginx.url}/api/v1/events", content=b" " * 1_500_000)
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"


def test_the_dashboard_is_served_and_what_is_for_operators_is_not(nginx: Nginx) -> None:
    with httpx.Client(base_url=nginx.url) as client:
        page = client.get("/", follow_redirects=True)
        assert page.status_code == 200
        assert page.url.path.startswith("/app")
        assert client.get("/health/live").status_code == 200
        assert client.get("/health/ready").status_code == 404
        assert client.get("/metrics").status_code == 404


def test_no_log_of_it_names_an_address(nginx: Nginx) -> None:
    httpx.get(f"{nginx.url}/anything")
    assert "127.0.0.1" not in nginx.log


def test_a_server_that_is_away_is_a_502_and_heals(site: Site, nginx: Nginx, tmp_path: Path) -> None:
    site.server.stop()
    assert httpx.get(f"{nginx.url}/health/live").status_code == 502
    site.server.start()
    assert httpx.get(f"{nginx.url}/health/live").status_code == 200
