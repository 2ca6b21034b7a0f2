"""The closed list of metrics, one line each; what they mean stands in docs/metrics.md."""

from enum import StrEnum
from typing import Final

import msgspec


class Unit(StrEnum):
    COUNT = "count"
    SECONDS = "seconds"
    RATIO = "ratio"
    PERCENT = "percent"
    MONEY = "money"


class Counts(StrEnum):
    """What a metric counts in a row: events of the query, or visits of the query."""

    EVENTS = "event"
    VISITS = "visit"


class Need(StrEnum):
    """What a query must have, or may not have, for a metric to mean something."""

    DIMENSION = "at least one dimension"
    GOAL = "a filter on event:goal or the dimension event:goal"
    PAGE = "a filter on event:page or the dimension event:page"
    ONLY_EXIT_PAGE = "visit:exit_page as the only dimension"
    WHOLE_VISITS = "no event: dimension other than event:page and event:hostname"


class Metric(msgspec.Struct, frozen=True):
    name: str
    unit: Unit
    counts: Counts
    additive: bool = False
    """The numbers of two disjoint periods add up to that of both."""
    needs: tuple[Need, ...] = ()


_LIST: Final = (
    Metric("visitors", Unit.COUNT, Counts.EVENTS),
    Metric("visits", Unit.COUNT, Counts.VISITS, additive=True),
    Metric("pageviews", Unit.COUNT, Counts.EVENTS, additive=True),
    Metric("events", Unit.COUNT, Counts.EVENTS, additive=True),
    Metric("views_per_visit", Unit.RATIO, Counts.VISITS, needs=(Need.WHOLE_VISITS,)),
    Metric("bounce_rate", Unit.PERCENT, Counts.VISITS, needs=(Need.WHOLE_VISITS,)),
    Metric("visit_duration", Unit.SECONDS, Counts.VISITS, needs=(Need.WHOLE_VISITS,)),
    Metric("time_on_page", Unit.SECONDS, Counts.EVENTS, needs=(Need.PAGE,)),
    Metric("scroll_depth", Unit.PERCENT, Counts.EVENTS, needs=(Need.PAGE,)),
    Metric("exit_rate", Unit.PERCENT, Counts.VISITS, needs=(Need.ONLY_EXIT_PAGE,)),
    Metric("percentage", Unit.PERCENT, Counts.EVENTS, needs=(Need.DIMENSION,)),
    Metric("conversion_rate", Unit.PERCENT, Counts.EVENTS, needs=(Need.GOAL,)),
    Metric("group_conversion_rate", Unit.PERCENT, Counts.EVENTS, needs=(Need.GOAL,)),
    Metric("total_revenue", Unit.MONEY, Counts.EVENTS, additive=True),
    Metric("average_revenue", Unit.MONEY, Counts.EVENTS),
)

METRICS: Final[dict[str, Metric]] = {metric.name: metric for metric in _LIST}
