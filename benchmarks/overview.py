"""What the dashboard's overview asks, over HTTP: each panel alone, and all of them at once."""

import asyncio
import time
from collections.abc import Callable
from statistics import median
from typing import Any, Final, NamedTuple

import httpx

from benchmarks.history import LAST_DAY
from benchmarks.site import Site

FIRST_DAY: Final = "2026-09-01"
HEADLINES: Final = ("visitors", "visits", "pageviews", "views_per_visit", "bounce_rate", "visit_duration")
ROWS: Final = 8
"""Of a table, until somebody asks for more."""

Question = dict[str, Any]


def _compared(*metrics: str, **further: Any) -> Question:
    include = {"comparison": "previous_period", "time_labels": "dimensions" in further}
    return {"metrics": metrics, "include": include, **further}


def _table(dimension: str, second: str = "percentage") -> Question:
    return {
        "metrics": ["visitors", second],
        "dimensions": [dimension],
        "order_by": [["visitors", "desc"]],
        "include": {"total_rows": True},
        "pagination": {"limit": ROWS, "offset": 0},
    }


AT_ONCE: Final[dict[str, Question]] = {
    "headline": _compared(*HEADLINES),
    "timeseries": _compared("visitors", dimensions=["time:day"]),
    "pages": _table("event:page", "pageviews"),
    "sources": _table("visit:source"),
    "countries": _table("visit:country"),
    "browsers": _table("visit:browser"),
    "goals": {"metrics": ["visitors", "conversion_rate"], "dimensions": ["event:goal"]},
}
"""What it shows at first; the project has no goals, which only raw events can tell."""
PANELS: Final[dict[str, Question]] = AT_ONCE | {
    "entry pages": _table("visit:entry_page", "visits"),
    "exit pages": _table("visit:exit_page", "visits"),
    "channels": _table("visit:channel"),
    "campaigns": _table("visit:utm_campaign"),
    "systems": _table("visit:os"),
    "devices": _table("visit:device"),
}


class Times(NamedTuple):
    """Milliseconds: the median of each panel alone, and of all at once until the last is answered."""

    panels: dict[str, float]
    together: float
    sources: set[str]
    """From what they were answered."""


def ask_overview(
    site: Site, runs: int, *, exact: bool = False, before: Callable[[], None] = lambda: None
) -> Times:
    """`before` is done, and not timed, each time that something is asked."""
    return asyncio.run(_ask(site, runs, exact, before))


async def _ask(site: Site, runs: int, exact: bool, before: Callable[[], None]) -> Times:
    headers = {"authorization": f"Bearer {site.token}"}
    async with httpx.AsyncClient(base_url=site.url, headers=headers, timeout=60) as client:
        seen: dict[str, set[str]] = {name: set() for name in PANELS}

        async def ask(name: str) -> None:
            body = PANELS[name] | {"project": site.project, "date_range": [FIRST_DAY, LAST_DAY]}
            answer = await client.post("/api/v1/query", json=body | ({"exact": True} if exact else {}))
            seen[name].add(answer.raise_for_status().json()["meta"]["source"])

        panels = {name: await _median_ms(runs, before, ask, name) for name in PANELS}
        together = await _median_ms(runs, before, ask, *AT_ONCE)
    return Times(panels, together, set().union(*(seen[name] for name in PANELS if name != "goals")))


async def _median_ms(runs: int, before: Callable[[], None], ask: Any, *names: str) -> float:
    took = []
    for _ in range(runs + 1):
        before()
        began = time.perf_counter()
        await asyncio.gather(*map(ask, names))
        took.append(1000 * (time.perf_counter() - began))
    return median(took[1:])  # the first warms up
