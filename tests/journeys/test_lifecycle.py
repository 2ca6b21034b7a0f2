"""A server starts with one owner, answers, and is gone soon after it is told to."""

import os
import signal
import socket
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.builders.eventually import COMMAND_SECONDS, eventually
from tests.builders.server import STOP_SECONDS, Server, clean_environment, new_site, running_server

pytestmark = pytest.mark.journey


def run(*args: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "insights", *args]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=COMMAND_SECONDS, check=False, env=clean_environment()
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_server_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    with running_server(tmp_path / "data") as server:
        site = new_site(server)
        assert site.send({"name": "pageview"}).status_code == 202
        assert server.stop(number) == 0
        assert not (server.data_dir / "insights.sock").exists()
        assert "Traceback" not in server.log


def test_what_was_accepted_before_the_stop_is_counted_after_the_next_start(tmp_path: Path) -> None:
    with running_server(tmp_path / "data") as server:
        site = new_site(server)
        assert site.send(*({"name": "pageview", "id": str(n)} for n in range(500))).status_code == 202
        server.stop()
        server.start()
        site.wait_for("pageviews", 500)


def test_a_request_under_way_ends_before_the_server_does(tmp_path: Path) -> None:
    with running_server(tmp_path / "data") as server:
        site = new_site(server)
        body = f'{{"project": "{site.key}", "name": "pageview"}}'.encode()
        head = (
            f"POST /api/v1/events HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
            f"content-length: {len(body)}\r\n\r\n"
        ).encode()
        with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
            connection.sendall(head + body[:10])
            wait_until_read(server)
            stopping = threading.Thread(target=server.stop)
            stopping.start()
            wait_for_log(server, '"stopping"')
            connection.sendall(body[10:])
            assert connection.recv(4096).startswith(b"HTTP/1.1 202")
            stopping.join(STOP_SECONDS)
        assert server.process is not None
        assert server.process.returncode == 0


def wait_until_read(server: Server) -> None:
    """An answer on another connection: the loop has been round since the bytes were sent."""
    with server.client() as client:
        assert client.get("/health/live").status_code == 200


def wait_for_log(server: Server, text: str) -> None:
    eventually(lambda: text in server.log, f"{text} in the log")


def test_a_second_server_on_the_same_data_is_refused_by_name_of_the_first(tmp_path: Path) -> None:
    with running_server(tmp_path / "data") as server:
        second = run("serve", "--data-dir", str(server.data_dir), "--port", "0")
        assert second.returncode == 1
        assert server.process is not None
        assert f"in use by process {server.process.pid}" in second.stderr
        assert "Traceback" not in second.stderr
        with server.client() as client:
            assert client.get("/health/ready").status_code == 200


def test_the_data_of_a_killed_server_can_be_opened_again_at_once(tmp_path: Path) -> None:
    with running_server(tmp_path / "data") as server:
        server.kill()
        assert (server.data_dir / "insights.sock").exists(), "a killed server cannot tidy up"
        server.start()
        assert server.stop() == 0


def test_a_taken_port_is_a_sentence_and_opens_nothing(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = run("serve", "--data-dir", str(tmp_path / "data"), "--port", str(port))
    assert refused.returncode == 1
    assert f"port {port}: Address already in use" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not (tmp_path / "data" / "events").exists()


def test_wrong_settings_end_the_start_with_all_their_names(tmp_path: Path) -> None:
    refused = run("serve", "--data-dir", str(tmp_path / "data"), "--port", "99999", "--host", "")
    assert refused.returncode == 2
    assert "--port" in refused.stderr
    assert "--host" in refused.stderr


def test_only_the_owner_may_read_keys_and_use_the_socket(tmp_path: Path) -> None:
    with running_server(tmp_path / "data") as server:
        modes = {
            name: stat.S_IMODE((server.data_dir / name).stat().st_mode)
            for name in ("insights.sock", "secret.key")
        }
        assert modes == {"insights.sock": 0o600, "secret.key": 0o600}
        assert stat.S_IMODE(server.data_dir.stat().st_mode) == 0o700


def test_tokens_outlive_a_restart(tmp_path: Path) -> None:
    with running_server(tmp_path / "data") as server:
        site = new_site(server)
        server.stop()
        server.start()
        with server.client(site.token) as client:
            assert client.get("/api/v1/auth/me").json()["email"] == site.email


def test_a_second_signal_ends_the_server_at_once(tmp_path: Path) -> None:
    with running_server(tmp_path / "data") as server:
        assert server.process is not None
        with socket.create_connection(("127.0.0.1", server.port)) as connection:
            connection.sendall(b"POST /api/v1/events HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n")
            wait_until_read(server)
            os.kill(server.process.pid, signal.SIGTERM)
            wait_for_log(server, '"stopping"')
            os.kill(server.process.pid, signal.SIGTERM)
            assert server.process.wait(STOP_SECONDS) == 1
