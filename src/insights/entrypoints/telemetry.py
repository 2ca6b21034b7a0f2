"""What the server counts about itself. Labels come from closed lists: routes, methods, reasons."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from time import perf_counter

from prometheus_client import (
    CollectorRegistry,
    Counter,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from insights.application.ports.event_queue import QueueDepth

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


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
        self._appends = Histogram(
            "insights_append_duration_seconds",
            "Time to store one batch of events.",
            buckets=SECONDS,
            registry=self.registry,
        )
        self._events = Counter(
            "insights_events", "Events by what became of them.", ["outcome", "reason"], registry=self.registry
        )

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        known = method if method in METHODS else "other"
        self._requests.labels(route, known, str(status)).inc()
        self._durations.labels(route).observe(seconds)

    def events(self, outcome: str, reason: str, count: int) -> None:
        """`outcome` is `accepted`, `rejected`, `dropped` or `stored`; `reason` from its list, or empty."""
        self._events.labels(outcome, reason).inc(count)

    @contextmanager
    def append(self) -> Iterator[None]:
        started = perf_counter()
        yield
        self._appends.observe(perf_counter() - started)

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
