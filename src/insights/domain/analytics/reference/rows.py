"""Which events and visits belong to a query, and into which rows they fall."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product

from insights.domain.accounts.project import Goal
from insights.domain.analytics.buckets import bucket
from insights.domain.analytics.dimensions import Scope, dimension_of
from insights.domain.analytics.goals import reaches
from insights.domain.analytics.query import Filter, GoalCondition, Query
from insights.domain.analytics.reference.conditions import passes, text_of
from insights.domain.analytics.reference.visits import Visit, visits_around
from insights.domain.ingestion.event import Event

Key = tuple[str, ...]


@dataclass
class Group:
    """What falls into one row: events of the query, and visits of the query."""

    events: list[Event] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)


class Selection:
    """The events and visits of a query, or of the same query with other filters."""

    def __init__(self, query: Query, events: Iterable[Event], filters: tuple[Filter, ...]) -> None:
        self.query = query
        self.filters = filters
        self.visit_of = visits_around(query.period, (e for e in events if e.project == query.project))
        around = [event for visit in self.visit_of.values() for event in visit.events]
        self.events = [event for event in around if self._in_period(event.time) and self.passes(event)]
        self.visits = [
            visit
            for visit in self.visit_of.values()
            if self._in_period(visit.start) and any(map(self.passes, visit.events))
        ]

    def without_goal_filters(self) -> "Selection":
        events = [event for visit in self.visit_of.values() for event in visit.events]
        filters = tuple(each for each in self.filters if not isinstance(each, GoalCondition))
        return Selection(self.query, events, filters)

    def passes(self, event: Event) -> bool:
        visit = self.visit_of[event.session_id]
        return all(passes(each, event, visit) for each in self.filters)

    def groups(self, dimensions: tuple[str, ...]) -> dict[Key, Group]:
        groups: dict[Key, Group] = {}
        for event in self.events:
            for key in self._keys(event, event.time, dimensions):
                groups.setdefault(key, Group()).events.append(event)
        for visit in self.visits:
            passing = filter(self.passes, visit.events)
            for key in {key for event in passing for key in self._keys(event, visit.start, dimensions)}:
                groups.setdefault(key, Group()).visits.append(visit)
        return groups

    def _keys(self, event: Event, time: int, dimensions: tuple[str, ...]) -> Iterator[Key]:
        return product(*(self._values(name, event, time) for name in dimensions))

    def _values(self, name: str, event: Event, time: int) -> list[str]:
        dimension = dimension_of(name)
        if dimension.scope is Scope.GOAL:
            return [goal.name for goal in self.query.goals if reaches(event, goal)]
        if dimension.scope is Scope.TIME:
            return [bucket(dimension.column, time, self.query.timezone)]
        return [text_of(dimension, event, self.visit_of[event.session_id])]

    def _in_period(self, time: int) -> bool:
        return self.query.period.start <= time < self.query.period.end


def goal_of(query: Query, key: Key) -> Goal | None:
    """The goal of a row, where `event:goal` is a dimension."""
    if "event:goal" not in query.dimensions:
        return None
    name = key[query.dimensions.index("event:goal")]
    return next(goal for goal in query.goals if goal.name == name)
