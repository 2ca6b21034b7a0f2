"""The published clients for Node.js while their server is killed and started again.

What a client has been told is there, once, whenever the server was killed. Some send again what did not
arrive, the others say that it failed, and it is lost.
"""

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.builders.server import Server, clean_environment, new_site, running_server
from tests.builders.stored_rows import rows, until
from tests.sdks.conftest import FOLDER, RunNode

RETRIES = {"matomo": False, "posthog": True, "rudderstack": True, "segment": True, "umami": False}
"""Whether a client sends again by itself what did not arrive."""


@contextmanager
def talking(**facts: Any) -> Iterator["subprocess.Popen[str]"]:
    """A client that is told line by line what to send."""
    command = [shutil.which("node") or "node", str(FOLDER / "node/restart.js"), json.dumps(facts)]
    client = subprocess.Popen(
        command, cwd=FOLDER, env=clean_environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        yield client
    finally:
        client.kill()
        client.communicate()


def tell(client: "subprocess.Popen[str]", event: str) -> None:
    assert client.stdin
    client.stdin.write(f"{event}\n")
    client.stdin.flush()


def heard(client: "subprocess.Popen[str]") -> str:
    assert client.stdout
    return client.stdout.readline().strip()


@pytest.fixture(scope="module")
def own_server(tmp_path_factory: pytest.TempPathFactory, run_node: RunNode) -> Iterator[Server]:
    """Of this module alone, which kills it."""
    with running_server(tmp_path_factory.mktemp("server") / "data") as server:
        yield server


@pytest.mark.parametrize("name", RETRIES)
def test_what_has_arrived_is_there_once_whatever_happens_to_the_server(name: str, own_server: Server) -> None:
    site = new_site(own_server)
    with talking(client=name, host=own_server.url, key=site.key) as client:
        tell(client, "before")
        assert heard(client) == "before arrived"
        own_server.kill()
        tell(client, "meanwhile")
        if not RETRIES[name]:
            assert heard(client) == "meanwhile failed"
        own_server.start()
        if RETRIES[name]:
            assert heard(client) == "meanwhile arrived"
        tell(client, "after")
        assert heard(client) == "after arrived"
    arrived = ["after", "before", *(["meanwhile"] if RETRIES[name] else [])]
    until({event: [1] for event in arrived}, lambda: rows(site, ["events"], "event:name"))
