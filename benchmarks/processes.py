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
from typing import Any

import httpx

SERVER_CORE, LOAD_CORE = 0, (os.cpu_count() or 1) - 1
"""The last core makes the load, so that the two do not share one where there are two."""
START_SECONDS = 60
LONGEST_SECONDS = 1_800
"""For rollups of a long history."""


@dataclass(frozen=True)
class Running:
    url: str
    pid: int
    socket: Path | None = None
    """Where the owner of the data directory asks the server; None for the bare one."""

    def resident_mb(self) -> float:
        """Memory in RAM, in units of 10^6 bytes."""
        return self._memory_mb("VmRSS:")

    def peak_mb(self) -> float:
        """The most that it ever was."""
        return self._memory_mb("VmHWM:")

    def cpu_seconds(self) -> float:
        """Of all its threads, since it began."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def queued_events(self) -> int:
        return int(self.ask("GET", "/status")["queue_events"])

    def ask(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        """What only the owner of the data directory may."""
        transport = httpx.HTTPTransport(uds=str(self.socket))
        with httpx.Client(transport=transport, timeout=LONGEST_SECONDS) as client:
            answer = client.request(method, f"http://insights{path}", json=body)
            return dict(answer.raise_for_status().json())

    def _memory_mb(self, field: str) -> float:
        status = Path(f"/proc/{self.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith(field))
        return int(line.split()[1]) * 1024 / 1e6


@contextmanager
def bare_server() -> Iterator[Running]:
    with _process(pinned([sys.executable, "-m", "benchmarks.bare_server"], SERVER_CORE), {}) as process:
        assert process.stdout is not None
        yield Running(process.stdout.readline().strip(), process.pid)


@contextmanager
def insights_server(
    data_dir: Path,
    environment: Mapping[str, str] | None = None,
    *,
    one_core: bool = False,
    module: str = "insights",
) -> Iterator[Running]:
    """The product on a data directory, once it says that it is ready."""
    command = [sys.executable, "-m", module, "serve", "--data-dir", str(data_dir), "--port", "0"]
    with _product(pinned(command, SERVER_CORE) if one_core else command, environment) as (url, pid):
        yield Running(url, pid, data_dir / "insights.sock")


@contextmanager
def insights_worker(
    data_dir: Path, environment: Mapping[str, str], *, module: str = "insights"
) -> Iterator[Running]:
    command = [sys.executable, "-m", module, "worker", "--data-dir", str(data_dir), "--health-port", "0"]
    with _product(command, environment) as (url, pid):
        yield Running(url, pid)


@contextmanager
def _product(command: list[str], environment: Mapping[str, str] | None) -> Iterator[tuple[str, int]]:
    """Its address and process id, once it is ready."""
    settings = {
        "INSIGHTS_RATE_LIMIT_ENABLED": "false",
        "INSIGHTS_LOG_LEVEL": "warning",
        **(environment or {}),
    }
    with _process(command, settings) as process:
        assert process.stdout is not None
        url = ""
        while not url:
            line = process.stdout.readline()
            assert line, "the server ended before it was ready"
            word = next((word for word in line.split() if word.startswith("http://")), "")
            url = word.removesuffix("/health/ready")
        _wait_until_ready(url)
        yield url, process.pid


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
