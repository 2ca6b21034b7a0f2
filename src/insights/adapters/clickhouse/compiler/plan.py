"""Which parts make the rows of a query, and which tallies each brings."""

from collections.abc import Sequence
from typing import Final

from insights.adapters.clickhouse.compiler.conditions import dimensions_read
from insights.adapters.clickhouse.compiler.money import NO_MONEY
from insights.adapters.clickhouse.compiler.parts import of_depths, of_events
from insights.adapters.clickhouse.compiler.selection import Selection, listed
from insights.adapters.clickhouse.compiler.tallies import (
    DEPTH_TALLIES,
    EVENT_TALLIES,
    FORMULAS,
    MONEY,
    MONEY_METRICS,
    VISIT_TALLIES,
    VISITOR_IDS,
)
from insights.adapters.clickhouse.compiler.visit_parts import can_roll_up, of_sessions, of_visits
from insights.domain.analytics.query import GoalCondition, Query

_ADDED: Final = {
    MONEY: f"sumMap({MONEY}.1, {MONEY}.2, {MONEY}.3)",
    VISITOR_IDS: f"groupUniqArrayArray({VISITOR_IDS})",
}
_NOTHING: Final = {MONEY: NO_MONEY, VISITOR_IDS: "CAST([], 'Array(UInt64)')"}
_NAMED: Final = {"event:name", "event:goal"}


def tallies_of(metric: str, all_names: bool) -> list[str]:
    """With a filter or dimension on names or goals, `events` leaves none out."""
    if metric in MONEY_METRICS:
        return [MONEY]
    if metric == "events" and all_names:
        return ["all_events"]
    formula = FORMULAS[metric]
    return [formula.part, *([formula.whole] if formula.whole else [])]


def counts_all_names(query: Query) -> bool:
    by_goal = any(isinstance(each, GoalCondition) for each in query.filters)
    read = {dimension.name for dimension in dimensions_read(query.filters)}
    return by_goal or bool(_NAMED & {*query.dimensions, *read})


def rows_of(selection: Selection, tallies: Sequence[str]) -> str:
    """One line per row of the answer, with these tallies of events and visits."""
    by_event = [name for name in tallies if name in EVENT_TALLIES or name == MONEY]
    by_depth = [name for name in tallies if name in DEPTH_TALLIES]
    by_visit = [name for name in tallies if name in VISIT_TALLIES]
    if not by_depth and (by_visit or selection.reads_visits) and can_roll_up(selection, by_event):
        return of_sessions(selection, by_event, by_visit)
    parts = []
    if by_event or by_depth:
        # Rows without a depth exist too.
        parts.append((of_events(selection, by_event or ["all_events"]), by_event))
    if by_depth:
        parts.append((of_depths(selection, by_depth), by_depth))
    if by_visit:
        parts.append((of_visits(selection, by_visit), by_visit))
    return parts[0][0] if len(parts) == 1 else _laid_together(selection, tallies, parts)


def _laid_together(
    selection: Selection, tallies: Sequence[str], parts: Sequence[tuple[str, Sequence[str]]]
) -> str:
    filled = (
        f"SELECT {listed([*selection.aliases, *(_or_nothing(name, own) for name in tallies)])} FROM ({part})"
        for part, own in parts
    )
    sums = (f"{_ADDED.get(name, f'sum({name})')} AS {name}" for name in tallies)
    grouping = f" GROUP BY {listed(selection.aliases)}" if selection.aliases else ""
    return f"SELECT {listed([*selection.aliases, *sums])} FROM ({' UNION ALL '.join(filled)}){grouping}"


def _or_nothing(name: str, own: Sequence[str]) -> str:
    if name in own:
        return name
    return f"{_NOTHING.get(name, 'toInt64(0)')} AS {name}"
