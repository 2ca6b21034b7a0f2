"""The commands as an owner runs them: beside a server, and on a data directory at rest."""

import gzip
import json
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.builders.eventually import COMMAND_SECONDS
from tests.builders.server import Server, Site, clean_environment, new_site, running_server

pytestmark = pytest.mark.journey

SAMPLE = Path(__file__).parents[1] / "fixtures" / "apache_logs"
MAY = ["2015-05-01", "2015-05-31"]


def insights(data_dir: Path, *arguments: str, stdin: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
    command = [sys.executable, "-m", "insights", *arguments, "--data-dir", str(data_dir)]
    return subprocess.run(
        command,
        input=stdin,
        capture_output=True,
        env=clean_environment(),
        timeout=COMMAND_SECONDS,
        check=False,
    )


def report(done: "subprocess.CompletedProcess[bytes]") -> dict[str, Any]:
    assert done.returncode == 0, done.stderr.decode()
    return dict(json.loads(done.stdout.splitlines()[-1]))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running_server(tmp_path_factory.mktemp("import") / "data") as server:
        yield server


@pytest.fixture
def site(server: Server) -> Site:
    return new_site(server)


def test_a_real_log_goes_in_beside_a_running_server_and_can_be_asked_about(
    server: Server, site: Site
) -> None:
    first = report(
        insights(server.data_dir, "import", "access-log", str(SAMPLE), "--project", site.key, "--json")
    )
    assert first["read"] == 10_000 == first["imported"] + sum(first["skipped"].values())
    assert first["imported"] > 2_000
    assert (first["first_time"][:10], first["last_time"][:10]) == ("2015-05-17", "2015-05-20")
    assert site.total("pageviews", MAY) == first["imported"]
    assert 0 < site.total("visits", MAY) < first["imported"]


def test_the_same_log_compressed_on_standard_input_imports_nothing_more(server: Server, site: Site) -> None:
    order = ("import", "access-log", "-", "--project", site.project["id"], "--json")
    first = report(insights(server.data_dir, *order, stdin=SAMPLE.read_bytes()))
    again = report(insights(server.data_dir, *order, stdin=gzip.compress(SAMPLE.read_bytes())))
    assert again["imported"] == 0
    assert again["skipped"]["duplicate"] == first["imported"] == site.total("pageviews", MAY)


@pytest.mark.parametrize("path", ["/import/access-log?project=x", "/demo"])
def test_the_network_reaches_none_of_it(server: Server, site: Site, path: str) -> None:
    with server.client(site.token) as client:
        assert client.post(path, json={"password": "correct horse battery"}).status_code == 404


def test_the_table_names_every_reason_that_occurred(server: Server, site: Site) -> None:
    done = insights(server.data_dir, "import", "access-log", str(SAMPLE), "--project", site.key)
    table = done.stdout.decode()
    for word in ("10,000", "read", "imported", "malformed", "not_get", "status", "asset", "bot"):
        assert word in table
    assert "duplicate" not in table


@pytest.mark.parametrize(
    ("file", "project", "words"),
    [
        (str(SAMPLE), "nobody", "nobody"),
        ("/no/such/file", "", "/no/such/file"),
        ("/", "", "directory"),
    ],
)
def test_what_cannot_be_is_one_sentence(
    server: Server, site: Site, file: str, project: str, words: str
) -> None:
    done = insights(server.data_dir, "import", "access-log", file, "--project", project or site.key)
    assert done.returncode in (1, 2)
    assert words in done.stderr.decode()
    assert b"Traceback" not in done.stderr


def test_damaged_compression_imports_nothing(server: Server, site: Site) -> None:
    half = gzip.compress(SAMPLE.read_bytes())[:60_000]
    done = insights(server.data_dir, "import", "access-log", "-", "--project", site.key, stdin=half)
    assert done.returncode == 2
    assert b"damaged" in done.stderr
    assert site.total("pageviews", MAY) == 0


def test_an_import_that_was_killed_is_finished_by_the_next(server: Server, site: Site) -> None:
    command = [sys.executable, "-m", "insights", "import", "access-log", "-", "--project", site.key]
    log = SAMPLE.read_bytes()
    killed = subprocess.Popen(
        [*command, "--data-dir", str(server.data_dir)],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=clean_environment(),
    )  # fmt: skip
    assert killed.stdin is not None
    killed.stdin.write(log[: len(log) // 2])
    killed.stdin.flush()
    killed.kill()
    killed.wait()
    killed.stdin.close()
    deadline = time.monotonic() + COMMAND_SECONDS
    while True:
        done = insights(server.data_dir, *command[3:], "--json", stdin=log)
        if done.returncode == 0 or time.monotonic() > deadline:
            break
        assert b"under way" in done.stderr
    assert site.total("pageviews", MAY) == report(done)["imported"] > 2_000


def test_a_demo_is_made_on_a_directory_at_rest_and_is_there_the_second_time(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    made = insights(data_dir, "demo")
    assert made.returncode == 0, made.stderr.decode()
    password = (data_dir / "demo-password").read_text()
    assert f"demo@example.com with the password {password}" in made.stdout.decode()
    assert stat.S_IMODE((data_dir / "demo-password").stat().st_mode) == 0o600
    with running_server(data_dir) as server:
        again = insights(data_dir, "demo")
        assert "there already" in again.stdout.decode()
        with server.client() as client:
            tokens = client.post(
                "/api/v1/auth/login", json={"email": "demo@example.com", "password": password}
            ).json()
            client.headers["authorization"] = f"Bearer {tokens['access_token']}"
            (project,) = client.get("/api/v1/projects").json()["items"]
            question = {
                "project": project["id"],
                "metrics": ["visitors", "bounce_rate", "total_revenue"],
                "date_range": "28d",
                "dimensions": ["visit:source"],
            }
            rows = client.post("/api/v1/query", json=question).json()["results"]
        assert len(rows) > 8
        assert server.stop(signal.SIGTERM) == 0
