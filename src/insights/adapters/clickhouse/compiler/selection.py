"""Which part of a query a SELECT answers: its dimensions and filters, and what they read of visits."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from insights.adapters.clickhouse.compiler.conditions import dimensions_read, reads_visits, reads_visits_only
from insights.adapters.clickhouse.compiler.parameters import Parameters
from insights.adapters.clickhouse.compiler.people import Linked
from insights.adapters.clickhouse.compiler.values import value
from insights.domain.analytics.dimensions import Dimension, Scope, dimension_of
from insights.domain.analytics.query import Filter, GoalCondition, Query


class Key(NamedTuple):
    alias: str
    value: str
    scope: Scope

    @property
    def column(self) -> str:
        return f"{self.value} AS {self.alias}"


@dataclass(frozen=True)
class Selection:
    query: Query
    parameters: Parameters
    dimensions: tuple[str, ...]
    filters: tuple[Filter, ...]
    settle_ties: bool = True
    linked: Linked = Linked.NOT
    prefix: str = "k"
    """Of the names of the columns that hold the dimensions' values: k0, k1, …"""

    def grouped_by(self, *dimensions: str) -> "Selection":
        """For a number that stands beside a row: its columns have names of their own."""
        return replace(self, dimensions=dimensions, prefix="b")

    def without_goals(self) -> "Selection":
        """Of the same events but for the goal filters, whoever reached a goal or not."""
        filters = tuple(each for each in self.filters if not isinstance(each, GoalCondition))
        return replace(self, filters=filters)

    def keys(self, moment: str) -> list[Key]:
        """What rows are grouped by; time dimensions read the column `moment`."""
        pairs = zip(self.dimensions, self.aliases, strict=True)
        return [
            Key(alias, value(name, self.query, moment, self.parameters), dimension_of(name).scope)
            for name, alias in pairs
        ]

    @property
    def aliases(self) -> list[str]:
        return [f"{self.prefix}{position}" for position in range(len(self.dimensions))]

    @property
    def scopes(self) -> set[Scope]:
        return {dimension_of(name).scope for name in self.dimensions}

    @property
    def reads_visits(self) -> bool:
        return Scope.VISIT in self.scopes or reads_visits(self.filters)

    @property
    def visit_dimensions(self) -> list[Dimension]:
        """What has to be known of a visit, each once."""
        read = (*map(dimension_of, self.dimensions), *dimensions_read(self.filters))
        return list({each.name: each for each in read if each.scope is Scope.VISIT}.values())

    @property
    def event_filters(self) -> list[Filter]:
        return [each for each in self.filters if not reads_visits_only(each)]

    @property
    def visit_filters(self) -> list[Filter]:
        return [each for each in self.filters if reads_visits_only(each)]

    @property
    def separable(self) -> bool:
        """Each filter reads either events or visits, so events can be counted before visits are known."""
        return not reads_visits(self.event_filters)


def listed(expressions: Iterable[str]) -> str:
    return ", ".join(expressions)
