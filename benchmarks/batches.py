"""Batches: how fast they are accepted, and how fast they can be asked about."""

import time
from pathlib import Path

from benchmarks.findings import Aim, Finding, Part
from benchmarks.load import post
from benchmarks.processes import Running, insights_server
from benchmarks.single_event import EVENTS_PATH
from benchmarks.site import Site, batch, new_site, wait_until_recorded, warm_up

SIZES = (100, 1_000)
CONNECTIONS = 8
EVENTS_PER_SECOND = Aim(least=60_000)


def measure(data_dir: Path, *, quick: bool) -> Part:
    findings = []
    for size in SIZES:
        # A process of its own each: the second would otherwise record what the first left in the queue.
        with insights_server(data_dir / str(size)) as server:
            findings += _measure(server, new_site(server.url), size, seconds=2 if quick else 8)
    how = (
        f"{CONNECTIONS} connections; the server on all cores, the load on the last of them. Queryable: from "
        "the first request until the queue is empty and a question counts every event."
    )
    return Part("Batches", how, findings)


def _measure(server: Running, site: Site, size: int, seconds: int) -> list[Finding]:
    warm_up(server, site)
    before = site.count()
    begin = time.monotonic()
    load = post(server.url + EVENTS_PATH, batch(site, size), CONNECTIONS, seconds)
    wait_until_recorded(server)
    stored = site.count() - before
    elapsed = time.monotonic() - begin
    if stored < load.requests * size:
        raise RuntimeError(f"{load.requests * size} events were accepted and {stored} are stored")
    at = f"batches of {size:,}"
    return [
        Finding(f"accepted_{size}", f"accepted, {at}", load.per_second * size, "events/s", EVENTS_PER_SECOND),
        Finding(f"queryable_{size}", f"queryable, {at}", stored / elapsed, "events/s", EVENTS_PER_SECOND),
    ]
