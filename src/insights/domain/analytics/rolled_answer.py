"""Answering from rollups: which questions they suffice for, and how their rows make the answer."""

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Final

import msgspec

from insights.domain.analytics.buckets import bucket
from insights.domain.analytics.dimensions import Scope, dimension_of
from insights.domain.analytics.metrics import METRICS, Counts
from insights.domain.analytics.numbers import Exact, quotient, shown
from insights.domain.analytics.ordering import Measured, page_of
from insights.domain.analytics.query import Answer, Condition, Operator, Query, Row
from insights.domain.analytics.requirements import filtered_dimensions
from insights.domain.analytics.rollups import NO_DIMENSION, ROLLED_UP, RollupRow, Span, Stretch

Rows = Sequence[RollupRow]
CountVisitors = Callable[[Iterable[bytes]], int]
"""Of the union of sketches."""


class Suffices(msgspec.Struct, frozen=True):
    """The rows that answer a question."""

    stretch: Stretch
    value: str | None
    """Only those of this value."""


def rollups_for(query: Query) -> Suffices | None:
    """None where rollups cannot answer it, or the question insists on exact numbers."""
    if query.exact or not set(query.metrics) <= {"visitors", *_MEASURES}:
        return None
    units = {dimension_of(n).column for n in query.dimensions if dimension_of(n).scope is Scope.TIME}
    named = {name for name in query.dimensions if dimension_of(name).scope is not Scope.TIME}
    value = None
    if query.filters:
        condition = query.filters[0]
        if len(query.filters) > 1 or not isinstance(condition, Condition) or not _is_one_value(condition):
            return None
        named.add(condition.dimension)
        value = condition.values[0]
    span = Span.HOUR if "hour" in units else Span.DAY
    dimension = min(named, default=NO_DIMENSION)
    if len(named) > 1 or "minute" in units or span not in ROLLED_UP.get(dimension, ()):
        return None
    stretch = Stretch(
        project=query.project,
        timezone=query.timezone,
        span=span,
        dimension=dimension,
        period=query.period,
    )
    return Suffices(stretch, value)


def answer_of(query: Query, rows: Rows, count: CountVisitors) -> Answer:
    """Rows of what `rollups_for` asks for, merged. Whether it is exact is for whoever made the sketches."""
    all_names = "event:name" in {*query.dimensions, *filtered_dimensions(query.filters)}
    groups: dict[tuple[str, ...], list[RollupRow]] = {} if query.dimensions else {(): []}
    for row in rows:
        groups.setdefault(_key(query, row), []).append(row)
    measured: list[Measured] = [
        (key, {name: _measure(name, group, count, all_names) for name in query.metrics})
        for key, group in groups.items()
        if not query.dimensions or _exists(query, group)
    ]
    page = page_of(measured, query)
    shown_rows = (Row(key, tuple(shown(METRICS[n].unit, e) for n, e in exact.items())) for key, exact in page)
    return Answer(tuple(shown_rows), total_rows=len(measured) if query.total_rows else None)


def _is_one_value(condition: Condition) -> bool:
    return condition.operator is Operator.IS and len(condition.values) == 1 and condition.case_sensitive


def _key(query: Query, row: RollupRow) -> tuple[str, ...]:
    found = map(dimension_of, query.dimensions)
    return tuple(
        bucket(each.column, row.start, query.timezone) if each.scope is Scope.TIME else row.value
        for each in found
    )


def _exists(query: Query, rows: Rows) -> bool:
    counted = {METRICS[name].counts for name in query.metrics}
    counts_events = Counts.EVENTS in counted and any(row.all_events for row in rows)
    return counts_events or (Counts.VISITS in counted and any(row.visits for row in rows))


def _measure(name: str, rows: Rows, count: CountVisitors, all_names: bool) -> Exact:
    if name == "visitors":
        return count(row.visitors for row in rows)
    if name == "events" and all_names:
        return _sum(rows, "all_events")
    return _MEASURES[name](rows)


def _sum(rows: Rows, field: str) -> int:
    return sum(getattr(row, field) for row in rows)


def _revenue(rows: Rows, mean: bool) -> Exact:
    sums: dict[str, tuple[Fraction, int]] = {}
    for row in rows:
        for currency, earned in row.revenue.items():
            amount, events = sums.get(currency, (Fraction(0), 0))
            sums[currency] = amount + Fraction(earned.amount), events + earned.events
    return {currency: amount / events if mean else amount for currency, (amount, events) in sums.items()}


_MEASURES: Final[dict[str, Callable[[Rows], Exact]]] = {
    "visits": lambda rows: _sum(rows, "visits"),
    "pageviews": lambda rows: _sum(rows, "pageviews"),
    "events": lambda rows: _sum(rows, "events"),
    "views_per_visit": lambda rows: quotient(_sum(rows, "views"), _sum(rows, "visits")),
    "bounce_rate": lambda rows: quotient(100 * _sum(rows, "bounces"), _sum(rows, "visits")),
    "visit_duration": lambda rows: quotient(Fraction(_sum(rows, "duration_ms"), 1000), _sum(rows, "visits")),
    "total_revenue": lambda rows: _revenue(rows, mean=False),
    "average_revenue": lambda rows: _revenue(rows, mean=True),
}
