"""SELECTs over the events of a query: one line per row of the answer, with tallies of that row.

A line stands for something counted: a row that no event belongs to does not appear.
"""

from collections.abc import Mapping, Sequence

from insights.adapters.clickhouse.compiler.conditions import passes
from insights.adapters.clickhouse.compiler.money import money_tally
from insights.adapters.clickhouse.compiler.people import Linked
from insights.adapters.clickhouse.compiler.selection import Selection, listed
from insights.adapters.clickhouse.compiler.tallies import DEPTH_TALLIES, EVENT_TALLIES, LISTS, MONEY, VISITORS
from insights.adapters.clickhouse.compiler.visits import events_in, visits


def of_events(selection: Selection, tallies: Sequence[str]) -> str:
    money = {MONEY: money_tally(selection)} if MONEY in tallies else {}
    expressions = {**EVENT_TALLIES, **money}
    rows = passing_events(selection, visitors=not VISITORS.isdisjoint(tallies))
    return counted(selection, {name: expressions[name] for name in tallies}, rows)


def of_depths(selection: Selection, tallies: Sequence[str]) -> str:
    """The deepest scroll of each session, where it reports one."""
    by_session = listed([*selection.aliases, "session_id"])
    deepest = (
        f"(SELECT {by_session}, max(assumeNotNull(scroll_depth)) AS depth FROM {passing_events(selection)} "
        f"WHERE scroll_depth IS NOT NULL GROUP BY {by_session})"
    )
    return counted(selection, {name: DEPTH_TALLIES[name] for name in tallies}, deepest)


def counted(selection: Selection, tallies: Mapping[str, str], rows: str) -> str:
    """Parts are laid under one another, so all tallies but lists have one type."""
    columns = (f"{sql if name in LISTS else f'toInt64({sql})'} AS {name}" for name, sql in tallies.items())
    grouping = f" GROUP BY {listed(selection.aliases)}" if selection.aliases else ""
    return f"SELECT {listed([*selection.aliases, *columns])} FROM {rows}{grouping}"


def passing_events(selection: Selection, *, visitors: bool = False) -> str:
    """Those that pass, with the values that group them; beside their visits where something reads them.
    `visitors`: whether their visitors are read."""
    linked = selection.linked if visitors else Linked.NOT
    source = events_in(selection.query, selection.query.period, selection.parameters, linked)
    if selection.reads_visits:
        source += f" INNER JOIN {visits(selection)} USING (session_id)"
    columns = listed(["*", *(key.column for key in selection.keys("time"))])
    return f"(SELECT {columns} FROM {source} WHERE {passes(selection.filters, selection.parameters)})"
