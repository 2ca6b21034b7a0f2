"""Users from the command line, without a server and beside one; mail through a real server."""

import asyncio
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.builders.eventually import COMMAND_SECONDS
from tests.builders.mail_server import mail_server
from tests.builders.server import clean_environment, running_server

pytestmark = pytest.mark.journey

ADA, BOB = "ada@example.com", "bob@example.com"
PASSWORD = {"INSIGHTS_NEW_PASSWORD": "correct horse battery"}


def run(data: Path, *args: str, code: int = 0, **env: str) -> str:
    """What `insights users …` says: on stdout, or on stderr where it fails."""
    done = subprocess.run(
        [sys.executable, "-m", "insights", "users", *args, "--data-dir", str(data)],
        capture_output=True,
        text=True,
        timeout=COMMAND_SECONDS,
        check=False,
        env={**clean_environment(), "COLUMNS": "200", **env},
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr if code else done.stdout


def test_people_are_invited_deactivated_deleted_and_helped_without_a_server(tmp_path: Path) -> None:
    data = tmp_path / "data"
    run(data, "create", ADA, "--organization", "A", **PASSWORD)
    assert "There are no mails" in run(data, "mails", ADA)
    assert "the last active owner" in run(data, "delete", ADA, code=1)
    assert "no user" in run(data, "restore", BOB, code=1)
    assert "role" in run(data, "invite", BOB, "--by", ADA, "--role", "king", code=2)
    assert f"insights users mails {ADA}" in run(data, "invite", BOB, "--by", ADA, "--role", "analyst")
    assert "/app/invitation#" in run(data, "mails", ADA)
    assert "has a new password" in run(
        data, "reset-password", ADA, INSIGHTS_NEW_PASSWORD="battery of staples"
    )
    assert "short" not in run(data, "reset-password", ADA, code=2, INSIGHTS_NEW_PASSWORD="short")


def test_beside_a_server_the_invited_joins_and_is_shown_and_signed_out(tmp_path: Path) -> None:
    data = tmp_path / "data"
    run(data, "create", ADA, "--organization", "A", **PASSWORD)
    with running_server(data) as server, server.client() as client:
        run(data, "invite", BOB, "--by", ADA, "--role", "analyst", "--name", "Bob")
        token = wait_for_mail(data)
        accepted = {"token": token, "password": "battery of staples"}
        joined = client.post("/api/v1/auth/invitation/accept", json=accepted)
        assert joined.status_code == 201, joined.text
        client.headers["authorization"] = f"Bearer {joined.json()['access_token']}"
        listed = run(data, "list", ADA)
        assert all(word in listed for word in (ADA, BOB, "Bob", "analyst", "active"))
        assert ADA not in run(data, "list", ADA, "--search", "BOB")
        assert run(data, "sessions", BOB).strip()
        run(data, "sessions", BOB, "--end")
        assert client.get("/api/v1/auth/me").status_code == 401
        assert "is deactivated" in run(data, "deactivate", BOB)
        login = {"email": BOB, "password": "battery of staples"}
        assert client.post("/api/v1/auth/login", json=login).status_code == 401
        assert "is active" in run(data, "activate", BOB)
        assert client.post("/api/v1/auth/login", json=login).status_code == 200
        assert "is deleted" in run(data, "delete", BOB)
        assert "is active" in run(data, "restore", BOB)
        assert "0 messages" in run(data, "mails", "--again")
        assert run(data, "mails", "--failed")
        assert "name a member" in run(data, "mails", code=2)


def wait_for_mail(data: Path) -> str:
    """The relay delivers within a moment; the command is asked until it shows something."""
    for _ in range(30):
        if found := re.search(r"/app/invitation#([\w-]+)", run(data, "mails", ADA)):
            return found[1]
    raise AssertionError("no mail came")


async def test_a_reset_is_mailed_once_the_mail_server_is_back(tmp_path: Path) -> None:
    data = tmp_path / "data"
    await asyncio.to_thread(run, data, "create", ADA, "--organization", "A", **PASSWORD)
    async with mail_server() as mail:
        await mail.stop()
        settings = {
            "INSIGHTS_MAIL_URL": f"smtp://127.0.0.1:{mail.port}?tls=none",
            "INSIGHTS_MAIL_FROM": "Insights <insights@example.com>",
            "INSIGHTS_PUBLIC_URL": "https://insights.example.com",
        }
        await asyncio.to_thread(ask_for_a_reset, data, settings)
        await mail.start()
        with running_server(data, settings) as server:
            async with asyncio.timeout(240):  # a lease of the killed server may have to end first
                await mail.arrived.wait()
            found = re.search(
                r"https://insights\.example\.com/app/password-reset#([\w-]+)", mail.received[0].text
            )
            assert found is not None
            await asyncio.to_thread(set_password, server.url, found[1])
    log = (tmp_path / "data.log").read_text()
    assert found[1] not in log
    assert ADA not in log


def ask_for_a_reset(data: Path, settings: dict[str, str]) -> None:
    """While the mail server is away; then this server is killed."""
    with running_server(data, settings) as server, server.client() as client:
        asked = client.post("/api/v1/auth/password-reset", json={"email": ADA})
        assert (asked.status_code, client.get("/health/ready").status_code) == (202, 200)
        server.kill()


def set_password(url: str, token: str) -> None:
    new = {"token": token, "password": "battery of staples"}
    done = httpx.post(f"{url}/api/v1/auth/password-reset/confirm", json=new, timeout=30)
    assert done.status_code == 204, done.text
    login = {"email": ADA, "password": "battery of staples"}
    assert httpx.post(f"{url}/api/v1/auth/login", json=login, timeout=30).status_code == 200
