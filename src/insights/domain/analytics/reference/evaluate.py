"""From a query and all events to the answer: the rows that exist, their metrics, their order, the page."""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from insights.domain.analytics.metrics import METRICS, Counts
from insights.domain.analytics.numbers import Exact, shown
from insights.domain.analytics.query import Answer, MetricValue, Order, Query
from insights.domain.analytics.query import Row as AnswerRow
from insights.domain.analytics.reference.measures import MEASURES, Row, Whole
from insights.domain.analytics.reference.rows import Group, Selection
from insights.domain.ingestion.event import Event


def evaluate(query: Query, events: Iterable[Event]) -> Answer:
    """`events` in any order, of any projects; those of another project or time are left out here."""
    selection = Selection(query, events, query.filters)
    whole = Whole(query, selection)
    groups = selection.groups(query.dimensions)
    if not query.dimensions:
        groups.setdefault((), Group())
    rows = [Row(key, group, whole) for key, group in groups.items() if _exists(query, group)]
    measured = [(row, {name: MEASURES[name](row) for name in query.metrics}) for row in rows]
    measured.sort(key=lambda each: each[0].key)
    for order in reversed(query.order_by):
        _sort(measured, order, query.dimensions)
    page = measured[query.offset : query.offset + query.limit]
    return Answer(
        rows=tuple(AnswerRow(row.key, _shown(exact)) for row, exact in page),
        total_rows=len(measured) if query.total_rows else None,
    )


def _exists(query: Query, group: Group) -> bool:
    counted = {METRICS[name].counts for name in query.metrics}
    counts_events = Counts.EVENTS in counted and bool(group.events)
    counts_visits = Counts.VISITS in counted and bool(group.visits)
    return not query.dimensions or counts_events or counts_visits


def _shown(exact: Mapping[str, Exact]) -> tuple[MetricValue, ...]:
    return tuple(shown(METRICS[name].unit, value) for name, value in exact.items())


def _sort(measured: list[tuple[Row, dict[str, Exact]]], order: Order, dimensions: tuple[str, ...]) -> None:
    """Stable. Nulls come last in either direction; money goes by the greatest of its amounts."""
    descending = order.direction == "desc"
    if order.by in dimensions:
        position = dimensions.index(order.by)
        measured.sort(key=lambda each: each[0].key[position], reverse=descending)
    else:
        measured.sort(key=lambda each: _rank(each[1][order.by], descending))


def _rank(exact: Exact, descending: bool) -> tuple[bool, Fraction]:
    amount = max(exact.values(), default=None) if isinstance(exact, Mapping) else exact
    if amount is None:
        return (True, Fraction(0))
    return (False, -Fraction(amount) if descending else Fraction(amount))
