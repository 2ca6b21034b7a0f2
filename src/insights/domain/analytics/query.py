"""A question, parsed and resolved: what the planner, the compiler and the reference evaluator read.

Parsing turns the wire form (docs/query-api.md) into this; nothing after it looks at a clock, a
time zone name's default or a project's settings again.
"""

from enum import StrEnum
from typing import Literal

import msgspec

from insights.domain.accounts.project import Goal, VisitorBasis


class Operator(StrEnum):
    IS = "is"
    IS_NOT = "is_not"
    CONTAINS = "contains"
    CONTAINS_NOT = "contains_not"
    MATCHES = "matches"
    """RE2 syntax, found anywhere in the value."""
    MATCHES_NOT = "matches_not"


class Condition(msgspec.Struct, frozen=True, tag="condition"):
    """One dimension against values: any of them may hold, or for the negated operators none."""

    operator: Operator
    dimension: str
    values: tuple[str, ...]
    case_sensitive: bool = True


class GoalCondition(msgspec.Struct, frozen=True, tag="goal"):
    """Events that reach any of the goals."""

    goals: tuple[Goal, ...]


class Not(msgspec.Struct, frozen=True, tag="not"):
    filter: "Filter"


class All(msgspec.Struct, frozen=True, tag="and"):
    filters: "tuple[Filter, ...]"


class Any(msgspec.Struct, frozen=True, tag="or"):
    filters: "tuple[Filter, ...]"


Filter = Condition | GoalCondition | Not | All | Any


class Order(msgspec.Struct, frozen=True):
    by: str
    """A metric's or a dimension's name, one of those asked for."""
    direction: Literal["asc", "desc"]


class Period(msgspec.Struct, frozen=True):
    """Half open: `start` ≤ time < `end`, milliseconds since the epoch, UTC."""

    start: int
    end: int


class Query(msgspec.Struct, frozen=True, kw_only=True):
    project: str
    timezone: str
    """IANA name; ranges are resolved in it and time dimensions are labelled in it."""
    period: Period
    metrics: tuple[str, ...]
    dimensions: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()
    """All must hold."""
    order_by: tuple[Order, ...] = ()
    """Already completed with the default order; ties are broken by the dimension values, ascending."""
    limit: int = 10_000
    offset: int = 0
    goals: tuple[Goal, ...] = ()
    """The project's goals, read by the dimension `event:goal`."""
    visitor_basis: VisitorBasis = VisitorBasis.DAILY
    exact: bool = False
    total_rows: bool = False


MetricValue = int | float | None | tuple[tuple[str, str], ...]
"""Counts and seconds are integers, ratios and percents floats, money pairs of (currency, "12.50")."""


class Row(msgspec.Struct, frozen=True):
    dimensions: tuple[str, ...]
    metrics: tuple[MetricValue, ...]


class Answer(msgspec.Struct, frozen=True):
    """Rows in the query's order; `total_rows` (before paging) where the query asks for it."""

    rows: tuple[Row, ...]
    total_rows: int | None = None
    source: Literal["raw", "rollup", "mixed"] = "raw"
    exact: bool = True
    standard_error: float | None = None
    """Relative, of the counts of visitors, where they are not exact."""
