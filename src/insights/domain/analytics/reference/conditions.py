"""Whether an event, seen in its visit, passes a filter.

`matches` is a search by RE2's rules, where `.` also matches a line break. Python's `re` stands in for it
here and agrees on literals, `.`, classes, anchors, alternation, groups and repetition; it differs on
look-around and back-references (which RE2 refuses) and on `$` before a final line break.
"""

import re
from collections.abc import Callable
from typing import Final

from insights.domain.analytics.dimensions import Dimension, Scope, dimension_of
from insights.domain.analytics.goals import reaches
from insights.domain.analytics.patterns import BadPattern
from insights.domain.analytics.properties import property_text
from insights.domain.analytics.query import All, Any, Condition, Filter, GoalCondition, Not, Operator
from insights.domain.analytics.reference.visits import Visit
from insights.domain.ingestion.event import Event


def passes(filter_: Filter, event: Event, visit: Visit) -> bool:
    match filter_:
        case Condition():
            return _holds(filter_, text_of(dimension_of(filter_.dimension), event, visit))
        case GoalCondition():
            return any(reaches(event, goal) for goal in filter_.goals)
        case Not():
            return not passes(filter_.filter, event, visit)
        case All():
            return all(passes(each, event, visit) for each in filter_.filters)
        case Any():
            return any(passes(each, event, visit) for each in filter_.filters)


def text_of(dimension: Dimension, event: Event, visit: Visit) -> str:
    """What the dimension shows for an event; not for goals and times, which depend on the query."""
    if dimension.scope is Scope.VISIT:
        return visit.value(dimension)
    if dimension.scope is Scope.PROPERTY:
        return dimension.shown(property_text(event.properties.get(dimension.column, "")))
    return dimension.shown(getattr(event, dimension.column))


def _holds(condition: Condition, text: str) -> bool:
    compare, wanted = _COMPARISONS[condition.operator]
    return any(compare(text, value, condition.case_sensitive) for value in condition.values) is wanted


def _is(text: str, value: str, case_sensitive: bool) -> bool:
    return _folded(text, case_sensitive) == _folded(value, case_sensitive)


def _contains(text: str, value: str, case_sensitive: bool) -> bool:
    return _folded(value, case_sensitive) in _folded(text, case_sensitive)


def _matches(text: str, pattern: str, case_sensitive: bool) -> bool:
    flags = re.DOTALL | (re.ASCII if case_sensitive else re.IGNORECASE)
    try:
        return re.search(pattern, text, flags) is not None
    except re.error as error:
        raise BadPattern from error


def _folded(text: str, case_sensitive: bool) -> str:
    return text if case_sensitive else text.lower()


_COMPARISONS: Final[dict[Operator, tuple[Callable[[str, str, bool], bool], bool]]] = {
    Operator.IS: (_is, True),
    Operator.IS_NOT: (_is, False),
    Operator.CONTAINS: (_contains, True),
    Operator.CONTAINS_NOT: (_contains, False),
    Operator.MATCHES: (_matches, True),
    Operator.MATCHES_NOT: (_matches, False),
}
