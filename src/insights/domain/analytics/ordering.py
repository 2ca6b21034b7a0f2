"""The order of an answer's rows, by their exact values."""

from collections.abc import Mapping
from fractions import Fraction

from insights.domain.analytics.numbers import Exact
from insights.domain.analytics.query import Order, Query

Measured = tuple[tuple[str, ...], Mapping[str, Exact]]
"""A row's dimension values, and its metrics by name."""


def page_of(measured: list[Measured], query: Query) -> list[Measured]:
    """The rows of the query's page, in its order; ties are broken by the dimension values, ascending."""
    ordered = sorted(measured, key=lambda row: row[0])
    for order in reversed(query.order_by):
        _sort(ordered, order, query.dimensions)
    return ordered[query.offset : query.offset + query.limit]


def _sort(measured: list[Measured], order: Order, dimensions: tuple[str, ...]) -> None:
    """Stable. Nulls come last in either direction; money goes by the greatest of its amounts."""
    descending = order.direction == "desc"
    if order.by in dimensions:
        position = dimensions.index(order.by)
        measured.sort(key=lambda row: row[0][position], reverse=descending)
    else:
        measured.sort(key=lambda row: _rank(row[1][order.by], descending))


def _rank(exact: Exact, descending: bool) -> tuple[bool, Fraction]:
    amount = max(exact.values(), default=None) if isinstance(exact, Mapping) else exact
    if amount is None:
        return (True, Fraction(0))
    return (False, -Fraction(amount) if descending else Fraction(amount))
