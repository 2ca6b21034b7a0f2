"""The rows of one bucket in one statement: all that happens in the period is in it, so rows are not grouped
by time, and the events of a session can be counted with their visit."""

from collections.abc import Iterable, Sequence
from typing import Final

from insights.adapters.clickhouse.compiler.parameters import Parameters
from insights.adapters.clickhouse.compiler.people import Linked
from insights.adapters.clickhouse.compiler.plan import rows_of
from insights.adapters.clickhouse.compiler.selection import Selection, listed
from insights.adapters.clickhouse.compiler.statement import Statement
from insights.adapters.clickhouse.compiler.tallies import MONEY, VISITOR_IDS
from insights.adapters.clickhouse.compiler.visit_parts import by_session, session_tallies
from insights.domain.analytics.dimensions import Scope
from insights.domain.analytics.query import Query

OF_EVENTS: Final = ("pageviews", "events", "all_events")
OF_VISITS: Final = ("visits", "views", "bounces", "duration_ms")
_EARNED: Final = f"{MONEY}.1 AS currencies, {MONEY}.2 AS amounts, {MONEY}.3 AS earning"


def compile_bucket(query: Query, linked: Linked = Linked.NOT, *, settle_ties: bool) -> Statement:
    """Of the bucket that the period is, or lies in. The query has one dimension of events, or none, or any
    number of visits, which make rows of their own, beside those without a dimension.

    Columns: the position of the dimension, as many as there are for none; its value; sums of events and
    visits; currencies, amounts and numbers of events; the distinct visitors. In no order.
    """
    parameters = Parameters()
    selection = Selection(query, parameters, query.dimensions, (), settle_ties, linked)
    of_events = [*OF_EVENTS, MONEY, VISITOR_IDS]
    if selection.scopes <= {Scope.VISIT}:
        rows = _of_each(selection, of_events)
    else:
        rows = f"SELECT 0 AS position, k0 AS value, * FROM ({rows_of(selection, [*of_events, *OF_VISITS])})"
    columns = ["position", "toString(value) AS text", *OF_EVENTS, *OF_VISITS, _EARNED, VISITOR_IDS]
    text = f"SELECT {listed(columns)} FROM ({rows}) WHERE all_events > 0 OR visits > 0"
    return Statement(text, parameters.values, ())


def _of_each(selection: Selection, of_events: Sequence[str]) -> str:
    tallies = session_tallies(selection, of_events, OF_VISITS)
    own = [f"grouping({alias}) = 0" for alias in selection.aliases]
    position = _first(own, map(str, range(len(own))), str(len(own)))
    value = _first(own, (f"toString({alias})" for alias in selection.aliases), "''")
    columns = [f"{position} AS position", f"{value} AS value"]
    columns += [f"{sql} AS {name}" for name, sql in tallies.items()]
    sets = listed(f"({alias})" for alias in [*selection.aliases, ""])
    sessions = by_session(selection, of_events, OF_VISITS)
    return f"SELECT {listed(columns)} FROM {sessions} GROUP BY GROUPING SETS ({sets})"


def _first(conditions: Sequence[str], values: Iterable[str], otherwise: str) -> str:
    branches = (f"{each}, {value}" for each, value in zip(conditions, values, strict=True))
    return f"multiIf({listed(branches)}, {otherwise})" if conditions else otherwise
