"""How long single events take from place to place, from the request that brings them to the first answer that
counts them."""

import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from statistics import quantiles
from typing import Final

import httpx

from benchmarks.single_event import EVENTS_PATH
from benchmarks.site import Site, single
from benchmarks.traced import PLACES

PER_SECOND: Final = 25
"""Events, one at a time."""
WARM_UP: Final = "warm-up"
HOPS: Final = {
    "accepting (request to queue)": ("sent", "arrived"),
    "queueing (until it is durable)": ("arrived", "queued"),
    "taking (queue to recorder)": ("queued", "taken"),
    "recording (until it is stored)": ("taken", "recorded"),
    "asking (until an answer counts it)": ("recorded", "counted"),
    "from request to answer": ("sent", "counted"),
}

Moments = dict[str, dict[str, float]]
"""Seconds by event and place."""
Hops = Mapping[str, tuple[float, float]]
"""Milliseconds by hop: within them half of the events, and 99 of 100."""


def measure_hops(site: Site, traces: Path, seconds: int) -> Hops:
    """The server, and what belongs to it, runs traced."""
    moments: Moments = {}
    over = threading.Event()
    with httpx.Client(timeout=30) as client, ThreadPoolExecutor(1) as thread:
        _send(client, site, moments, WARM_UP)
        asking = thread.submit(_ask, site, moments, over)
        try:
            begin = time.monotonic()
            for number in range(seconds * PER_SECOND):
                time.sleep(max(0.0, begin + number / PER_SECOND - time.monotonic()))
                _send(client, site, moments, f"event-{number}")
            _wait_until_counted(moments, asking)
        finally:
            over.set()
    del moments[WARM_UP]
    _read_traces(traces, moments)
    return {
        hop: _spread([one[end] - one[begin] for one in moments.values()])
        for hop, (begin, end) in HOPS.items()
    }


def _send(client: httpx.Client, site: Site, moments: Moments, id_: str) -> None:
    body = single(site)
    body["events"][0] |= {"id": id_, "url": f"https://northwind.example/{id_}"}
    moments[id_] = {"sent": time.monotonic()}
    client.post(site.url + EVENTS_PATH, json=body).raise_for_status()


def _ask(site: Site, moments: Moments, over: threading.Event) -> None:
    """Which events are there, again and again."""
    question = {
        "project": site.project,
        "metrics": ["events"],
        "dimensions": ["event:page"],
        "date_range": "day",
    }
    headers = {"authorization": f"Bearer {site.token}"}
    with httpx.Client(base_url=site.url, headers=headers, timeout=60) as client:
        while not over.is_set():
            answer = client.post("/api/v1/query", json=question).raise_for_status().json()
            now = time.monotonic()
            for row in answer["results"]:
                moments[row["dimensions"][0].removeprefix("/")].setdefault("counted", now)


def _wait_until_counted(moments: Moments, asking: Future[None]) -> None:
    deadline = time.monotonic() + 60
    while waiting := [id_ for id_, one in moments.items() if "counted" not in one]:
        if asking.done():
            asking.result()
        if time.monotonic() > deadline:
            raise TimeoutError(f"{len(waiting)} events are not counted")
        time.sleep(0.05)


def _read_traces(folder: Path, moments: Moments) -> None:
    for file in folder.iterdir():
        for line in file.read_text().splitlines():
            place, at, *ids = line.split(" ")
            assert place in PLACES
            for id_ in ids:
                if id_ in moments:
                    moments[id_].setdefault(place, float(at))


def _spread(seconds: list[float]) -> tuple[float, float]:
    marks = quantiles(seconds, n=100)
    return marks[49] * 1000, marks[98] * 1000
