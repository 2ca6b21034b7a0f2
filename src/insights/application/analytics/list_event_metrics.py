"""Every event name's numbers, hour by hour."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import msgspec

from insights.application.analytics.read_rollups import ReadRollups, Source
from insights.application.analytics.result import Amount
from insights.application.ports.rollups import Sketches
from insights.domain.accounts.project import Project
from insights.domain.analytics.numbers import amount_text
from insights.domain.analytics.query import Period
from insights.domain.analytics.rollups import RollupRow, Span, Stretch, bucket_start, next_start


class EventMetric(msgspec.Struct, frozen=True):
    event: str
    metric: str
    value: int | tuple[Amount, ...]
    start: int
    """Of the local hour, milliseconds since the epoch."""
    end: int


class EventMetrics(msgspec.Struct, frozen=True):
    items: list[EventMetric]
    """By hour, event and metric; what has no value is absent."""
    source: Source
    exact: bool
    standard_error: float


def _revenue(row: RollupRow, _: Sketches) -> tuple[Amount, ...]:
    earned = sorted(row.revenue.items())
    return tuple(Amount(currency, amount_text(Fraction(e.amount), currency)) for currency, e in earned)


METRICS: Final[dict[str, Callable[[RollupRow, Sketches], int | tuple[Amount, ...]]]] = {
    "events": lambda row, _: row.all_events,
    "total_revenue": _revenue,
    "visitors": lambda row, sketches: sketches.count([row.visitors]),
    "visits": lambda row, _: row.visits,
}
"""What an event's name has of its own: as in docs/metrics.md with the dimension `event:name`. In order."""


@dataclass(frozen=True)
class ListEventMetrics:
    read: ReadRollups
    sketches: Sketches

    async def __call__(
        self, project: Project, period: Period, event: str | None = None, metric: str | None = None
    ) -> EventMetrics:
        """Of whole hours, all that share time with the period; `metric` is one of `METRICS`. Raises
        Unavailable."""
        rolled = await self.read(_hours(project, period), event)
        wanted = [metric] if metric else list(METRICS)
        items = [item for row in rolled.rows for item in self._items(row, wanted, project.timezone)]
        counted = (item.value for item in items if item.metric == "visitors")
        exact = all(isinstance(value, int) and value <= self.sketches.exact_up_to for value in counted)
        return EventMetrics(items, rolled.source, exact, self.sketches.standard_error)

    def _items(self, row: RollupRow, metrics: list[str], timezone: str) -> Iterator[EventMetric]:
        end = next_start(Span.HOUR, row.start, timezone)
        for name in metrics:
            if value := METRICS[name](row, self.sketches):
                yield EventMetric(row.value, name, value, row.start, end)


def _hours(project: Project, period: Period) -> Stretch:
    zone = project.timezone
    last = bucket_start(Span.HOUR, period.end - 1, zone)
    whole = Period(bucket_start(Span.HOUR, period.start, zone), next_start(Span.HOUR, last, zone))
    return Stretch(project=project.id, timezone=zone, span=Span.HOUR, dimension="event:name", period=whole)
