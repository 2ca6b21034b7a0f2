"""What docs/embedding.md shows runs."""

from pathlib import Path

import httpx

from tests.builders.embedding import run_example, served_example
from tests.builders.stored_rows import until


def post_from_a_page(client: httpx.Client, path: str) -> httpx.Response:
    body = {"project": "default", "name": "pageview", "url": "https://example.com/"}
    return client.post(path, json=body)


def test_the_script_counts_one_more_event_each_time_it_is_run(tmp_path: Path) -> None:
    for runs in (1, 2):
        ran = run_example(tmp_path, "script")
        assert (ran.returncode, ran.stdout, ran.stderr) == (0, f"pro 1 {runs}\n", "")


def test_fastapi_tracks_asks_and_serves_everything_beside_its_own_routes(tmp_path: Path) -> None:
    with served_example(tmp_path, "fastapi_app:app") as client:
        for customer in ("ada", "eve", "ada"):
            assert client.post(f"/orders/{customer}").status_code == 201
        money = [{"currency": "EUR", "value": "37.50"}]
        expected = [{"visitors": 2, "events": 3, "total_revenue": money}]
        until(expected, lambda: client.get("/report").json())
        assert client.get("/").headers["location"] == "/app/"
        assert client.get("/health/ready").status_code == 200
        assert client.get("/docs").status_code == 200, "FastAPI's own page"
        assert post_from_a_page(client, "/api/v1/events").status_code == 202
        until(4, lambda: client.get("/report").json()[0]["events"])


def test_django_tracks_asks_and_serves_the_api_below_a_prefix(tmp_path: Path) -> None:
    with served_example(tmp_path, "django_app:application") as client:
        for customer in ("ada", "eve", "ada"):
            assert client.get(f"/orders/{customer}").status_code == 201
        until([{"visitors": 2, "events": 3}], lambda: client.get("/report").json())
        assert client.get("/insights/").headers["location"] == "/insights/app/"
        assert client.get("/insights/health/ready").status_code == 200
        assert client.get("/health/ready").status_code == 404, "Django's own"
        assert post_from_a_page(client, "/insights/api/v1/events").status_code == 202
        until(4, lambda: client.get("/report").json()[0]["events"])
