"""How long the panels of a dashboard take when they are answered from raw events.

    uv run python benchmarks/panels.py CACHE_DIR [--events 1000000 10000000] [--runs 5]

Fills one project per size once into CACHE_DIR (sessions of four events over 30 days, every column filled),
asks each panel alone through the event reader, and prints best and median milliseconds as JSON.
"""

import argparse
import asyncio
import json
import statistics
import time
from pathlib import Path
from typing import Any, Final

from clickhouse_connect.driver.client import Client

from insights.adapters.clickhouse.embedded import EventStore, open_embedded
from insights.domain.analytics.query import Order, Period, Query

PROJECT: Final = "0190a1b2-0000-7000-8000-000000000001"
START: Final = 1_790_000_000_000
DAYS: Final = 30
LENGTH: Final = DAYS * 86_400_000
CHUNK: Final = 1_000_000

# n: the event's number, s: its session's; r and q: what chance makes of them.
FILL: Final = """
INSERT INTO events
SELECT
    {project:String} AS project,
    concat(substring(h, 1, 8), '-', substring(h, 9, 4), '-7', substring(h, 13, 3), '-8', substring(h, 16, 3),
           '-', substring(h, 19, 12)) AS id,
    multiIf(n % 4 = 3, 'engagement', r % 23 = 5, 'signup', 'pageview') AS name,
    fromUnixTimestamp64Milli(toInt64({start:Int64} + intDiv(s * {length:Int64}, {sessions:Int64})
                                     + n % 4 * 20000 + r % 7000), 'UTC') AS time,
    time + toIntervalMillisecond(r % 900) AS received,
    cityHash64('visitor', intDiv(s, 3) * 2 + q % 2) AS visitor_id,
    cityHash64('session', s) AS session_id,
    if(q % 20 = 0, concat('user-', toString(visitor_id % 100000)), '') AS user_id,
    'www.example.com' AS hostname,
    concat('/articles/', toString(toUInt32(pow(r % 1000003 / 1000003, 4) * 3000))) AS path,
    if(q % 10 = 0, 'utm_source=newsletter&utm_medium=email', '') AS query,
    concat('Article ', substring(path, 11), ' - Example') AS title,
    if(n % 4 = 0 AND q % 3 = 0, concat('https://www.', lower(source), '.com/'), '') AS referrer,
    ['', 'Google', 'Bing', 'Reddit', 'Twitter', 'newsletter', 'GitHub', 'DuckDuckGo'][q % 8 + 1] AS source,
    ['Direct', 'Organic Search', 'Organic Search', 'Organic Social', 'Organic Social', 'Email', 'Referral',
     'Organic Search'][q % 8 + 1] AS channel,
    if(q % 10 = 0, 'newsletter', '') AS utm_source,
    if(q % 10 = 0, 'email', '') AS utm_medium,
    if(q % 10 = 0, concat('week-', toString(q % 52)), '') AS utm_campaign,
    if(q % 10 = 0, 'header', '') AS utm_content,
    if(q % 10 = 0, 'analytics', '') AS utm_term,
    ['Chrome', 'Firefox', 'Safari', 'Edge', 'Opera'][intDiv(q, 5) % 5 + 1] AS browser,
    toString(100 + intDiv(q, 11) % 40) AS browser_version,
    ['Windows', 'macOS', 'GNU/Linux', 'iOS', 'Android'][intDiv(q, 13) % 5 + 1] AS os,
    toString(10 + intDiv(q, 17) % 8) AS os_version,
    ['Desktop', 'Mobile', 'Tablet'][intDiv(q, 13) % 3 + 1] AS device,
    ['Desktop', 'Mobile', 'Tablet', 'Laptop'][intDiv(q, 19) % 4 + 1] AS screen,
    ['en-US', 'de-DE', 'fr-FR', 'pt-BR', 'ja-JP'][intDiv(q, 23) % 5 + 1] AS language,
    ['US', 'DE', 'FR', 'GB', 'IN', 'BR', 'JP', 'PL', 'CH', 'AT', 'NL'][intDiv(q, 7) % 11 + 1] AS country,
    concat('Region ', toString(intDiv(q, 7) % 120)) AS region,
    concat('City ', toString(intDiv(q, 7) % 900)) AS city,
    if(r % 5 = 0, map('plan', ['free', 'pro', 'team'][r % 3 + 1], 'items', toString(r % 9)),
       CAST(map(), 'Map(LowCardinality(String), String)')) AS properties,
    if(name = 'signup', toDecimal64(r % 20000 / 100, 2), NULL) AS revenue,
    if(name = 'signup', 'EUR', '') AS currency,
    if(name = 'engagement', r % 60000, 0) AS engaged_ms,
    if(name = 'engagement', r % 101, NULL) AS scroll_depth,
    if(r % 5 = 0, ['items'], []) AS typed_properties
FROM (SELECT number AS n, intDiv(n, 4) AS s, cityHash64('event', n) AS r, cityHash64('chance', s) AS q,
             lower(hex(sipHash128(n))) AS h FROM numbers({first:UInt64}, {rows:UInt64}))
"""

