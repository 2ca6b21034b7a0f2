"""However often the server is killed: every acknowledged event is there once, and rollups equal raw ones."""

import random
import time
from pathlib import Path

import pytest

from tests.builders.both_ways import raw, rolled_up
from tests.builders.effects import assert_effects_once
from tests.builders.eventually import eventually
from tests.builders.server import Server, new_site, running_server
from tests.builders.steady_load import Load
from tests.journeys.test_commands import run

pytestmark = pytest.mark.journey

KILLS = 10
SOON_SECONDS = 60
OFTEN = {"INSIGHTS_RATE_LIMIT_ENABLED": "false", "INSIGHTS_ROLLUP_INTERVAL": "1"}


def test_ten_kills_at_random_moments_lose_and_double_nothing_and_leave_rollups_equal_to_raw(
    tmp_path: Path,
) -> None:
    with running_server(tmp_path / "data", OFTEN) as server:
        site = new_site(server, timezone="Asia/Kolkata")
        load = Load(site, pause=0.03, inviting=False)
        kill_again_and_again(server)
        load.end()
        assert len(load.acknowledged) > 100, "the clients hardly sent anything: this proves nothing"
        assert sum(client.unknown for client in load.clients) > 0, "no request was interrupted"
        eventually(lambda: server.metric("insights_queue_messages") == 0, "the queue is empty", SOON_SECONDS)
        assert_effects_once(site, load)
        truth = raw(site)
        for command in (["run"], ["rebuild", "--project", site.key], ["rebuild"]):
            done_so = run("rollups", *command, "--data-dir", str(server.data_dir))
            assert done_so.returncode == 0, done_so.stderr
            assert rolled_up(site) == truth
        assert "Traceback" not in server.log


def kill_again_and_again(server: Server) -> None:
    chance = random.Random(20261121)
    for _ in range(KILLS):
        time.sleep(chance.uniform(0.05, 1.5))
        server.kill()
        server.start()


def test_the_command_rolls_up_without_a_server(tmp_path: Path) -> None:
    data = str(tmp_path / "data")
    done = run("rollups", "run", "--data-dir", data)
    assert done.stdout == "Rolled up: projects 0, days 0, rows 0.\n", done.stderr
    refused = run("rollups", "rebuild", "--project", "unknown", "--data-dir", data)
    assert refused.returncode == 1
    assert "unknown" in refused.stderr
    assert "Traceback" not in refused.stderr
