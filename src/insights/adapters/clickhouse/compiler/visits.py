"""Visits: one row per session, with what the query reads of it."""

from typing import Final

from insights.adapters.clickhouse.compiler.parameters import Parameters
from insights.adapters.clickhouse.compiler.selection import Selection
from insights.adapters.clickhouse.compiler.shown import visit_column
from insights.adapters.clickhouse.compiler.tallies import IS_INTERACTIVE, IS_PAGEVIEW
from insights.domain.analytics.dimensions import Dimension, Reads
from insights.domain.analytics.query import Period, Query

VISIT_WINDOW_MS: Final = 24 * 60 * 60 * 1000
"""How far before and after the period a visit is looked at (docs/metrics.md)."""

_EDGE: Final = {
    Reads.FIRST_EVENT: ("ArgMin", "time"),
    Reads.FIRST_PAGE: ("ArgMinIf", f"time, {IS_PAGEVIEW}"),
    Reads.LAST_PAGE: ("ArgMaxIf", f"time, {IS_PAGEVIEW}"),
}
"""Aggregates over the events of the least (or greatest) time."""
_BY_ID: Final = {Reads.FIRST_EVENT: "argMin", Reads.FIRST_PAGE: "argMin", Reads.LAST_PAGE: "argMax"}


def events_in(query: Query, period: Period, parameters: Parameters) -> str:
    """The one place that reads the table for a question: every row is the project's."""
    return (
        f"(SELECT * FROM events WHERE project = {parameters.bind(query.project)} "
        f"AND {within('time', period, parameters)}) AS e"
    )


def within(column: str, period: Period, parameters: Parameters) -> str:
    start, end = parameters.moment(period.start), parameters.moment(period.end)
    return f"({column} >= {start} AND {column} < {end})"


def around(period: Period) -> Period:
    return Period(period.start - VISIT_WINDOW_MS, period.end + VISIT_WINDOW_MS)


def visits(selection: Selection, *further: str) -> str:
    """A row per session seen around the period; `further` columns are aggregates over its events."""
    query, parameters = selection.query, selection.parameters
    read = {visit_column(each): _value(each, selection.settle_ties) for each in selection.visit_dimensions}
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
    return f"(SELECT {', '.join(columns)} FROM {source} GROUP BY session_id) AS v"


def _value(dimension: Dimension, settle_ties: bool) -> str:
    """The value of the first (or last) event by time and id.

    Reading every id costs more than all the rest, and the id decides only where events of one millisecond
    differ in this value. So without `settle_ties` the statement throws (TIED) when it meets such a visit.
    """
    edge, time = _EDGE[dimension.reads]
    column = dimension.column
    if settle_ties:
        return f"{_BY_ID[dimension.reads]}{edge}({column}, id, {time})"
    least, greatest = f"min{edge}({column}, {time})", f"max{edge}({column}, {time})"
    return f"if(throwIf({least} != {greatest}) = 0, {least}, '')"