PANELS: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "visitors and pageviews": (("visitors", "pageviews"), ()),
    "headline": (
        ("visitors", "visits", "pageviews", "views_per_visit", "bounce_rate", "visit_duration"),
        (),
    ),
    "timeseries": (("visitors", "pageviews"), ("time:day",)),
    "pages": (("visitors",), ("event:page",)),
    "entry pages": (("visitors",), ("visit:entry_page",)),
    "sources": (("visitors",), ("visit:source",)),
    "countries": (("visitors",), ("visit:country",)),
    "devices": (("visitors",), ("visit:device",)),
    "browsers": (("visitors",), ("visit:browser",)),
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("cache", type=Path)
    parser.add_argument("--events", type=int, nargs="+", default=[1_000_000, 10_000_000])
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    report = {str(size): asyncio.run(measure(asked.cache, size, asked.runs)) for size in asked.events}
    print(json.dumps(report, indent=2))


async def measure(cache: Path, events: int, runs: int) -> dict[str, Any]:
    store = open_embedded(cache / f"panels-{events}", durable=False)
    try:
        filled = await fill(store, events)
        panels = {name: await time_panel(store, name, runs) for name in PANELS}
        size = await store.log.threads.call(bytes_per_event)
        return {"fill_seconds": filled, "bytes_per_event": size, "panels": panels}
    finally:
        await store.close()


async def fill(store: EventStore, events: int) -> float | None:
    """Seconds it took; None when it was filled before. A fill that broke off is begun again."""
    if await store.reader.event_count(PROJECT) == events:
        return None
    await store.log.erase(PROJECT)
    began = time.perf_counter()
    for first in range(0, events, CHUNK):
        await store.log.threads.call(lambda client, first=first: insert(client, events, first))
    await store.log.threads.call(lambda client: client.command("OPTIMIZE TABLE events FINAL"))
    return round(time.perf_counter() - began, 1)


def insert(client: Client, events: int, first: int) -> None:
    rows = min(CHUNK, events - first)
    numbers = {
        "start": START,
        "length": LENGTH,
        "sessions": max(1, events // 4),
        "first": first,
        "rows": rows,
    }
    client.command(FILL, {"project": PROJECT, **numbers})


def bytes_per_event(client: Client) -> float:
    sizes = "SELECT sum(bytes_on_disk) / sum(rows) FROM system.parts WHERE active AND table = 'events'"
    return round(float(client.query(sizes).result_rows[0][0]), 1)


async def time_panel(store: EventStore, name: str, runs: int) -> dict[str, float]:
    query = panel(name)
    took = []
    for _ in range(runs):
        began = time.perf_counter()
        answer = await store.reader.answer(query)
        took.append(1000 * (time.perf_counter() - began))
        assert answer.rows
    return {"best_ms": round(min(took), 1), "median_ms": round(statistics.median(took), 1)}


def panel(name: str) -> Query:
    metrics, dimensions = PANELS[name]
    in_time = dimensions == ("time:day",)
    return Query(
        project=PROJECT,
        timezone="Europe/Berlin",
        period=Period(START, START + LENGTH),
        metrics=metrics,
        dimensions=dimensions,
        order_by=(Order("time:day", "asc") if in_time else Order(metrics[0], "desc"),),
        limit=1000 if in_time else 10,
    )


if __name__ == "__main__":
    main()
