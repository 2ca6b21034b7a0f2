"""Rows of rollups by several dimensions of visits at once: the events are read, and brought to their visits,
once for all of them. What is added up are rows of the one compiler, grouped by all dimensions together.
"""

from collections.abc import Sequence
from typing import Final

from insights.adapters.clickhouse.compiler.parameters import Parameters
from insights.adapters.clickhouse.compiler.parts import passing_events
from insights.adapters.clickhouse.compiler.people import Linked
from insights.adapters.clickhouse.compiler.plan import rows_of
from insights.adapters.clickhouse.compiler.rollup import SUMS, VISITORS
from insights.adapters.clickhouse.compiler.selection import Selection, listed
from insights.adapters.clickhouse.compiler.statement import Statement
from insights.adapters.clickhouse.compiler.tallies import MONEY
from insights.adapters.clickhouse.compiler.values import label
from insights.domain.analytics.query import Query

_MONEY: Final = f"sumMap({MONEY}.1, {MONEY}.2, {MONEY}.3) AS {MONEY}"


def compile_sums_of_each(query: Query) -> Statement:
    """The first dimension is of time. Columns: its label, the name of one of the others, that one's value,
    `SUMS`, and money as three lists. In no order."""
    tallies = (*SUMS, MONEY)
    selection = _selection(query)
    sums = [*(f"sum({name}) AS {name}" for name in SUMS), _MONEY]
    text = _of_each(selection, sums, f"({rows_of(selection, tallies)})")
    return Statement(text, selection.parameters.values, tallies)


def compile_visitors_of_each(query: Query, linked: Linked = Linked.NOT) -> Statement:
    """The same, with the list of distinct visitors instead."""
    selection = _selection(query, linked)
    once = listed([*selection.aliases, "visitor_id"])
    rows = f"(SELECT {once} FROM {passing_events(selection, visitors=True)} GROUP BY {once})"
    text = _of_each(selection, [f"groupUniqArray(visitor_id) AS {VISITORS}"], rows)
    return Statement(text, selection.parameters.values, (VISITORS,))


def _selection(query: Query, linked: Linked = Linked.NOT) -> Selection:
    return Selection(query, Parameters(), query.dimensions, (), linked=linked)


def _of_each(selection: Selection, expressions: Sequence[str], rows: str) -> str:
    (time, *named), (bucket, *aliases) = selection.dimensions, selection.aliases
    names = listed(selection.parameters.bind(name) for name in named)
    values = listed(label(name, alias) for name, alias in zip(named, aliases, strict=True))
    return (
        f"SELECT {label(time, bucket)} AS label0, dimension, label1, {listed(expressions)} FROM {rows} AS r "
        f"ARRAY JOIN [{names}] AS dimension, [{values}] AS label1 GROUP BY label0, dimension, label1"
    )
