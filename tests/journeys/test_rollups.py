"""Rollups equal the raw events, also when the server is killed while it records and rolls up."""

import random
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from tests.builders.server import Site, new_site, running_server
from tests.journeys.test_commands import run
from tests.journeys.test_kill import Client

pytestmark = pytest.mark.journey

KILLS = 4
OFTEN = {"INSIGHTS_RATE_LIMIT_ENABLED": "false", "INSIGHTS_ROLLUP_INTERVAL": "1"}


def metrics(site: Site) -> dict[str, Any]:
    with site.server.client(site.token) as client:
        answer = client.get("/api/v1/metrics", params={"project": site.project["id"], "limit": 500})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def events_of(answer: dict[str, Any]) -> int:
    return sum(item["value"] for item in answer["items"] if item["metric"] == "events")


def test_rollups_equal_raw_after_kills_and_after_a_rebuild(tmp_path: Path) -> None:
    with running_server(tmp_path / "data", OFTEN) as server:
        site = new_site(server, timezone="Asia/Kolkata")
        done = threading.Event()
        clients = [Client(server, site.key, done) for _ in range(2)]
        for client in clients:
            client.start()
        chance = random.Random(80)
        for _ in range(KILLS):
            time.sleep(chance.uniform(0.5, 2))
            server.kill()
            server.start()
        done.set()
        for client in clients:
            client.join(60)
            assert not client.is_alive()
        sent = len(set().union(*(client.acknowledged for client in clients)))
        site.wait_for("pageviews", sent, seconds=60)
        for command in (["run"], ["rebuild", "--project", site.key], ["rebuild"]):
            rolled_up = run("rollups", *command, "--data-dir", str(server.data_dir))
            assert rolled_up.returncode == 0, rolled_up.stderr
            answer = metrics(site)
            assert answer["meta"]["source"] == "rollup"
            assert events_of(answer) == sent
        assert "Traceback" not in server.log


def test_the_command_rolls_up_without_a_server(tmp_path: Path) -> None:
    data = str(tmp_path / "data")
    done = run("rollups", "run", "--data-dir", data)
    assert done.stdout == "Rolled up: projects 0, days 0, rows 0.\n", done.stderr
    refused = run("rollups", "rebuild", "--project", "unknown", "--data-dir", data)
    assert refused.returncode == 1
    assert "unknown" in refused.stderr
    assert "Traceback" not in refused.stderr
