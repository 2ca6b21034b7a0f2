"""Batches: how fast they are accepted, and how fast they can be asked about."""

import time
from pathlib import Path

from benchmarks.findings import Aim, Finding, Part
from benchmarks.load import Load, post
from benchmarks.processes import Running, insights_server
from benchmarks.single_event import EVENTS_PATH
from benchmarks.site import Site, batch, new_site

SIZES = (100, 1_000)
CONNECTIONS = 8
EVENTS_PER_SECOND = Aim(least=60_000)
SETTLE_SECONDS = 120


def measure(data_dir: Path, *, quick: bool) -> Part:
    findings = []
    for size in SIZES:
        # A process of its own each: the second would otherwise record what the first left in the queue.
        with insights_server(data_dir / str(size)) as server:
            findings += _measure(server, new_site(server.url), size, seconds=2 if quick else 8)
    how = (
        f"{CONNECTIONS} connections; the server on one core, the load on another. Queryable: from the first "
        "request until the queue is empty and a question counts every event."
    )
    return Part("Batches", how, findings)


def _measure(server: Running, site: Site, size: int, seconds: int) -> list[Finding]:
    begin = time.monotonic()
    load = post(server.url + EVENTS_PATH, batch(site, size), CONNECTIONS, seconds)
    stored = _recorded(server, site, load, size)
    elapsed = time.monotonic() - begin
    at = f"batches of {size:,}"
    return [
        Finding(f"accepted_{size}", f"accepted, {at}", load.per_second * size, "events/s", EVENTS_PER_SECOND),
        Finding(f"queryable_{size}", f"queryable, {at}", stored / elapsed, "events/s", EVENTS_PER_SECOND),
    ]


def _recorded(server: Running, site: Site, load: Load, size: int) -> int:
    """The count of stored events once nothing waits. Raises when an accepted event is missing."""
    deadline = time.monotonic() + SETTLE_SECONDS
    while server.queued_events():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{server.queued_events()} events still queued after {SETTLE_SECONDS} s")
        time.sleep(0.05)
    stored = site.count()
    if stored < load.requests * size:
        raise RuntimeError(f"{load.requests * size} events were accepted and {stored} are stored")
    return stored
