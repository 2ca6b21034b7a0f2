"""A site with a history, made once and kept: an owner, a project, and so many events up to one day.

`python -m benchmarks.history EVENTS_DIR PROJECT EVENTS DAYS` writes the events: sessions of four, spread
evenly over the days, every column filled.
"""

import asyncio
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import httpx
import msgspec
from clickhouse_connect.driver.client import Client

from benchmarks.processes import Running, insights_server
from benchmarks.site import Site, new_site, signed_in, single, wait_until_recorded
from insights.adapters.clickhouse.embedded import open_embedded

CACHE: Final = Path(".cache/benchmarks")
"""Ten million events take a while to write."""
LAST_DAY: Final = "2026-09-30"
END: Final = 1_790_805_600_000
"""The midnight after it in Berlin, where the project is."""
TIMEZONE: Final = "Europe/Berlin"
DAY_MS: Final = 86_400_000
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
    'insights-js/0.1.0' AS sdk,
    if(r % 5 = 0, ['items'], []) AS typed_properties
FROM (SELECT number AS n, intDiv(n, 4) AS s, cityHash64('event', n) AS r, cityHash64('chance', s) AS q,
             lower(hex(sipHash128(n))) AS h FROM numbers({first:UInt64}, {rows:UInt64}))
"""


BYTES: Final = """
SELECT sum(data_compressed_bytes) FROM system.parts
WHERE active AND database = currentDatabase() AND table = 'events'
"""
STORED: Final = "stored"
"""The file that says so, once all is there."""


@dataclass(frozen=True)
class History:
    data_dir: Path
    events: int
    days: int

    def stored_bytes(self) -> int:
        """Of the raw events, without what merging has replaced and not removed yet."""
        return int(Path(self.data_dir, STORED).read_text())


def history(events: int, days: int) -> History:
    """Made where there is none; one that broke off is begun again."""
    data_dir = CACHE / f"history-{events}-{days}"
    if not (data_dir / STORED).exists():
        shutil.rmtree(data_dir, ignore_errors=True)
        with insights_server(data_dir) as server:
            site = new_site(server.url, TIMEZONE)
        Path(data_dir, "site.json").write_bytes(msgspec.json.encode(site))
        arguments = [str(data_dir / "events"), site.project, str(events), str(days)]
        filling = [sys.executable, "-m", "benchmarks.history", *arguments]
        stored = subprocess.run(filling, check=True, stdout=subprocess.PIPE, text=True).stdout
        Path(data_dir, STORED).write_text(stored)
    return History(data_dir, events, days)


@contextmanager
def served(past: History, module: str = "insights") -> Iterator[tuple[Running, Site]]:
    """The server on it, once rolling up at start is over, and the owner signed in anew."""
    site = msgspec.json.decode(Path(past.data_dir, "site.json").read_bytes(), type=Site)
    with insights_server(past.data_dir, module=module) as server:
        server.ask("POST", "/rollups/run")
        yield server, signed_in(site, server.url)


def touch(server: Running, site: Site) -> None:
    """One more event on the last day, as on every day that is not over: its hour is marked then."""
    late = single(site)["events"][0] | {"timestamp": f"{LAST_DAY}T12:00:00Z"}
    body = {"project": site.key, "events": [late]}
    httpx.post(f"{site.url}/api/v1/events", json=body, timeout=60).raise_for_status()
    wait_until_recorded(server)


async def fill(folder: Path, project: str, events: int, days: int) -> int:
    """How many bytes they take."""
    store = open_embedded(folder, durable=False)
    try:
        for first in range(0, events, CHUNK):
            numbers = {
                "project": project,
                "start": END - days * DAY_MS,
                "length": days * DAY_MS,
                "sessions": max(1, events // 4),
                "first": first,
                "rows": min(CHUNK, events - first),
            }
            await store.bulk.call(partial(_command, FILL, numbers))
        await store.bulk.call(partial(_command, "OPTIMIZE TABLE events FINAL", {}))
        return await store.bulk.call(lambda client: int(client.query(BYTES).result_rows[0][0]))
    finally:
        await store.close()


def _command(text: str, parameters: dict[str, Any], client: Client) -> None:
    client.command(text, parameters)


if __name__ == "__main__":
    _, folder_, project_, events_, days_ = sys.argv
    print(asyncio.run(fill(Path(folder_), project_, int(events_), int(days_))))
