"""Each metric of a row, before rounding, as docs/metrics.md defines it."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Final

from insights.domain.analytics.goals import fixed_worth, reaches
from insights.domain.analytics.numbers import Exact, quotient
from insights.domain.analytics.query import GoalCondition, Query
from insights.domain.analytics.reference.rows import Group, Key, Selection, goal_of
from insights.domain.analytics.requirements import filtered_dimensions
from insights.domain.ingestion.event import Event, Money
from insights.domain.ingestion.names import ENGAGEMENT, NOT_INTERACTIVE, PAGEVIEW


@dataclass
class Whole:
    """What the metrics of a row are measured against: the whole query, with and without its goal filters."""

    query: Query
    selection: Selection

    @cached_property
    def without_goals(self) -> Selection:
        return self.selection.without_goal_filters()

    @cached_property
    def group_visitors(self) -> dict[Key, int]:
        """Visitors without the goal filters, by the dimensions other than `event:goal`."""
        dimensions = tuple(name for name in self.query.dimensions if name != "event:goal")
        groups = self.without_goals.groups(dimensions)
        return {key: count_visitors(group.events) for key, group in groups.items()}

    @cached_property
    def counts_all_names(self) -> bool:
        """Whether the query asks for events by name or goal: `events` then leaves none out."""
        asked = {"event:name", "event:goal"}
        return bool(asked & {*self.query.dimensions, *filtered_dimensions(self.query.filters)})


@dataclass
class Row:
    key: Key
    group: Group
    whole: Whole


def count_visitors(events: list[Event]) -> int:
    return len({event.visitor_id for event in events})


def count_pageviews(events: list[Event]) -> int:
    return sum(event.name == PAGEVIEW for event in events)


def visitors(row: Row) -> Exact:
    return count_visitors(row.group.events)


def visits(row: Row) -> Exact:
    return len(row.group.visits)


def pageviews(row: Row) -> Exact:
    return count_pageviews(row.group.events)


def events(row: Row) -> Exact:
    every_name = row.whole.counts_all_names
    return sum(every_name or event.name not in NOT_INTERACTIVE for event in row.group.events)


def views_per_visit(row: Row) -> Exact:
    views = sum(len(visit.pageviews) for visit in row.group.visits)
    return quotient(views, len(row.group.visits))


def bounce_rate(row: Row) -> Exact:
    return quotient(100 * sum(visit.bounced for visit in row.group.visits), len(row.group.visits))


def visit_duration(row: Row) -> Exact:
    milliseconds = sum(visit.duration_ms for visit in row.group.visits)
    return quotient(Fraction(milliseconds, 1000), len(row.group.visits))


def time_on_page(row: Row) -> Exact:
    sessions = {event.session_id for event in row.group.events if event.name in (PAGEVIEW, ENGAGEMENT)}
    milliseconds = sum(event.engaged_ms for event in row.group.events)
    return quotient(Fraction(milliseconds, 1000), len(sessions))


def scroll_depth(row: Row) -> Exact:
    deepest: dict[int, int] = {}
    for event in row.group.events:
        if event.scroll_depth is not None:
            deepest[event.session_id] = max(event.scroll_depth, deepest.get(event.session_id, 0))
    return quotient(sum(deepest.values()), len(deepest))


def exit_rate(row: Row) -> Exact:
    (page,) = row.key
    views = [event for event in row.whole.selection.events if event.path == page]
    return quotient(100 * len(row.group.visits), count_pageviews(views))


def percentage(row: Row) -> Exact:
    return quotient(100 * count_visitors(row.group.events), count_visitors(row.whole.selection.events))


def conversion_rate(row: Row) -> Exact:
    everyone = count_visitors(row.whole.without_goals.events)
    return quotient(100 * count_visitors(row.group.events), everyone)


def group_conversion_rate(row: Row) -> Exact:
    dimensions = row.whole.query.dimensions
    key = tuple(value for name, value in zip(dimensions, row.key, strict=True) if name != "event:goal")
    return quotient(100 * count_visitors(row.group.events), row.whole.group_visitors.get(key, 0))


def total_revenue(row: Row) -> Exact:
    return {currency: sum(amounts, Fraction(0)) for currency, amounts in _worths(row).items()}


def average_revenue(row: Row) -> Exact:
    amounts_by_currency = _worths(row).items()
    return {currency: sum(amounts, Fraction(0)) / len(amounts) for currency, amounts in amounts_by_currency}


def _worths(row: Row) -> dict[str, list[Fraction]]:
    by_currency: defaultdict[str, list[Fraction]] = defaultdict(list)
    for event in row.group.events:
        worth = _worth(row, event)
        if worth is not None:
            by_currency[worth.currency].append(Fraction(worth.amount))
    return by_currency


def _worth(row: Row, event: Event) -> Money | None:
    """The fixed worth of the row's goal or of the first filtered goal reached, else the event's revenue."""
    goal = goal_of(row.whole.query, row.key)
    filtered = (
        each
        for condition in row.whole.query.filters
        if isinstance(condition, GoalCondition)
        for each in condition.goals
        if reaches(event, each)
    )
    for each in [goal] if goal else filtered:
        worth = fixed_worth(each)
        if worth is not None:
            return worth
    return None if event.revenue is None else Money(event.revenue, event.currency)


MEASURES: Final[dict[str, Callable[[Row], Exact]]] = {
    measure.__name__: measure
    for measure in (
        visitors,
        visits,
        pageviews,
        events,
        views_per_visit,
        bounce_rate,
        visit_duration,
        time_on_page,
        scroll_depth,
        exit_rate,
        percentage,
        conversion_rate,
        group_conversion_rate,
        total_revenue,
        average_revenue,
    )
}
