"""Filters as expressions over an event's columns and those of its visit."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from insights.adapters.clickhouse.compiler.parameters import Parameters
from insights.adapters.clickhouse.compiler.shown import shown_text
from insights.adapters.clickhouse.compiler.tallies import IS_PAGEVIEW
from insights.domain.accounts.project import Goal, GoalKind
from insights.domain.analytics.dimensions import Dimension, Scope, dimension_of
from insights.domain.analytics.goals import page_pattern
from insights.domain.analytics.query import All, Any, Condition, Filter, GoalCondition, Not, Operator


def passes(filters: Iterable[Filter], parameters: Parameters) -> str:
    """All of them hold for the event."""
    return _joined(" AND ", (_holds(each, parameters) for each in filters), "true")


def dimensions_read(filters: Iterable[Filter]) -> Iterator[Dimension]:
    """The dimensions that filters look at, however deep; goals read none of a visit's."""
    for each in filters:
        match each:
            case Condition():
                yield dimension_of(each.dimension)
            case Not():
                yield from dimensions_read((each.filter,))
            case All() | Any():
                yield from dimensions_read(each.filters)


def reads_visits(filters: Iterable[Filter]) -> bool:
    return any(dimension.scope is Scope.VISIT for dimension in dimensions_read(filters))


def reads_visits_only(filter_: Filter) -> bool:
    """The same for all events of a visit, because nothing of the event itself is read."""
    match filter_:
        case Condition():
            return dimension_of(filter_.dimension).scope is Scope.VISIT
        case Not():
            return reads_visits_only(filter_.filter)
        case All() | Any():
            return all(map(reads_visits_only, filter_.filters))
    return False


def reaches(goal: Goal, parameters: Parameters) -> str:
    if goal.kind is GoalKind.EVENT:
        return f"name = {parameters.bind(goal.match)}"
    pattern = parameters.bind(rf"\A(?:{page_pattern(goal.match)})\z")
    return f"({IS_PAGEVIEW} AND match(path, {pattern}))"


def _holds(filter_: Filter, parameters: Parameters) -> str:
    match filter_:
        case Condition():
            return _condition(filter_, parameters)
        case GoalCondition():
            return _joined(" OR ", (reaches(goal, parameters) for goal in filter_.goals), "false")
        case Not():
            return f"NOT ({_holds(filter_.filter, parameters)})"
        case All():
            return passes(filter_.filters, parameters)
        case Any():
            return _joined(" OR ", (_holds(each, parameters) for each in filter_.filters), "false")


def _condition(condition: Condition, parameters: Parameters) -> str:
    compare, negated = _COMPARISONS[condition.operator]
    text = shown_text(dimension_of(condition.dimension), parameters)
    found = compare(text, condition, parameters)
    return f"NOT ({found})" if negated else found


def _is(text: str, condition: Condition, parameters: Parameters) -> str:
    text, values = _folded(text, condition)
    return f"{text} IN {parameters.bind(values, 'Array(String)')}"


def _contains(text: str, condition: Condition, parameters: Parameters) -> str:
    text, values = _folded(text, condition)
    found = (f"position({text}, {parameters.bind(value)}) > 0" for value in values)
    return _joined(" OR ", found, "false")


def _matches(text: str, condition: Condition, parameters: Parameters) -> str:
    flags = "(?s)" if condition.case_sensitive else "(?is)"
    found = (f"match({text}, {parameters.bind(flags + value)})" for value in condition.values)
    return _joined(" OR ", found, "false")


def _folded(text: str, condition: Condition) -> tuple[str, list[str]]:
    if condition.case_sensitive:
        return text, list(condition.values)
    return f"lowerUTF8({text})", [value.lower() for value in condition.values]


def _joined(word: str, expressions: Iterable[str], none: str) -> str:
    return f"({word.join(expressions) or none})"


_COMPARISONS: Final[dict[Operator, tuple[Callable[[str, Condition, Parameters], str], bool]]] = {
    Operator.IS: (_is, False),
    Operator.IS_NOT: (_is, True),
    Operator.CONTAINS: (_contains, False),
    Operator.CONTAINS_NOT: (_contains, True),
    Operator.MATCHES: (_matches, False),
    Operator.MATCHES_NOT: (_matches, True),
}
