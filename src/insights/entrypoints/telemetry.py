"""What the server counts about itself. Labels come from closed lists: routes, methods, reasons."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from prometheus_client import (
    CollectorRegistry,
    Counter,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from insights.application.ingestion.accept import Outcome
from insights.application.ports.event_queue import QueueDepth
from insights.application.ports.records import DropCount, DropCounts
from insights.domain.ingestion.drops import Drop

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


# When a series began is of no use to anyone here and doubles the page.
disable_created_metrics()  # type: ignore[no-untyped-call]  # the library left it without types


class Telemetry:
    """One registry per server, so that two servers in one process do not share their counts."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self.registry)
        self._requests = Counter(
            "insights_http_requests",
            "Answers by route, method and status.",
            ["route", "method", "status"],
            registry=self.registry,
        )
        self._durations = Histogram(
            "insights_http_request_duration_seconds",
            "Time to the end of the answer.",
            ["route"],
            buckets=SECONDS,
            registry=self.registry,
        )
        self._steps = Histogram(
            "insights_record_step_duration_seconds",
            "Time of one step of recording; `append` is storing one batch.",
            ["step"],
            buckets=SECONDS,
            registry=self.registry,
        )
        self._events = Counter(
            "insights_events", "Events by what became of them.", ["outcome", "reason"], registry=self.registry
        )
        self._redis_failures = Counter(
            "insights_redis_failures",
            "Calls that Redis did not answer (connection) or refused (command).",
            ["kind"],
            registry=self.registry,
        )
        self._accepted = self._events.labels("accepted", "")
        # Looking a series up by its labels costs more than counting in it.
        self._answered = lru_cache(1_024)(self._requests.labels)
        self._took = lru_cache(256)(self._durations.labels)

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        known = method if method in METHODS else "other"
        self._answered(route, known, status).inc()
        self._took(route).observe(seconds)

    def taken_in(self, outcome: Outcome) -> None:
        """What became of the events of one request, at the door."""
        self._accepted.inc(outcome.accepted)
        for refusal in outcome.refusals:
            self._events.labels("rejected", refusal.reason).inc()

    def recording_step(self, step: str, events: int, seconds: float) -> None:
        """Told by the recorder after each of its steps; their names are a closed list."""
        self._steps.labels(step).observe(seconds)
        if step == "append":
            self._events.labels("stored", "").inc(events)

    def redis_failed(self, kind: str) -> None:
        self._redis_failures.labels(kind).inc()

    def left_out(self, drops: Iterable[Drop]) -> None:
        for drop in drops:
            self._events.labels("dropped", drop.reason).inc(drop.count)

    def watch_queue(self, depth: Callable[[], QueueDepth]) -> None:
        """Read the queue at each scrape, not in between."""
        self.registry.register(_QueueCollector(depth))

    def exposition(self) -> bytes:
        return generate_latest(self.registry)


class _QueueCollector(Collector):
    def __init__(self, depth: Callable[[], QueueDepth]) -> None:
        self._depth = depth

    def collect(self) -> Iterable[Metric]:
        depth = self._depth()
        yield GaugeMetricFamily("insights_queue_messages", "Messages in the queue.", value=depth.messages)
        yield GaugeMetricFamily(
            "insights_queue_events", "Accepted events not yet recorded.", value=depth.events
        )
        yield GaugeMetricFamily("insights_queue_bytes", "Bytes of the queue's messages.", value=depth.bytes)
        yield GaugeMetricFamily(
            "insights_queue_oldest_age_seconds",
            "Age of the oldest event not yet recorded: how far recording lags behind.",
            value=depth.oldest_age_ms / 1000,
        )


@dataclass(frozen=True, slots=True)
class CountedDrops(DropCounts):
    """Counts for the metrics what is counted for the project's owners."""

    counts: DropCounts
    telemetry: Telemetry

    async def add(self, message: int, drops: Sequence[Drop]) -> None:
        await self.counts.add(message, drops)
        self.telemetry.left_out(drops)

    async def of_project(self, project: str, first_day: str, last_day: str) -> Sequence[DropCount]:
        return await self.counts.of_project(project, first_day, last_day)
