"""A site for each module to send to, and the ways to run a published client."""

import json
import shutil
import subprocess
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import chromium, page  # noqa: F401 - fixtures of this folder, too
from tests.builders.eventually import COMMAND_SECONDS
from tests.builders.server import Server, Site, clean_environment, new_site

FOLDER = Path(__file__).parent

RunNode = Callable[..., str]


@pytest.fixture(scope="module")
def site(server: Server) -> Site:
    """A project of this module's own, on the server that all share."""
    return new_site(server, f"{uuid.uuid4().hex}.example")


@pytest.fixture(scope="session")
def node() -> str:
    """The program, where the published clients are installed."""
    program = shutil.which("node")
    if program is None:
        pytest.skip("needs Node.js 20 or newer on the PATH")
    if not (FOLDER / "node_modules").exists():
        pytest.skip("the clients are not installed: npm install in tests/sdks")
    return program


@pytest.fixture(scope="session")
def run_node(node: str) -> RunNode:
    """Runs a script of `node/` with one argument, its facts as JSON; what it printed."""

    def run(script: str, **facts: Any) -> str:
        command = [node, str(FOLDER / "node" / script), json.dumps(facts)]
        done = subprocess.run(
            command,
            cwd=FOLDER,
            env=clean_environment(),
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
        )
        assert done.returncode == 0, f"{script} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
        return done.stdout

    return run


@pytest.fixture(scope="session")
def bundled(node: str) -> Callable[[str], str]:
    """A published browser client as one script, bundled from an entry of `browser/` by esbuild."""

    def bundle(entry: str) -> str:
        command = ["npx", "esbuild", f"browser/{entry}", "--bundle", "--format=iife", "--log-level=error"]
        done = subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, timeout=COMMAND_SECONDS)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return bundle
