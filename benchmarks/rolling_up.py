"""How long it takes to compute all rollups anew, as `insights rollups rebuild` does."""

import time
from pathlib import Path

from benchmarks.findings import Finding, Part
from benchmarks.history import history, served


def measure(data_dir: Path, *, quick: bool) -> Part:
    cases = ((20_000, 30), (20_000, 365)) if quick else ((1_000_000, 30), (1_000_000, 365))
    findings = [finding for events, days in cases for finding in _measure(events, days)]
    how = (
        "All rows of one project from its raw events, while the server has nothing else to do; 3,000 pages, "
        "13 dimensions. Every ten minutes the same is done for the days that were touched."
    )
    return Part("Rolling up", how, findings)


def _measure(events: int, days: int) -> list[Finding]:
    with served(history(events, days)) as (server, site):
        used, begin = server.cpu_seconds(), time.monotonic()
        server.ask("POST", "/rollups/rebuild", {"project": site.project})
        took, used = time.monotonic() - begin, server.cpu_seconds() - used
        at = f"{events:,} events in {days} days"
        per_million = took / events * 1e6
        return [
            Finding("rebuild", f"{at}", took, "s", note=f"{used:.0f} s of processors"),
            Finding("rebuild_million", f"{at}, per million events", per_million, "s"),
            Finding("rebuild_peak", f"{at}, peak memory", server.peak_mb(), "MB"),
        ]
