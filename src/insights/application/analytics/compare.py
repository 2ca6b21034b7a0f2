"""Joining the rows of a query with those of the period that it is compared with."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from insights.domain.analytics.buckets import buckets
from insights.domain.analytics.dimensions import Scope, dimension_of
from insights.domain.analytics.metrics import METRICS, Unit
from insights.domain.analytics.query import Answer, MetricValue, Query, Row

Pair = tuple[Row, Row | None]
"""A row, and the one it is compared with: None where the compared period has no such bucket."""

_EMPTY: Final[Mapping[Unit, MetricValue]] = {Unit.COUNT: 0, Unit.MONEY: ()}


Labels = Mapping[str, str] | None
"""From a bucket's label to that of its counterpart; None for a dimension other than time."""


def pair_rows(query: Query, compared: Query, answer: Answer, before: Answer) -> Iterator[Pair]:
    """The rows of `answer`, each with its counterpart: times meet by position, all else by value.

    Where a time is the only dimension and the answer holds all rows, buckets in which only the compared
    period has something join in as empty rows.
    """
    labels = [_counterparts(name, query, compared) for name in query.dimensions]
    found = {row.dimensions: row for row in before.rows}
    all_found = len(before.rows) < compared.limit
    rows = list(answer.rows)
    if len(labels) == 1 and labels[0] is not None and query.offset == 0 and len(rows) < query.limit:
        rows = _with_quiet_buckets(query, rows, labels[0], found)
    for row in rows:
        key = _translated(row.dimensions, labels)
        quiet = _empty_row(query, key) if key is not None and all_found else None
        yield row, quiet if key is None else found.get(key, quiet)


def _counterparts(name: str, query: Query, compared: Query) -> Labels:
    dimension = dimension_of(name)
    if dimension.scope is not Scope.TIME:
        return None
    own = buckets(dimension.column, query.period, query.timezone)
    return dict(zip(own, buckets(dimension.column, compared.period, compared.timezone), strict=False))


def _translated(key: tuple[str, ...], labels: Sequence[Labels]) -> tuple[str, ...] | None:
    values = [value if of is None else of.get(value) for value, of in zip(key, labels, strict=True)]
    known = tuple(value for value in values if value is not None)
    return known if len(known) == len(values) else None


def _with_quiet_buckets(
    query: Query, rows: list[Row], labels: Mapping[str, str], found: Mapping[tuple[str, ...], Row]
) -> list[Row]:
    busy = {row.dimensions for row in rows}
    quiet = [label for label, other in labels.items() if (label,) not in busy and (other,) in found]
    joined = rows + [_empty_row(query, (label,)) for label in quiet]
    first = query.order_by[0]
    if first.by in query.dimensions:
        joined.sort(key=lambda row: row.dimensions, reverse=first.direction == "desc")
    return joined


def _empty_row(query: Query, dimensions: tuple[str, ...]) -> Row:
    """A row in which nothing happened."""
    return Row(dimensions, tuple(_EMPTY.get(METRICS[name].unit) for name in query.metrics))
