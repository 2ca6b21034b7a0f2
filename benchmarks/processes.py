"""Servers to measure, on one core or on all; gone when the block ends."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

SERVER_CORE, LOAD_CORE = 0, (os.cpu_count() or 1) - 1
"""The last core makes the load, so that the two do not share one where there are two."""
START_SECONDS = 60


@dataclass(frozen=True)
class Running:
    url: str
    pid: int
    socket: Path | None = None
    """Where the owner of the data directory asks the server; None for the bare one."""

    def resident_mb(self) -> float:
        """Memory in RAM, in units of 10^6 bytes."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1]) * 1024 / 1e6

    def queued_events(self) -> int:
        assert self.socket is not None
        with httpx.Client(transport=httpx.HTTPTransport(uds=str(self.socket)), timeout=30) as client:
            return int(client.get("http://insights/status").json()["queue_events"])


@contextmanager
def bare_server() -> Iterator[Running]:
    with _process(pinned([sys.executable, "-m", "benchmarks.bare_server"], SERVER_CORE), {}) as process:
        assert process.stdout is not None
        yield Running(process.stdout.readline().strip(), process.pid)


@contextmanager
def insights_server(
    data_dir: Path, environment: Mapping[str, str] | None = None, *, one_core: bool = False
) -> Iterator[Running]:
    """The product on a data directory, once it says that it is ready."""
    command = [sys.executable, "-m", "insights", "serve", "--data-dir", str(data_dir), "--port", "0"]
    settings = {
        "INSIGHTS_RATE_LIMIT_ENABLED": "false",
        "INSIGHTS_LOG_LEVEL": "warning",
        **(environment or {}),
    }
    with _process(pinned(command, SERVER_CORE) if one_core else command, settings) as process:
        assert process.stdout is not None
        url = ""
        while not url:
            line = process.stdout.readline()
            assert line, "the server ended before it was ready"
            url = next((word for word in line.split() if word.startswith("http://")), "")
        _wait_until_ready(url)
        yield Running(url, process.pid, data_dir / "insights.sock")


@contextmanager
def _process(command: list[str], environment: Mapping[str, str]) -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(command, env=os.environ | environment, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def pinned(command: list[str], core: int) -> list[str]:
    """`taskset` is part of util-linux; elsewhere the scheduler decides."""
    return ["taskset", "-c", str(core), *command] if shutil.which("taskset") else command


def _wait_until_ready(url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            if httpx.get(f"{url}/health/ready", timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.01)
    raise TimeoutError(f"not ready within {START_SECONDS} s")
