"""SELECTs with one line per row of the answer, and the tallies of that row.

A line stands for something counted: a row that no event and no visit belongs to does not appear.
"""

from collections.abc import Sequence

from insights.adapters.clickhouse.compiler.conditions import passes
from insights.adapters.clickhouse.compiler.money import money_tally
from insights.adapters.clickhouse.compiler.selection import Selection, listed
from insights.adapters.clickhouse.compiler.tallies import (
    EVENT_TALLIES,
    MONEY,
    ROLLED_UP_TALLIES,
    VISIT_TALLIES,
)
from insights.adapters.clickhouse.compiler.visits import around, events_in, visits, within
from insights.domain.analytics.dimensions import Scope


def of_events(selection: Selection, tallies: Sequence[str]) -> str:
    """Events of the query, beside their visits where something reads them."""
    parameters, query = selection.parameters, selection.query
    source = events_in(query, query.period, parameters)
    if selection.reads_visits:
        source += f" INNER JOIN {visits(query, selection.visit_dimensions, parameters)} USING (session_id)"
    rows = (
        f"(SELECT {listed(['*', *selection.keys('time')])} FROM {source} "
        f"WHERE {passes(selection.filters, parameters)})"
    )
    expressions = EVENT_TALLIES if MONEY not in tallies else {**EVENT_TALLIES, MONEY: money_tally(selection)}
    return _counted(selection, [f"{_number(name, expressions[name])} AS {name}" for name in tallies], rows)


def of_visits(selection: Selection, tallies: Sequence[str]) -> str:
    """Visits of the query, one line for each distinct value among their events that pass."""
    parameters, query = selection.parameters, selection.query
    columns = listed(["session_id", "v_first", "v_last", "v_views", "v_interactive", "true AS counted"])
    rows = (
        f"(SELECT DISTINCT {listed([columns, *selection.keys('v_first')])} "
        f"FROM {events_in(query, around(query.period), parameters)} "
        f"INNER JOIN {visits(query, selection.visit_dimensions, parameters)} USING (session_id) "
        f"WHERE {within('v_first', query.period, parameters)} AND {passes(selection.filters, parameters)})"
    )
    return _counted(selection, [f"{_number(name, VISIT_TALLIES[name])} AS {name}" for name in tallies], rows)


def of_both(selection: Selection, of_events: Sequence[str], of_visits: Sequence[str]) -> str:
    """Either or both of the above in one pass over sessions, without a join: see `can_roll_up`."""
    parameters, query = selection.parameters, selection.query
    passing = passes(selection.event_filters, parameters)
    hit = f"({within('time', query.period, parameters)} AND {passing})"
    needed = dict.fromkeys(("visitors", *of_events)) if of_events else ()
    hits = [ROLLED_UP_TALLIES[name].inner.format(hit=hit) for name in needed]
    wanted = [*(["hits > 0"] if of_events else []), *(["counted"] if of_visits else [])]
    begun = f"{within('v_first', query.period, parameters)} AND passing"
    sessions = visits(
        query, selection.visit_dimensions, parameters, *hits, f"countIf({passing}) > 0 AS passing"
    )
    rows = (
        f"(SELECT {listed(['*', f'{begun} AS counted', *selection.keys('v_first')])} FROM {sessions} "
        f"WHERE {passes(selection.visit_filters, parameters)} AND ({' OR '.join(wanted)}))"
    )
    counted = {name: ROLLED_UP_TALLIES[name].outer for name in of_events}
    counted |= {name: VISIT_TALLIES[name] for name in of_visits}
    return _counted(selection, [f"{_number(name, sql)} AS {name}" for name, sql in counted.items()], rows)


def can_roll_up(selection: Selection, of_events: Sequence[str]) -> bool:
    """Everything that groups is the same for all events of a session, and what is counted of events adds up."""
    same_for_a_session = {Scope.VISIT} if of_events else {Scope.VISIT, Scope.TIME}
    return (
        selection.separable
        and selection.scopes <= same_for_a_session
        and set(of_events) <= set(ROLLED_UP_TALLIES)
    )


def _counted(selection: Selection, tallies: Sequence[str], rows: str) -> str:
    grouping = f" GROUP BY {listed(selection.aliases)}" if selection.aliases else ""
    return f"SELECT {listed([*selection.aliases, *tallies])} FROM {rows}{grouping}"


def _number(name: str, expression: str) -> str:
    """Parts are laid under one another, so all tallies have one type."""
    return expression if name == MONEY else f"toInt64({expression})"
