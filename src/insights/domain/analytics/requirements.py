"""Whether a metric means something beside the dimensions and filters of a query."""

from collections.abc import Iterator

from insights.domain.analytics.dimensions import Scope, find_dimension
from insights.domain.analytics.metrics import METRICS, Need
from insights.domain.analytics.query import All, Any, Condition, Filter, GoalCondition, Not

_OF_WHOLE_VISITS = frozenset({"event:page", "event:hostname"})
_OF_ONE_EVENT = frozenset({Scope.EVENT, Scope.PROPERTY, Scope.GOAL})


def unmet_needs(metric: str, dimensions: tuple[str, ...], filters: tuple[Filter, ...]) -> list[Need]:
    """The needs of a metric that the query does not meet, in the order of the registry."""
    read = {*dimensions, *filtered_dimensions(filters)}
    by_event = any(_is_of_one_event(name) for name in dimensions)
    met = {
        Need.DIMENSION: bool(dimensions),
        Need.GOAL: "event:goal" in read,
        Need.PAGE: "event:page" in read,
        Need.ONLY_EXIT_PAGE: dimensions == ("visit:exit_page",),
        Need.WHOLE_VISITS: not by_event,
    }
    return [need for need in METRICS[metric].needs if not met[need]]


def filtered_dimensions(filters: tuple[Filter, ...]) -> Iterator[str]:
    """The names of all dimensions that the filters read, however deep."""
    for each in filters:
        match each:
            case Condition():
                yield each.dimension
            case GoalCondition():
                yield "event:goal"
            case Not():
                yield from filtered_dimensions((each.filter,))
            case All() | Any():
                yield from filtered_dimensions(each.filters)


def _is_of_one_event(name: str) -> bool:
    dimension = find_dimension(name)
    return dimension is not None and dimension.scope in _OF_ONE_EVENT and name not in _OF_WHOLE_VISITS
