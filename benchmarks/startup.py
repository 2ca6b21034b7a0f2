"""From the command to the first answer, and what the process takes while nothing happens."""

import time
from pathlib import Path

from benchmarks.findings import Aim, Finding, Part
from benchmarks.processes import insights_server

READY = Aim(most=3, unit="s")
RESIDENT = Aim(most=450, unit="MB")


def measure(data_dir: Path, *, quick: bool) -> Part:
    idle_seconds = 2 if quick else 20
    first, _ = _start(data_dir, 0)
    again, resident = _start(data_dir, idle_seconds)
    findings = [
        Finding("first_start", "first start, empty data directory", first, "s", READY),
        Finding("start", "start", again, "s", READY),
        Finding("resident", f"resident after {idle_seconds} idle s", resident, "MB", RESIDENT),
    ]
    how = "From starting the process to the first 200 of `/health/ready`."
    return Part("Starting and resting", how, findings)


def _start(data_dir: Path, idle_seconds: float) -> tuple[float, float]:
    begin = time.monotonic()
    with insights_server(data_dir) as server:
        ready = time.monotonic() - begin
        time.sleep(idle_seconds)
        return ready, server.resident_mb()
