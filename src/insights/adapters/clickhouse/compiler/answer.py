"""From result rows to an answer, with the rounding that every engine shares."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from insights.adapters.clickhouse.compiler.plan import counts_all_names, tallies_of
from insights.adapters.clickhouse.compiler.statement import Statement
from insights.adapters.clickhouse.compiler.tallies import FORMULAS, MONEY, MONEY_METRICS
from insights.domain.analytics.metrics import METRICS
from insights.domain.analytics.numbers import Exact, quotient, shown
from insights.domain.analytics.query import Answer, Query, Row


def to_answer(query: Query, statement: Statement, rows: Sequence[Sequence[Any]], row_count: int) -> Answer:
    """`row_count` before paging."""
    all_names = counts_all_names(query)
    width = len(query.dimensions)
    answered = []
    for row in rows:
        tallies = dict(zip(statement.tallies, row[width:], strict=False))
        metrics = tuple(shown(METRICS[name].unit, exact(name, tallies, all_names)) for name in query.metrics)
        answered.append(Row(tuple(row[:width]), metrics))
    return Answer(tuple(answered), total_rows=row_count if query.total_rows else None)


def exact(metric: str, tallies: dict[str, Any], all_names: bool) -> Exact:
    if metric in MONEY_METRICS:
        by_currency = zip(*tallies[MONEY], strict=True)
        mean = metric == "average_revenue"
        return {
            currency: Fraction(amount) / (events if mean else 1) for currency, amount, events in by_currency
        }
    part, *whole = (tallies[name] for name in tallies_of(metric, all_names))
    formula = FORMULAS[metric]
    return quotient(formula.times * part, formula.over * whole[0]) if whole else int(part)
