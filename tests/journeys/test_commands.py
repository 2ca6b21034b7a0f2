"""Commands work on a data directory alone and beside the server that owns it."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from insights import __version__
from insights.entrypoints.cli.app import app
from tests.builders.eventually import COMMAND_SECONDS
from tests.builders.server import clean_environment, running_server

pytestmark = pytest.mark.journey

GROUPS = [["users"], ["import"], ["rollups"]]
COMMANDS = [
    ["serve"],
    ["migrate"],
    ["doctor"],
    ["demo"],
    ["users", "create"],
    ["users", "list"],
    ["users", "invite"],
    ["users", "deactivate"],
    ["users", "activate"],
    ["users", "delete"],
    ["users", "restore"],
    ["users", "reset-password"],
    ["users", "sessions"],
    ["users", "mails"],
    ["import", "access-log"],
    ["rollups", "run"],
    ["rollups", "rebuild"],
    *GROUPS,
]


def run(*args: str, **env: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "insights", *args],
        capture_output=True,
        text=True,
        timeout=COMMAND_SECONDS,
        check=False,
        env={**clean_environment(), "COLUMNS": "200", **env},
    )


@pytest.mark.parametrize("command", [[], *COMMANDS])
def test_every_command_explains_itself(command: list[str]) -> None:
    helped = CliRunner().invoke(app, [*command, "--help"], env={"COLUMNS": "200"})
    assert helped.exit_code == 0
    assert "Usage" in helped.stdout
    if command and command not in GROUPS:
        assert "Examples" in helped.stdout


def test_the_command_says_which_release_it_is() -> None:
    assert run("--version").stdout == f"insights {__version__}\n"


def test_an_account_is_made_with_and_without_a_server_and_can_sign_in(tmp_path: Path) -> None:
    data = str(tmp_path / "data")
    password = {"INSIGHTS_NEW_PASSWORD": "correct horse battery"}
    alone = run("users", "create", "ada@example.com", "--organization", "A", "--data-dir", data, **password)
    assert alone.returncode == 0, alone.stderr
    with running_server(tmp_path / "data", {"INSIGHTS_REGISTRATION": "closed"}) as server:
        beside = run(
            "users", "create", "bob@example.com", "--organization", "B", "--data-dir", data, **password
        )
        assert beside.returncode == 0, beside.stderr
        again = run(
            "users", "create", "bob@example.com", "--organization", "B", "--data-dir", data, **password
        )
        assert again.returncode == 1
        assert "has an account already" in again.stderr
        with server.client() as client:
            for email in ("ada@example.com", "bob@example.com"):
                signed_in = client.post(
                    "/api/v1/auth/login", json={"email": email, "password": "correct horse battery"}
                )
                assert signed_in.status_code == 200


def test_a_wrong_account_is_refused_with_the_rule(tmp_path: Path) -> None:
    refused = run(
        "users",
        "create",
        "nobody",
        "--organization",
        "A",
        "--data-dir",
        str(tmp_path),
        INSIGHTS_NEW_PASSWORD="short",
    )
    assert refused.returncode == 2
    assert "email" in refused.stderr
    assert "password" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_doctor_finds_a_new_directory_well_but_for_what_was_not_installed(tmp_path: Path) -> None:
    examined = run("doctor", "--data-dir", str(tmp_path / "data"))
    assert "no server is running" in examined.stdout
    wrong = [line for line in examined.stdout.splitlines() if line.startswith("✗")]
    assert [line for line in wrong if "Assets" not in line] == []
    assert "Traceback" not in examined.stderr


def test_doctor_asks_the_running_server(tmp_path: Path) -> None:
    with running_server(tmp_path / "data") as server:
        assert server.process is not None
        examined = run("doctor", "--data-dir", str(server.data_dir))
        assert f"process {server.process.pid}" in examined.stdout
        assert "0 events wait" in examined.stdout


def test_doctor_finds_a_readable_key_and_a_damaged_database_and_says_how_to_mend_them(tmp_path: Path) -> None:
    data = tmp_path / "data"
    run("migrate", "--data-dir", str(data))
    (data / "secret.key").write_text("k" * 40)
    (data / "secret.key").chmod(0o644)
    damage(data / "insights.sqlite")
    examined = run("doctor", "--data-dir", str(data))
    assert examined.returncode == 1
    assert "chmod 600" in examined.stdout
    assert any(line.split()[:2] == ["✗", "Database"] for line in examined.stdout.splitlines())
    assert "Traceback" not in examined.stderr


def test_a_damaged_database_is_a_sentence_at_the_start(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "insights.sqlite").write_bytes(b"no database at all" * 500)
    refused = run("serve", "--data-dir", str(data), "--port", "0")
    assert refused.returncode == 1
    assert "cannot be used as a database" in refused.stderr
    assert "Traceback" not in refused.stderr


def damage(database: Path) -> None:
    """Overwrite the middle of every page but the first."""
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    size = database.stat().st_size
    with database.open("r+b") as file:
        for page in range(4096, size, 4096):
            file.seek(page + 8)
            file.write(os.urandom(512))


def test_a_named_database_is_migrated_by_the_command_only(tmp_path: Path) -> None:
    named = {"INSIGHTS_DATABASE_URL": f"sqlite:///{tmp_path}/own.sqlite"}
    data = str(tmp_path / "data")
    refused = run("serve", "--data-dir", data, "--port", "0", **named)
    assert refused.returncode == 1
    assert "insights migrate" in refused.stderr
    assert "applied" in run("migrate", "--data-dir", data, **named).stdout
    assert "up to date" in run("migrate", "--data-dir", data, **named).stdout
    with running_server(tmp_path / "data", named) as server, server.client() as client:
        assert client.get("/health/ready").status_code == 200
