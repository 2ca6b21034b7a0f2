"""What is counted for each metric, and how the counts make the metric.

A tally is an integer per row of the answer, so every engine adds them up alike, and quotients are made from
exact numbers at the end: in SQL to order rows, in Python to show them.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

from insights.domain.ingestion.names import ENGAGEMENT, NOT_INTERACTIVE, PAGEVIEW


def _texts(names: Iterable[str]) -> str:
    return ", ".join(f"'{name}'" for name in sorted(names))


IS_PAGEVIEW: Final = f"name = '{PAGEVIEW}'"
IS_INTERACTIVE: Final = f"name NOT IN ({_texts(NOT_INTERACTIVE)})"
IS_READING: Final = f"name IN ({_texts((PAGEVIEW, ENGAGEMENT))})"

MONEY: Final = "money"
"""Three lists: currencies, sums, and how many events each sum is made of."""
VISITOR_IDS: Final = "visitor_ids"
"""A list of the distinct ones."""
LISTS: Final = (MONEY, VISITOR_IDS)
VISITORS: Final = frozenset({"visitors", VISITOR_IDS})

EVENT_TALLIES: Final = {
    "visitors": "uniqExact(visitor_id)",
    VISITOR_IDS: "groupUniqArray(visitor_id)",
    "pageviews": f"countIf({IS_PAGEVIEW})",
    "events": f"countIf({IS_INTERACTIVE})",
    "all_events": "count()",
    "engaged_ms": "sum(engaged_ms)",
    "readers": f"uniqExactIf(session_id, {IS_READING})",
}
"""Over the events of a row."""

DEPTH_TALLIES: Final = {"depths": "sum(depth)", "scrollers": "count()"}
"""Over the sessions of a row's events that report a depth; `depth` is the greatest."""

_DURATION: Final = "toUnixTimestamp64Milli(v_last) - toUnixTimestamp64Milli(v_first)"

VISIT_TALLIES: Final = {
    "visits": "countIf(counted)",
    "views": "sumIf(v_views, counted)",
    "bounces": "countIf(counted AND v_views = 1 AND v_interactive = 1)",
    "duration_ms": f"sumIf({_DURATION}, counted)",
}
"""Over sessions, one line each; `counted` says whether it is a visit of the query."""


class RolledUp(NamedTuple):
    """A tally of events taken in two steps: over those of a session that are hit, then over sessions."""

    inner: str
    outer: str


_ONE_VISITOR: Final = "any(visitor_id) AS v_visitor, countIf({hit}) AS hits"
_EARNED: Final = "(toString(currency), CAST(assumeNotNull(revenue), 'Decimal(38, 10)'), toUInt64(1))"
ROLLED_UP_TALLIES: Final = {
    "visitors": RolledUp(_ONE_VISITOR, "uniqExactIf(v_visitor, hits > 0)"),
    VISITOR_IDS: RolledUp(_ONE_VISITOR, "groupUniqArrayIf(v_visitor, hits > 0)"),
    MONEY: RolledUp(
        f"groupArrayIf({_EARNED}, {{hit}} AND revenue IS NOT NULL) AS v_earned",
        "sumMap(v_earned.1, v_earned.2, v_earned.3)",
    ),
    "pageviews": RolledUp(f"countIf({{hit}} AND {IS_PAGEVIEW}) AS hit_views", "sum(hit_views)"),
    "events": RolledUp(f"countIf({{hit}} AND {IS_INTERACTIVE}) AS hit_events", "sum(hit_events)"),
    "all_events": RolledUp("countIf({hit}) AS all_hits", "sum(all_hits)"),
}
"""A session has one visitor, in a project without links."""

_LINKED: Final = "groupUniqArrayIf(visitor_id, {hit}) AS v_visitors, countIf({hit}) AS hits"
LINKED_TALLIES: Final = {
    "visitors": RolledUp(_LINKED, "uniqExactArrayIf(v_visitors, hits > 0)"),
    VISITOR_IDS: RolledUp(_LINKED, "groupUniqArrayArrayIf(v_visitors, hits > 0)"),
}
"""With them it may have several: a visitor and a user whose events joined."""

QUERY_VISITORS: Final = "query_visitors"
EVERYONE: Final = "everyone"
EVERYONE_IN_GROUP: Final = "everyone_in_group"
PAGE_VIEWS: Final = "page_views"
"""What rows are measured against: see `beside`."""


class Formula(NamedTuple):
    """`times` × part / (`over` × whole); without a whole, the part itself."""

    part: str
    whole: str | None = None
    times: int = 1
    over: int = 1


FORMULAS: Final = {
    "visitors": Formula("visitors"),
    "visits": Formula("visits"),
    "pageviews": Formula("pageviews"),
    "events": Formula("events"),
    "views_per_visit": Formula("views", "visits"),
    "bounce_rate": Formula("bounces", "visits", times=100),
    "visit_duration": Formula("duration_ms", "visits", over=1000),
    "time_on_page": Formula("engaged_ms", "readers", over=1000),
    "scroll_depth": Formula("depths", "scrollers"),
    "exit_rate": Formula("visits", PAGE_VIEWS, times=100),
    "percentage": Formula("visitors", QUERY_VISITORS, times=100),
    "conversion_rate": Formula("visitors", EVERYONE, times=100),
    "group_conversion_rate": Formula("visitors", EVERYONE_IN_GROUP, times=100),
}
"""Every metric but those of money."""

MONEY_METRICS: Final = ("total_revenue", "average_revenue")
