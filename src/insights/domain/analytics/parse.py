"""From the wire form of a query (docs/query-api.md), decoded but not trusted, to what is asked."""

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Final

import msgspec

from insights.domain.accounts.project import Goal, Project
from insights.domain.analytics.buckets import buckets
from insights.domain.analytics.comparison import compared_period
from insights.domain.analytics.dimensions import Scope, dimension_of
from insights.domain.analytics.faults import Faults, quoted
from insights.domain.analytics.fields import (
    Include,
    read_dimensions,
    read_include,
    read_metrics,
    read_order,
    read_pagination,
)
from insights.domain.analytics.filters import read_filters
from insights.domain.analytics.query import GoalCondition, Period, Query
from insights.domain.analytics.question import Echo, Paging, Question
from insights.domain.analytics.ranges import Now, Range, read_range, written
from insights.domain.analytics.requirements import unmet_needs
from insights.domain.errors import Fault, Invalid

MAX_TIME_LABELS: Final = 10_000
MAX_COMPARED_ROWS: Final = 100_000
"""Rows of the compared period that those of a page are looked up in."""

KEYS: Final = (
    "project",
    "site_id",
    "metrics",
    "date_range",
    "dimensions",
    "filters",
    "order_by",
    "include",
    "pagination",
    "exact",
)
_MAX_PROJECT_NAME: Final = 300
_NO_RANGE: Final = Range(Period(0, 0))


def project_named(wire: object) -> str:
    """The id or key under `project` or `site_id`: whose question it is. Raises Invalid."""
    if not isinstance(wire, dict):
        raise _refused("query", f"is {quoted(wire)}; it must be an object")
    named = [key for key in ("project", "site_id") if key in wire]
    if len(named) != 1:
        raise _refused("project", "one of project and site_id is required, and only one")
    name = wire[named[0]]
    if not isinstance(name, str) or not 0 < len(name) <= _MAX_PROJECT_NAME:
        raise _refused(named[0], f"is {quoted(name)}; it must be the id or key of a project")
    return name


def _refused(path: str, message: str) -> Invalid:
    return Invalid(f"{path}: {message}", [Fault(path, message)])


def mentions(wire: Mapping[str, object], dimension: str) -> bool:
    """Whether it stands anywhere in the filters or dimensions, however deeply nested."""
    left: list[object] = [wire.get("dimensions"), wire.get("filters")]
    while left:
        each = left.pop()
        if each == dimension:
            return True
        if isinstance(each, list):
            left += each
    return False


def parse(
    wire: Mapping[str, object],
    project: Project,
    goals: Sequence[Goal],
    now: int,
    first_event: int | None = None,
) -> Question:
    """`now` and `first_event` (of the project; only `all` looks at it) are milliseconds since the epoch.

    Raises Invalid with a fault for each place that breaks a rule.
    """
    faults = Faults()
    clock = Now(now, project.timezone, first_event)
    range_ = read_range(wire.get("date_range"), clock, "date_range", faults) or _NO_RANGE
    query = _read_query(wire, project, goals, range_.period, faults)
    include = read_include(wire.get("include", {}), query.dimensions, faults)
    _check_needs(query, faults)
    labels = _time_labels(query, include, faults)
    compared = None
    if include.comparison is not None:
        compared = compared_period(include.comparison, range_, clock, faults)
    faults.check()
    query = msgspec.structs.replace(query, total_rows=include.total_rows)
    return Question(
        query=query,
        echo=_echo(wire, query, compared),
        compared=None if compared is None else _over(query, compared),
        time_labels=labels if include.time_labels else None,
    )


def _read_query(
    wire: Mapping[str, object], project: Project, goals: Sequence[Goal], period: Period, faults: Faults
) -> Query:
    for key in wire:
        if key not in KEYS:
            faults.unknown(key, "key", key, KEYS)
    metrics = read_metrics(wire.get("metrics"), faults)
    dimensions = read_dimensions(wire.get("dimensions", []), period, faults)
    filters = read_filters(wire.get("filters", []), goals, faults)
    asked = [set(each.goals) for each in filters if isinstance(each, GoalCondition)]
    paging = read_pagination(wire.get("pagination", {}), faults)
    return Query(
        project=project.id,
        timezone=project.timezone,
        period=period,
        metrics=metrics,
        dimensions=dimensions,
        filters=filters,
        order_by=read_order(wire.get("order_by", []), metrics, dimensions, period, faults),
        limit=paging.limit,
        offset=paging.offset,
        goals=tuple(goal for goal in goals if not asked or goal in set().union(*asked)),
        visitor_basis=project.visitor_basis,
        exact=_read_exact(wire.get("exact", False), faults),
    )


def _read_exact(wire: object, faults: Faults) -> bool:
    if not isinstance(wire, bool):
        faults.add("exact", f"is {quoted(wire)}; it must be true or false")
    return wire is True


def _check_needs(query: Query, faults: Faults) -> None:
    if faults:
        return  # what is missing may only have been refused
    for index, name in enumerate(query.metrics):
        for need in unmet_needs(name, query.dimensions, query.filters):
            faults.add(f"metrics[{index}]", f"`{name}` needs {need}")


def _time_labels(query: Query, include: Include, faults: Faults) -> tuple[str, ...]:
    """Those of the first time dimension; a fault where there are too many to list, or to compare by."""
    if not include.time_labels and include.comparison is None:
        return ()
    units = [each.column for each in map(dimension_of, query.dimensions) if each.scope is Scope.TIME]
    first: tuple[str, ...] = ()
    for unit in reversed(units):
        first = tuple(islice(buckets(unit, query.period, query.timezone), MAX_TIME_LABELS + 1))
        if len(first) > MAX_TIME_LABELS:
            path = "include.time_labels" if include.time_labels else "include.comparison"
            faults.add(path, f"the range has more than {MAX_TIME_LABELS} buckets of time:{unit}")
    return first


def _over(query: Query, period: Period) -> Query:
    return msgspec.structs.replace(query, period=period, limit=MAX_COMPARED_ROWS, offset=0, total_rows=False)


def _echo(wire: Mapping[str, object], query: Query, compared: Period | None) -> Echo:
    include = wire.get("include", {})
    return Echo(
        project=query.project,
        metrics=query.metrics,
        date_range=written(query.period, query.timezone),
        timezone=query.timezone,
        filters=wire.get("filters", []),
        dimensions=query.dimensions,
        order_by=tuple((order.by, order.direction) for order in query.order_by),
        include=include if isinstance(include, dict) else {},
        pagination=Paging(query.offset, query.limit),
        exact=query.exact,
        comparison_date_range=None if compared is None else written(compared, query.timezone),
    )
