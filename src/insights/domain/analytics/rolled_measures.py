"""Metrics from the sums that rollups hold: all but those of visitors, who cannot be added up."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Final

from insights.domain.analytics.numbers import Exact, quotient
from insights.domain.analytics.rolled_rows import Cell

Cells = Sequence[Cell]


def sum_of(cells: Cells, name: str) -> int:
    return sum(cell.sum(name) for cell in cells)


def _revenue(cells: Cells, mean: bool) -> Exact:
    sums: dict[str, tuple[Fraction, int]] = {}
    for cell in cells:
        for currency, earned in cell.bucket.revenue.get(cell.position, {}).items():
            amount, events = sums.get(currency, (Fraction(0), 0))
            sums[currency] = amount + Fraction(earned.amount), events + earned.events
    return {currency: amount / events if mean else amount for currency, (amount, events) in sums.items()}


MEASURES: Final[dict[str, Callable[[Cells], Exact]]] = {
    "visits": lambda cells: sum_of(cells, "visits"),
    "pageviews": lambda cells: sum_of(cells, "pageviews"),
    "events": lambda cells: sum_of(cells, "events"),
    "views_per_visit": lambda cells: quotient(sum_of(cells, "views"), sum_of(cells, "visits")),
    "bounce_rate": lambda cells: quotient(100 * sum_of(cells, "bounces"), sum_of(cells, "visits")),
    "visit_duration": lambda cells: quotient(
        Fraction(sum_of(cells, "duration_ms"), 1000), sum_of(cells, "visits")
    ),
    "total_revenue": lambda cells: _revenue(cells, mean=False),
    "average_revenue": lambda cells: _revenue(cells, mean=True),
}
