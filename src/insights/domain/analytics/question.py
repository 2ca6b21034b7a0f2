"""A query as it was asked: what to answer, what to compare it with, and what to repeat of it."""

import msgspec

from insights.domain.analytics.query import Query


class Paging(msgspec.Struct, frozen=True):
    offset: int
    limit: int


class Echo(msgspec.Struct, frozen=True, omit_defaults=True):
    """The query as understood: `time` has its unit, the order is complete, ranges are moments in the zone."""

    project: str
    metrics: tuple[str, ...]
    date_range: tuple[str, str]
    timezone: str
    filters: object
    dimensions: tuple[str, ...]
    order_by: tuple[tuple[str, str], ...]
    include: dict[str, object]
    pagination: Paging
    exact: bool = False
    comparison_date_range: tuple[str, str] | None = None


class Question(msgspec.Struct, frozen=True):
    query: Query
    echo: Echo
    compared: Query | None = None
    """The same query over the period to compare with, not paged."""
    time_labels: tuple[str, ...] | None = None
    """The labels of the first time dimension's buckets, where they are asked for."""
