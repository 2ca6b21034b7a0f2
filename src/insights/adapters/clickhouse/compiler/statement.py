"""The whole statement: rows, what they are measured against, their order and page."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from insights.adapters.clickhouse.compiler.money import average, total
from insights.adapters.clickhouse.compiler.parameters import Parameters
from insights.adapters.clickhouse.compiler.people import Linked
from insights.adapters.clickhouse.compiler.plan import counts_all_names, rows_of, tallies_of
from insights.adapters.clickhouse.compiler.selection import Selection, listed
from insights.adapters.clickhouse.compiler.tallies import (
    EVERYONE,
    EVERYONE_IN_GROUP,
    FORMULAS,
    MONEY,
    MONEY_METRICS,
    PAGE_VIEWS,
    QUERY_VISITORS,
)
from insights.adapters.clickhouse.compiler.values import label
from insights.domain.analytics.query import Order, Query

_BESIDE: Final = (QUERY_VISITORS, EVERYONE, EVERYONE_IN_GROUP, PAGE_VIEWS)


@dataclass(frozen=True)
class Statement:
    """`columns` of a result row: as many labels as the query has dimensions, the tallies, and `row_count`."""

    text: str
    parameters: dict[str, Any]
    tallies: tuple[str, ...]


def compile_query(query: Query, settle_ties: bool = True, linked: Linked = Linked.NOT) -> Statement:
    """Without `settle_ties` the statement is quicker, and may throw: see `visits`. `linked` says what has to
    be followed to know a visitor."""
    parameters = Parameters()
    selection = Selection(query, parameters, query.dimensions, query.filters, settle_ties, linked)
    all_names = counts_all_names(query)
    tallies = tuple(dict.fromkeys(name for metric in query.metrics for name in tallies_of(metric, all_names)))
    rows = rows_of(selection, [name for name in tallies if name not in _BESIDE])
    labels = (label(name, alias) for name, alias in zip(query.dimensions, selection.aliases, strict=True))
    columns = [f"{text} AS label{position}" for position, text in enumerate(labels)]
    columns += [*_columns(selection, tallies), "count() OVER () AS row_count"]
    source = " ".join([f"({rows}) AS r", *_joins(selection, tallies)])
    text = (
        f"SELECT {listed(columns)} FROM {source} "
        f"ORDER BY {listed(_order(query, all_names))} "
        f"LIMIT {parameters.bind(query.limit, 'UInt64')} OFFSET {parameters.bind(query.offset, 'UInt64')}"
    )
    return Statement(text, parameters.values, tallies)


def _columns(selection: Selection, tallies: tuple[str, ...]) -> Iterator[str]:
    """Tallies by name; those that are one number for all rows, as subqueries."""
    for name in tallies:
        if name == QUERY_VISITORS:
            yield f"({_visitors(selection)}) AS {name}"
        elif name == EVERYONE or (name == EVERYONE_IN_GROUP and not _group(selection)):
            yield f"({_visitors(selection.without_goals())}) AS {name}"
        else:
            yield name


def _visitors(selection: Selection) -> str:
    return rows_of(selection.grouped_by(), ["visitors"])


def _group(selection: Selection) -> list[str]:
    return [name for name in selection.dimensions if name != "event:goal"]


def _joins(selection: Selection, tallies: tuple[str, ...]) -> Iterator[str]:
    """A row without a partner gets 0."""
    group = _group(selection)
    if EVERYONE_IN_GROUP in tallies and group:
        everyone = selection.without_goals().grouped_by(*group)
        yield _join(selection, group, everyone, "visitors", EVERYONE_IN_GROUP)
    if PAGE_VIEWS in tallies:
        pages = selection.grouped_by("event:page")
        yield _join(selection, ["visit:exit_page"], pages, "pageviews", PAGE_VIEWS)


def _join(selection: Selection, group: list[str], partner: Selection, tally: str, name: str) -> str:
    own = (selection.aliases[selection.dimensions.index(each)] for each in group)
    equal = " AND ".join(
        f"r.{ours} = {name}.{theirs}" for ours, theirs in zip(own, partner.aliases, strict=True)
    )
    counted = f"SELECT {listed([*partner.aliases, f'{tally} AS {name}'])} FROM ({rows_of(partner, [tally])})"
    return f"LEFT JOIN ({counted}) AS {name} ON {equal}"


def _order(query: Query, all_names: bool) -> Iterator[str]:
    for order in query.order_by:
        yield f"{_ordered_by(query, order, all_names)} {order.direction} NULLS LAST"
    yield from (f"label{position}" for position in range(len(query.dimensions)))
    yield "1"


def _ordered_by(query: Query, order: Order, all_names: bool) -> str:
    if order.by in query.dimensions:
        return f"label{query.dimensions.index(order.by)}"
    if order.by in MONEY_METRICS:
        return total(MONEY) if order.by == "total_revenue" else average(MONEY)
    part, *whole = tallies_of(order.by, all_names)
    formula = FORMULAS[order.by]
    return f"{part} * {formula.times} / nullIf({whole[0]} * {formula.over}, 0)" if whole else part
