"""The dashboard's overview, from rollups and from raw events, and how both grow with the events."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.findings import Aim, Finding, Part
from benchmarks.history import history, served, touch
from benchmarks.overview import AT_ONCE, PANELS, Times, ask_overview

ROLLED_PANEL: Final = Aim(most=30, unit="ms")
RAW_PANEL: Final = Aim(most=600, unit="ms")
OVERVIEW: Final = Aim(most=300, unit="ms")
GROWTH: Final = Aim(most=1.5)
NOT_ROLLED: Final = "goals"
BOTH: Final = {"marked": "the last day marked", "busy": "an event before each"}
RUNS: Final = 5


def measure(data_dir: Path, *, quick: bool) -> Part:
    sizes = (20_000, 200_000) if quick else (1_000_000, 10_000_000)
    findings: list[Finding] = []
    rolled: list[Times] = []
    for size in sizes:
        past = history(size, 30)
        stored = past.stored_bytes() / size
        findings.append(Finding("size", f"stored, {size:,} events", stored, "bytes/event"))
        with served(past, "benchmarks.rolled_server") as (server, site):
            rolled.append(ask_overview(site, RUNS))
            findings += _of_rollups(size, rolled[-1])
            findings.append(
                Finding("peak_rolled", f"peak memory, rollups, {size:,} events", server.peak_mb(), "MB")
            )
            touch(server, site)
            findings += _of_both("marked", size, ask_overview(site, RUNS))
            busy = ask_overview(site, RUNS, before=partial(touch, server, site))
            findings += _of_both("busy", size, busy)
            findings += _of_raw(size, ask_overview(site, RUNS, exact=True))
            findings.append(Finding("peak_raw", f"peak memory, raw, {size:,} events", server.peak_mb(), "MB"))
    findings += _growth(rolled[0], rolled[-1], sizes[-1] // sizes[0])
    how = (
        f"A project with so many events in 30 days, asked over HTTP; the median of {RUNS}. The whole "
        f"overview is what the dashboard asks first, all at once: {', '.join(AT_ONCE)}. Goals are never "
        "rolled up. The server answers from rollups whatever the number of events, and raw where the "
        "question is `exact`. As long as events keep coming, the last day is marked: rollups serve the days "
        "before it, and the last one is read raw, once for all panels until a further event is stored. So it "
        "is asked twice: with nothing new, and with an event before each panel, and before each overview."
    )
    return Part("Questions", how, findings)


def _of_rollups(size: int, times: Times) -> Iterator[Finding]:
    if times.sources != {"rollup"}:
        raise RuntimeError(f"not answered from rollups alone: {times.sources}")
    at = f"from rollups, {size:,} events"
    for name in PANELS:
        if name != NOT_ROLLED:
            yield Finding("rolled_panel", f"{name}, {at}", times.panels[name], "ms", ROLLED_PANEL)
    yield Finding("rolled_overview", f"the whole overview, {at}", times.together, "ms", OVERVIEW)


def _of_both(kind: str, size: int, times: Times) -> Iterator[Finding]:
    if times.sources != {"mixed"}:
        raise RuntimeError(f"not answered from rollups and raw events: {times.sources}")
    at = f"{BOTH[kind]}, {size:,} events"
    panels = {name: took for name, took in times.panels.items() if name != NOT_ROLLED}
    worst = max(panels, key=lambda name: panels[name])
    usual = median(panels.values())
    yield Finding(f"{kind}_panel", f"panels, the middle one, {at}", usual, "ms", ROLLED_PANEL)
    yield Finding(f"{kind}_panel", f"panels, the slowest ({worst}), {at}", panels[worst], "ms", ROLLED_PANEL)
    yield Finding(f"{kind}_overview", f"the whole overview, {at}", times.together, "ms", OVERVIEW)


def _of_raw(size: int, times: Times) -> Iterator[Finding]:
    at = f"from raw events, {size:,} events"
    for name, took in times.panels.items():
        yield Finding("raw_panel", f"{name}, {at}", took, "ms", RAW_PANEL)
    yield Finding("raw_overview", f"the whole overview, {at}", times.together, "ms")


def _growth(few: Times, many: Times, times: int) -> Iterator[Finding]:
    worst = max((name for name in PANELS if name != NOT_ROLLED), key=lambda n: many.panels[n] / few.panels[n])
    ratio = many.panels[worst] / few.panels[worst]
    yield Finding("growth", f"slowest growth with {times} × the events: {worst}", ratio, "times", GROWTH)
    whole = many.together / few.together
    yield Finding("growth_overview", f"the whole overview with {times} × the events", whole, "times", GROWTH)
