"""Visits: one row per session, with what the query reads of it."""

from collections.abc import Iterable
from typing import Final

from insights.adapters.clickhouse.compiler.parameters import Parameters
from insights.adapters.clickhouse.compiler.shown import visit_column
from insights.adapters.clickhouse.compiler.tallies import IS_INTERACTIVE, IS_PAGEVIEW
from insights.domain.analytics.dimensions import Dimension, Reads
from insights.domain.analytics.query import Period, Query

VISIT_WINDOW_MS: Final = 24 * 60 * 60 * 1000
"""How far before and after the period a visit is looked at (docs/metrics.md)."""

# Among the events of the least (or greatest) time, the one of the least (or greatest) id.
_READ: Final = {
    Reads.FIRST_EVENT: "argMinArgMin({column}, id, time)",
    Reads.FIRST_PAGE: f"argMinArgMinIf({{column}}, id, time, {IS_PAGEVIEW})",
    Reads.LAST_PAGE: f"argMaxArgMaxIf({{column}}, id, time, {IS_PAGEVIEW})",
}


def events_in(query: Query, period: Period, parameters: Parameters) -> str:
    """The one place that reads the table for a question: every row is the project's."""
    return (
        f"(SELECT * FROM events WHERE project = {parameters.bind(query.project)} "
        f"AND {within('time', period, parameters)})"
    )


def within(column: str, period: Period, parameters: Parameters) -> str:
    start, end = parameters.moment(period.start), parameters.moment(period.end)
    return f"({column} >= {start} AND {column} < {end})"


def around(period: Period) -> Period:
    return Period(period.start - VISIT_WINDOW_MS, period.end + VISIT_WINDOW_MS)


def visits(query: Query, dimensions: Iterable[Dimension], parameters: Parameters, *further: str) -> str:
    """A row per session seen around the period; `further` columns are aggregates over its events."""
    read = {visit_column(each): _READ[each.reads].format(column=each.column) for each in dimensions}
    columns = [
        "session_id",
        "min(time) AS v_first",
        "max(time) AS v_last",
        f"countIf({IS_PAGEVIEW}) AS v_views",
        f"countIf({IS_INTERACTIVE}) AS v_interactive",
        *(f"{expression} AS {name}" for name, expression in read.items()),
        *further,
    ]
    source = events_in(query, around(query.period), parameters)
    return f"(SELECT {', '.join(columns)} FROM {source} GROUP BY session_id)"
