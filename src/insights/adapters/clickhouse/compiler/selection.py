"""Which part of a query a SELECT answers: its dimensions and filters, and what they read of visits."""

from collections.abc import Iterable
from dataclasses import dataclass

from insights.adapters.clickhouse.compiler.conditions import dimensions_read, reads_visits, reads_visits_only
from insights.adapters.clickhouse.compiler.parameters import Parameters
from insights.adapters.clickhouse.compiler.values import key
from insights.domain.analytics.dimensions import Dimension, Scope, dimension_of
from insights.domain.analytics.query import Filter, GoalCondition, Query


@dataclass(frozen=True)
class Selection:
    query: Query
    parameters: Parameters
    dimensions: tuple[str, ...]
    filters: tuple[Filter, ...]

    def grouped_by(self, *dimensions: str) -> "Selection":
        return Selection(self.query, self.parameters, dimensions, self.filters)

    def without_goals(self) -> "Selection":
        """Of the same events but for the goal filters, whoever reached a goal or not."""
        filters = tuple(each for each in self.filters if not isinstance(each, GoalCondition))
        return Selection(self.query, self.parameters, self.dimensions, filters)

    def keys(self, moment: str) -> list[str]:
        """`expression AS k0`, …; time dimensions read the column `moment`."""
        return [
            f"{key(name, self.query, moment, self.parameters)} AS {alias}"
            for name, alias in zip(self.dimensions, self.aliases, strict=True)
        ]

    @property
    def aliases(self) -> list[str]:
        return [f"k{position}" for position in range(len(self.dimensions))]

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
