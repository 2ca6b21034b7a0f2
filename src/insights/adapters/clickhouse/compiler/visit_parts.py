"""The same over visits; and events of the query counted session by session, which spares a join."""

from collections.abc import Sequence

from insights.adapters.clickhouse.compiler.conditions import passes
from insights.adapters.clickhouse.compiler.money import has_worths
from insights.adapters.clickhouse.compiler.parts import counted
from insights.adapters.clickhouse.compiler.people import Linked
from insights.adapters.clickhouse.compiler.selection import Selection, listed
from insights.adapters.clickhouse.compiler.tallies import (
    LINKED_TALLIES,
    MONEY,
    ROLLED_UP_TALLIES,
    VISIT_TALLIES,
    VISITORS,
    RolledUp,
)
from insights.adapters.clickhouse.compiler.visits import around, events_in, visits, within
from insights.domain.analytics.dimensions import Scope


def of_visits(selection: Selection, tallies: Sequence[str]) -> str:
    """Visits of the query, one line for each distinct value among their events that pass."""
    rows = by_session(selection) if _can_collect(selection) else _beside_events(selection)
    return counted(selection, {name: VISIT_TALLIES[name] for name in tallies}, rows)


def of_sessions(selection: Selection, of_events: Sequence[str], of_visits: Sequence[str]) -> str:
    """Tallies of events and of visits in one pass: see `can_roll_up`."""
    tallies = session_tallies(selection, of_events, of_visits)
    return counted(selection, tallies, by_session(selection, of_events, of_visits))


def session_tallies(
    selection: Selection, of_events: Sequence[str], of_visits: Sequence[str]
) -> dict[str, str]:
    """Over the rows of `by_session`."""
    tallies = {name: _rolled_up(name, selection.linked).outer for name in of_events}
    return tallies | {name: VISIT_TALLIES[name] for name in of_visits}


def can_roll_up(selection: Selection, of_events: Sequence[str]) -> bool:
    """What groups is the same for all events of a session, and what is counted of them adds up."""
    return (
        selection.separable
        and selection.scopes <= {Scope.VISIT}
        and set(of_events) <= set(ROLLED_UP_TALLIES)
        and not (MONEY in of_events and has_worths(selection.filters))
    )


def _can_collect(selection: Selection) -> bool:
    """The values of a session's events can be collected before anything is known of the visit."""
    return selection.separable and Scope.GOAL not in selection.scopes


def by_session(
    selection: Selection, of_events: Sequence[str] = (), of_visits: Sequence[str] = ("visits",)
) -> str:
    """A line per session, or per session and values of its events, where something is to be counted."""
    period, parameters = selection.query.period, selection.parameters
    passing = passes(selection.event_filters, parameters)
    hit = f"({within('time', period, parameters)} AND {passing})"
    counts_visitors = not VISITORS.isdisjoint(of_events)
    needed = (*of_events, *([] if counts_visitors or not of_events else ["visitors"]))  # tells hits, too
    linked = selection.linked if counts_visitors else Linked.NOT
    further = list(dict.fromkeys(_rolled_up(name, linked).inner.format(hit=hit) for name in needed))
    collected, keys = _keys(selection, passing)
    further += [*collected, f"countIf({passing}) > 0 AS passing"]
    sessions = visits(selection, *further, linked=linked)
    begun = f"({within('v_first', period, parameters)} AND passing) AS counted"
    wanted = [*(["hits > 0"] if of_events else []), *(["counted"] if of_visits else [])]
    return (
        f"(SELECT {listed(['*', begun, *keys])} FROM {sessions} "
        f"WHERE {passes(selection.visit_filters, parameters)} AND ({' OR '.join(wanted)}))"
    )


def _rolled_up(name: str, linked: Linked) -> RolledUp:
    if linked is not Linked.NOT and name in LINKED_TALLIES:
        return LINKED_TALLIES[name]
    return ROLLED_UP_TALLIES[name]


def _keys(selection: Selection, passing: str) -> tuple[list[str], list[str]]:
    """Aggregates that collect the distinct values of a session's events, and the columns to group by."""
    of_events = [key for key in selection.keys("time") if key.scope in (Scope.EVENT, Scope.PROPERTY)]
    if not of_events:
        return [], [key.column for key in selection.keys("v_first")]
    values = listed(f"toString({key.value})" for key in of_events)
    collected = f"groupUniqArrayIf(tuple({values}), {passing}) AS v_values"
    parts = {key.alias: f"v_value.{n} AS {key.alias}" for n, key in enumerate(of_events, start=1)}
    of_visits = (parts.get(key.alias, key.column) for key in selection.keys("v_first"))
    return [collected], ["arrayJoin(v_values) AS v_value", *of_visits]


def _beside_events(selection: Selection) -> str:
    parameters, period = selection.parameters, selection.query.period
    columns = ["session_id", "v_first", "v_last", "v_views", "v_interactive", "true AS counted"]
    columns += [key.column for key in selection.keys("v_first")]
    return (
        f"(SELECT DISTINCT {listed(columns)} FROM {events_in(selection.query, around(period), parameters)} "
        f"INNER JOIN {visits(selection)} USING (session_id) "
        f"WHERE {within('v_first', period, parameters)} AND {passes(selection.filters, parameters)})"
    )
