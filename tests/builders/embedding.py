"""Programs with the platform inside them, as processes of their own."""

import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.builders.eventually import COMMAND_SECONDS
from tests.builders.server import ADDRESS, BROWSER, START_SECONDS, STOP_SECONDS, clean_environment

EXAMPLES = Path(__file__).parents[2] / "examples"
AS_BROWSER = {"user-agent": BROWSER}


def run_script(folder: Path, code: str) -> subprocess.CompletedProcess[str]:
    """A program in this folder, to its end."""
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env=clean_environment(),
        capture_output=True,
        text=True,
        timeout=COMMAND_SECONDS,
        check=False,
    )


def run_example(folder: Path, name: str) -> subprocess.CompletedProcess[str]:
    return run_script(folder, (EXAMPLES / f"{name}.py").read_text())


@contextmanager
def served_example(folder: Path, application: str, source: Path = EXAMPLES) -> Iterator[httpx.Client]:
    """A module of `source` under uvicorn, working in `folder`. It must end when it is asked to."""
    command = [sys.executable, "-m", "uvicorn", "--port", "0", "--app-dir", str(source), application]
    log = folder / "uvicorn.log"
    with log.open("wb") as sink:
        process = subprocess.Popen(command, cwd=folder, env=clean_environment(), stdout=sink, stderr=sink)
    try:
        with httpx.Client(base_url=_address(process, log), headers=AS_BROWSER, timeout=30) as client:
            yield client
        process.send_signal(signal.SIGTERM)
        process.wait(STOP_SECONDS)
        assert "Application shutdown complete" in log.read_text()
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def _address(process: "subprocess.Popen[bytes]", log: Path) -> str:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        if found := re.search(ADDRESS, log.read_text()):
            return found[0]
        time.sleep(0.05)
    raise AssertionError(f"the example did not come up:\n{log.read_text()}")
