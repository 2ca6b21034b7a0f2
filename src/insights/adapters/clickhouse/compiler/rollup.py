"""What goes into rollups: the tallies of questions, and the visitors themselves instead of their number."""

from typing import Final

from insights.adapters.clickhouse.compiler.parameters import Parameters
from insights.adapters.clickhouse.compiler.parts import passing_events
from insights.adapters.clickhouse.compiler.people import Linked
from insights.adapters.clickhouse.compiler.plan import rows_of
from insights.adapters.clickhouse.compiler.selection import Selection, listed
from insights.adapters.clickhouse.compiler.statement import Statement
from insights.adapters.clickhouse.compiler.tallies import MONEY
from insights.adapters.clickhouse.compiler.values import label
from insights.domain.analytics.query import Query

SUMS: Final = ("pageviews", "events", "all_events", "visits", "views", "bounces", "duration_ms")
VISITORS: Final = "visitor_ids"


def compile_sums(query: Query, settle_ties: bool = True) -> Statement:
    """Columns: a label per dimension of the query, `SUMS`, and money as three lists. In no order."""
    parameters = Parameters()
    selection = Selection(query, parameters, query.dimensions, (), settle_ties)
    tallies = (*SUMS, MONEY)
    text = f"SELECT {listed([*_labels(selection), *tallies])} FROM ({rows_of(selection, tallies)}) AS r"
    return Statement(text, parameters.values, tallies)


def compile_visitors(query: Query, linked: Linked = Linked.NOT) -> Statement:
    """Columns: a label per dimension, and the list of distinct visitors. In no order."""
    parameters = Parameters()
    selection = Selection(query, parameters, query.dimensions, (), linked=linked)
    grouped = (
        f"SELECT {listed([*selection.aliases, f'groupUniqArray(visitor_id) AS {VISITORS}'])} "
        f"FROM {passing_events(selection, visitors=True)} GROUP BY {listed(selection.aliases)}"
    )
    text = f"SELECT {listed([*_labels(selection), VISITORS])} FROM ({grouped}) AS r"
    return Statement(text, parameters.values, (VISITORS,))


def _labels(selection: Selection) -> list[str]:
    pairs = zip(selection.dimensions, selection.aliases, strict=True)
    return [f"{label(name, alias)} AS label{position}" for position, (name, alias) in enumerate(pairs)]
