"""The panels of a dashboard from raw events, and what an event takes on disk."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

from benchmarks.findings import Aim, Finding, Part

CACHE: Final = Path(".cache/benchmarks")
"""Filled once: ten million events take a while."""
PANEL: Final = Aim(most=600, unit="ms")


def measure(data_dir: Path, *, quick: bool) -> Part:
    """In a process of its own, because a process can hold one engine."""
    sizes = (100_000,) if quick else (1_000_000, 10_000_000)
    command = [sys.executable, "-m", "benchmarks.panels", str(CACHE), "--events", *map(str, sizes)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    reports: dict[str, dict[str, Any]] = json.loads(done.stdout)
    findings = [finding for size, report in reports.items() for finding in _findings(int(size), report)]
    how = (
        "Each panel alone, the median of five, answered exactly from the raw events of one project over "
        "30 days; no roll-up helps."
    )
    return Part("Questions", how, findings)


def _findings(size: int, report: dict[str, Any]) -> list[Finding]:
    at = f"{size:,} events"
    panels = [
        Finding(f"panel_{name}", f"{name}, {at}", times["median_ms"], "ms", PANEL)
        for name, times in report["panels"].items()
    ]
    return [*panels, Finding("size", f"stored, {at}", report["bytes_per_event"], "bytes/event")]
