"""The live view: two hundred sockets that watch one project, while events come in."""

import asyncio
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import Any, Final

import httpx
import msgspec
from websockets.asyncio.client import connect

from benchmarks.findings import Finding, Part
from benchmarks.processes import Running, insights_server
from benchmarks.single_event import EVENTS_PATH
from benchmarks.site import Site, new_site, single, warm_up

SOCKETS: Final = 200
EVENTS_PER_SECOND: Final = 50
"""Fewer than are told of in a second at most, so that each reaches every socket."""

_kind: Final = msgspec.json.Decoder(dict[str, Any])


@dataclass
class Seen:
    sent: dict[str, float] = field(default_factory=dict)
    """When, by the path of the page."""
    delays: list[float] = field(default_factory=list)


def measure(data_dir: Path, *, quick: bool) -> Part:
    seconds = 3 if quick else 15
    with insights_server(data_dir) as server:
        site = new_site(server.url)
        warm_up(server, site)
        findings = asyncio.run(_measure(server, site, seconds))
    how = (
        f"{SOCKETS} WebSockets watch a project for {seconds} s, during which {EVENTS_PER_SECOND} events a "
        "second are sent one by one. Delay: from before an event is sent until a socket has it, so with its "
        "way to the disk and into the store."
    )
    return Part("Live", how, findings)


async def _measure(server: Running, site: Site, seconds: int) -> list[Finding]:
    seen = Seen()
    async with httpx.AsyncClient(base_url=site.url, timeout=30) as client, asyncio.TaskGroup() as tasks:
        watchers = [tasks.create_task(_watch(await _stream(client, site), seen)) for _ in range(SOCKETS)]
        await asyncio.sleep(1)
        used, begin = server.cpu_seconds(), time.monotonic()
        for number in range(seconds * EVENTS_PER_SECOND):
            await asyncio.sleep(max(0.0, begin + number / EVENTS_PER_SECOND - time.monotonic()))
            tasks.create_task(_send(client, site, seen, f"/live/{number}"))
        await _until_told(seen, SOCKETS * seconds * EVENTS_PER_SECOND)
        elapsed, used = time.monotonic() - begin, server.cpu_seconds() - used
        for watcher in watchers:
            watcher.cancel()
    marks = quantiles(seen.delays, n=100)
    return [
        Finding("live_sent", "sent", len(seen.sent) / elapsed, "events/s"),
        Finding("live_told", "delivered to all sockets together", len(seen.delays) / elapsed, "events/s"),
        Finding("live_p50", "delay, half of them", marks[49] * 1000, "ms"),
        Finding("live_p99", "delay, 99 of 100", marks[98] * 1000, "ms"),
        Finding("live_cpu", "the server's share of one core", 100 * used / elapsed, "%"),
    ]


async def _stream(client: httpx.AsyncClient, site: Site) -> str:
    headers = {"authorization": f"Bearer {site.token}"}
    answer = await client.post(f"/api/v1/projects/{site.project}/live/ticket", headers=headers)
    ticket = answer.raise_for_status().json()["ticket"]
    return f"{site.url.replace('http', 'ws')}/api/v1/projects/{site.project}/live/stream?ticket={ticket}"


async def _watch(url: str, seen: Seen) -> None:
    async with connect(url, max_queue=None) as socket:
        async for text in socket:
            message = _kind.decode(text)
            if message["type"] == "event" and message["path"] in seen.sent:
                seen.delays.append(time.monotonic() - seen.sent[message["path"]])


async def _send(client: httpx.AsyncClient, site: Site, seen: Seen, path: str) -> None:
    body = single(site)
    body["events"][0] |= {"url": f"https://northwind.example{path}"}
    seen.sent[path] = time.monotonic()
    (await client.post(EVENTS_PATH, json=body)).raise_for_status()


async def _until_told(seen: Seen, wanted: int) -> None:
    deadline = time.monotonic() + 30
    while len(seen.delays) < wanted:
        if time.monotonic() > deadline:
            raise TimeoutError(f"{len(seen.delays)} of {wanted} events were told of")
        await asyncio.sleep(0.05)
