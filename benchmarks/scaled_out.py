"""Several processes against one: events through API, Redis, worker and store, on the same machine."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import Final, NamedTuple

from tests.builders.scaled_out import shared_settings
from tests.builders.services.clickhouse import ClickHouse
from tests.builders.services.postgres import Postgres
from tests.builders.services.process import PrivateService
from tests.builders.services.redis import Redis

from benchmarks.findings import Finding, Part
from benchmarks.hops import Hops, measure_hops
from benchmarks.load import post
from benchmarks.processes import Running, insights_server, insights_worker
from benchmarks.single_event import EVENTS_PATH
from benchmarks.site import Site, batch, new_site, wait_until_counted

SIZE: Final = 100
CONNECTIONS: Final = 8
TRACED: Final = "benchmarks.traced"


class Rate(NamedTuple):
    """Events per second."""

    accepted: float
    queryable: float


class Services(NamedTuple):
    postgres: PrivateService
    redis: PrivateService
    clickhouse: PrivateService

    def settings(self, number: int) -> dict[str, str]:
        """Of an installation of its own within them: its number is that of its database on Redis."""
        redis = self.redis.url.removesuffix("/0") + f"/{number}"
        settings = shared_settings(self.postgres.url, redis, redis, self.clickhouse.url)
        return settings | {"INSIGHTS_ROLLUP_INTERVAL": "600"}


def measure(data_dir: Path, *, quick: bool) -> Part:
    """Installations take turns, so that a slow minute of the machine meets all of them."""
    seconds, rounds = (2, 1) if quick else (8, 3)
    with services() as found:
        findings = [*_rates(data_dir, found, seconds, rounds), *_hops(data_dir, found, 3 if quick else 20)]
    how = (
        f"Batches of {SIZE} over {CONNECTIONS} connections, {rounds} × {seconds} s in turn, the median "
        "round: one process with everything in it; then API, Redis and workers as processes of their own on "
        "the same cores, with PostgreSQL and the ClickHouse engine behind the tests' HTTP server. Queryable: "
        "from the first request until a question counts every event. Hops: single events, one at a time, so "
        "that no hop waits for its turn; half of them, and 99 of 100."
    )
    return Part("Scaled out", how, findings)


@contextmanager
def services() -> Iterator[Services]:
    """Real ones, on free ports, gone at the end."""
    with ExitStack() as stack:
        found = Services(Postgres(), Redis(), ClickHouse())
        for service in found:
            stack.callback(service.remove)
            service.start()
        yield found


@contextmanager
def scaled_out(
    folder: Path, settings: Mapping[str, str], workers: int, module: str = "insights"
) -> Iterator[Running]:
    """Its server, once all processes are ready."""
    migrate = [sys.executable, "-m", "insights", "migrate", "--data-dir", str(folder / "migrate")]
    subprocess.run(migrate, env=os.environ | settings, check=True, capture_output=True, timeout=60)
    with ExitStack() as stack:
        for number in range(workers):
            stack.enter_context(insights_worker(folder / f"worker-{number}", settings, module=module))
        yield stack.enter_context(insights_server(folder / "server", settings, module=module))


def _rates(folder: Path, found: Services, seconds: int, rounds: int) -> Iterator[Finding]:
    with ExitStack() as stack:
        kinds = {
            "one process": insights_server(folder / "one"),
            "API and 1 worker": scaled_out(folder / "1-worker", found.settings(1), 1),
            "API and 2 workers": scaled_out(folder / "2-workers", found.settings(2), 2),
        }
        sites = {kind: new_site(stack.enter_context(opened).url) for kind, opened in kinds.items()}
        for site in sites.values():
            _round(site, 1)
        turns = [{kind: _round(site, seconds) for kind, site in sites.items()} for _ in range(rounds)]
    for place, what in enumerate(Rate._fields):
        for kind in sites:
            rate = median(turn[kind][place] for turn in turns)
            yield Finding(f"{what}_{kind}", f"{what}, {kind}", rate, "events/s")
        for kind in list(sites)[1:]:
            ratio = median(turn[kind][place] / turn["one process"][place] for turn in turns)
            yield Finding(f"{what}_ratio_{kind}", f"{what}, {kind}: ratio to one process", ratio)


def _round(site: Site, seconds: int) -> Rate:
    before, begin = site.count(), time.monotonic()
    load = post(site.url + EVENTS_PATH, batch(site, SIZE), CONNECTIONS, seconds)
    wait_until_counted(site, before + load.requests * SIZE)
    elapsed = time.monotonic() - begin
    return Rate(load.per_second * SIZE, load.requests * SIZE / elapsed)


def _hops(folder: Path, found: Services, seconds: int) -> Iterator[Finding]:
    traces = folder / "traces"
    for kind, number in (("one process", 0), ("API and 1 worker", 1)):
        (into := traces / str(number)).mkdir(parents=True)
        settings = {"BENCHMARK_TRACES": str(into)}
        opened = (
            scaled_out(folder / "hops", found.settings(3) | settings, number, TRACED)
            if number
            else insights_server(folder / "hops-one", settings, module=TRACED)
        )
        with opened as server:
            hops = measure_hops(new_site(server.url), into, seconds)
        yield from _findings(kind, hops)


def _findings(kind: str, hops: Hops) -> Iterator[Finding]:
    for hop, (half, most) in hops.items():
        yield Finding(f"hop_{hop}", f"{hop}, {kind}", half, "ms", note=f"99 of 100 within {most:.0f} ms")
