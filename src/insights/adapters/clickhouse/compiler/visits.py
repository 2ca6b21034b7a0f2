"""Visits: one row per session, with what the query reads of it."""

from typing import Final

from insights.adapters.clickhouse.compiler.numbered import NumberedTexts
from insights.adapters.clickhouse.compiler.parameters import Parameters
from insights.adapters.clickhouse.compiler.people import Linked, with_people
from insights.adapters.clickhouse.compiler.selection import Selection, listed
from insights.adapters.clickhouse.compiler.shown import visit_column
from insights.adapters.clickhouse.compiler.tallies import IS_INTERACTIVE, IS_PAGEVIEW
from insights.domain.analytics.dimensions import Dimension, Reads
from insights.domain.analytics.query import Period, Query

VISIT_WINDOW_MS: Final = 24 * 60 * 60 * 1000
"""How far before and after the period a visit is looked at (docs/metrics.md)."""

_EDGE: Final = {
    Reads.FIRST_EVENT: ("min", "({})"),
    Reads.FIRST_PAGE: ("min", f"If({{}}, {IS_PAGEVIEW})"),
    Reads.LAST_PAGE: ("max", f"If({{}}, {IS_PAGEVIEW})"),
}
"""Aggregates that find the events which decide: the way to look, and among which events."""


def events_in(query: Query, period: Period, parameters: Parameters, linked: Linked = Linked.NOT) -> str:
    """The one place that reads the table for a question: every row is the project's."""
    events = (
        f"SELECT * FROM events WHERE project = {parameters.bind(query.project)} "
        f"AND {within('time', period, parameters)}"
    )
    return f"({with_people(events, query.project, linked, parameters)}) AS e"


def within(column: str, period: Period, parameters: Parameters) -> str:
    start, end = parameters.moment(period.start), parameters.moment(period.end)
    return f"({column} >= {start} AND {column} < {end})"


def around(period: Period) -> Period:
    return Period(period.start - VISIT_WINDOW_MS, period.end + VISIT_WINDOW_MS)


def visits(selection: Selection, *further: str, linked: Linked = Linked.NOT) -> str:
    """A row per session seen around the period; `further` columns are aggregates over its events, and
    `linked` is for those that read visitors."""
    query, parameters = selection.query, selection.parameters
    source = events_in(query, around(query.period), parameters, linked)
    read = {visit_column(each): each for each in selection.visit_dimensions}
    if selection.settle_ties:
        lists, values = [], {name: _by_id(each) for name, each in read.items()}
    else:
        numbered = {name: NumberedTexts(f"t_{name}", each.column) for name, each in read.items()}
        lists = [each.listed_from(source) for each in numbered.values()]
        values = {name: numbered[name].of_edge(*_EDGE[each.reads]) for name, each in read.items()}
    columns = [
        "session_id",
        "min(time) AS v_first",
        "max(time) AS v_last",
        f"countIf({IS_PAGEVIEW}) AS v_views",
        f"countIf({IS_INTERACTIVE}) AS v_interactive",
        *(f"{expression} AS {name}" for name, expression in values.items()),
        *further,
    ]
    before = f"WITH {listed(lists)} " if lists else ""
    return f"({before}SELECT {listed(columns)} FROM {source} GROUP BY session_id) AS v"


def _by_id(dimension: Dimension) -> str:
    """The value of the first (or last) event by time and id. Reading ids costs as much as all the rest."""
    edge, among = _EDGE[dimension.reads]
    arguments = among.format(f"{dimension.column}, id, time")
    return f"arg{edge.title()}Arg{edge.title()}{arguments}"
