"""The server with its accounts in PostgreSQL: migrated by command, away and back again."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.builders.eventually import COMMAND_SECONDS, eventually
from tests.builders.server import Server, clean_environment, new_site, running_server
from tests.builders.services.postgres import drop_database, fresh_database
from tests.builders.services.session import Service, stopped

pytestmark = pytest.mark.journey


@pytest.fixture
def settings(postgres: Service) -> Iterator[dict[str, str]]:
    """For a new database."""
    url = fresh_database(postgres.url)
    yield {"INSIGHTS_DATABASE_URL": url, "INSIGHTS_RATE_LIMIT_ENABLED": "false"}
    drop_database(url)


def run(settings: dict[str, str], *args: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "insights", *args]
    environment = {**clean_environment(), **settings}
    return subprocess.run(
        command, capture_output=True, text=True, timeout=COMMAND_SECONDS, check=False, env=environment
    )


def until_ready(server: Server, status: int) -> httpx.Response:
    eventually(lambda: server.health() == status, f"readiness is {status}")
    return httpx.get(f"{server.url}/health/ready", timeout=10)


def test_the_server_waits_for_its_migrations_then_survives_an_outage(
    settings: dict[str, str], postgres: Service, tmp_path: Path
) -> None:
    folder = ("--data-dir", str(tmp_path / "data"))
    refused = run(settings, "serve", *folder, "--port", "0")
    assert refused.returncode != 0
    assert "insights migrate" in refused.stderr
    for expected in ("applied 0001", "up to date"):
        assert expected in run(settings, "migrate", *folder).stdout
    with running_server(tmp_path / "data", settings) as server:
        site = new_site(server)
        assert site.send({"name": "pageview", "url": "/a"}).status_code == 202
        site.wait_for("pageviews", 1)
        with stopped(postgres):
            assert until_ready(server, 503).json()["dependencies"]["database"]["state"] == "down"
            # Who sends is known, and the queue is not away.
            assert site.send({"name": "pageview", "url": "/b"}).status_code == 202
            with server.client(site.token) as client:
                away = client.get("/api/v1/projects")
            assert (away.status_code, int(away.headers["retry-after"]) > 0) == (503, True)
        until_ready(server, 200)
        site.wait_for("pageviews", 2)
        assert "Traceback" not in server.log


@pytest.fixture(scope="module")
def nul_server(postgres: Service, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    url = fresh_database(postgres.url)
    settings = {"INSIGHTS_DATABASE_URL": url, "INSIGHTS_RATE_LIMIT_ENABLED": "false"}
    folder = tmp_path_factory.mktemp("nul") / "data"
    assert run(settings, "migrate", "--data-dir", str(folder)).returncode == 0
    with running_server(folder, settings) as server:
        yield server
    drop_database(url)


def test_nul_is_refused_or_cleaned_wherever_text_comes_in(nul_server: Server) -> None:
    site = new_site(nul_server)
    project, text = f"/api/v1/projects/{site.project['id']}", "a\0b"
    account = {"email": "x@example.com", "password": "correct horse", "organization": "Example"}
    query = {"project": site.project["id"], "metrics": ["visitors"], "date_range": "day"}
    calls: list[tuple[str, str, object]] = [
        ("GET", "/api/v1/projects/%00", None),
        ("DELETE", f"{project}/keys/%00", None),
        ("PATCH", f"{project}/goals/a%00", {"name": "x", "kind": "event", "match": "x"}),
        ("PATCH", project, {"name": text}),
        ("PATCH", project, {"aliases": [text]}),
        ("POST", f"{project}/goals", {"name": "x", "kind": "page", "match": f"/{text}"}),
        ("POST", f"{project}/keys", {"name": text, "scopes": ["query"]}),
        ("POST", f"{project}/dead-letters/replay", {"ids": [text]}),
        ("GET", f"{project}/drops?from=%00&to=2026-01-01", None),
        ("POST", "/api/v1/auth/login", {"email": text, "password": text}),
        ("POST", "/api/v1/auth/refresh", {"refresh_token": text}),
        *(("POST", "/api/v1/auth/register", account | {field: text}) for field in account),
        ("POST", "/api/v1/query", query | {"project": text}),
        ("POST", "/api/v1/query", query | {"filters": [["is", "event:page", [text]]]}),
        ("GET", f"/api/v1/metrics?project={site.project['id']}&event=%00", None),
        ("POST", "/api/v1/events", {"project": text, "name": "x"}),
    ]
    with nul_server.client(site.token) as client:
        found = {
            (method, path, str(body)): client.request(method, path, json=body) for method, path, body in calls
        }
    assert {call: answer.text for call, answer in found.items() if answer.status_code >= 500} == {}
    assert site.send({"name": text, "url": f"/{text}", "title": text}).status_code == 202
    site.wait_for("events", 1)
