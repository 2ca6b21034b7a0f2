"""A visitor's address is in nothing that the server leaves behind."""

from pathlib import Path

import httpx
import pytest

from tests.builders.server import BROWSER, new_site, running_server

pytestmark = pytest.mark.journey

ADDRESS = "203.0.113.77"
PROXIED = {"INSIGHTS_TRUSTED_PROXIES": "127.0.0.0/8"}


def test_an_address_is_in_no_file_and_no_log_while_running_nor_afterwards(tmp_path: Path) -> None:
    with running_server(tmp_path / "data", {**PROXIED, "INSIGHTS_LOG_LEVEL": "debug"}) as server:
        site = new_site(server)
        headers = {"user-agent": BROWSER, "x-forwarded-for": ADDRESS}
        for name in ("pageview", "signup", "Googlebot"):
            agent = "Googlebot/2.1" if name == "Googlebot" else BROWSER
            body = {"project": site.key, "name": name, "url": "https://example.com/?token=hush"}
            sent = httpx.post(
                f"{server.url}/api/v1/events", json=body, headers={**headers, "user-agent": agent}
            )
            assert sent.status_code == 202
        for path in ("/api/v1/auth/login", "/api/v1/query", "/nowhere?token=hush", "/app/"):
            httpx.post(
                f"{server.url}{path}",
                json={"email": "a@example.com", "password": "hush-hush"},
                headers=headers,
            )
        site.wait_for("events", 2)
        assert_nowhere(tmp_path)
        server.kill()
        assert_nowhere(tmp_path)
        server.start()
        server.stop()
        assert_nowhere(tmp_path)


def assert_nowhere(folder: Path) -> None:
    files = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".lock"]
    assert any(path.name == "queue.sqlite" for path in files)
    for path in files:
        content = path.read_bytes()
        for secret in (ADDRESS.encode(), b"hush"):
            assert secret not in content, f"{secret!r} is in {path}"


def test_two_addresses_behind_a_trusted_proxy_are_two_visitors(tmp_path: Path) -> None:
    with running_server(tmp_path / "data", PROXIED) as server:
        site = new_site(server)
        for address in (ADDRESS, ADDRESS, "203.0.113.78"):
            headers = {"user-agent": BROWSER, "x-forwarded-for": address}
            body = {"project": site.key, "name": "pageview"}
            assert httpx.post(f"{server.url}/api/v1/events", json=body, headers=headers).status_code == 202
        site.wait_for("pageviews", 3)
        assert site.total("visitors") == 2
