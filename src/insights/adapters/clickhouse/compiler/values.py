"""Dimensions as expressions: of an event, or of the visit that it belongs to."""

from typing import Final

from insights.adapters.clickhouse.compiler.conditions import reaches
from insights.adapters.clickhouse.compiler.parameters import Parameters
from insights.adapters.clickhouse.compiler.shown import shown_text
from insights.domain.analytics.dimensions import Scope, dimension_of
from insights.domain.analytics.query import Query

# Buckets are whole numbers until rows are few, then texts: see `label`.
_LENGTHS: Final = {"minute": 60, "hour": 3600}
_DAYS: Final = {"day": "{day}", "week": "toMonday({day})", "month": "toStartOfMonth({day})"}


def value(name: str, query: Query, moment: str, parameters: Parameters) -> str:
    """The value by which rows are grouped. `moment` is the column that time dimensions read."""
    dimension = dimension_of(name)
    if dimension.scope is Scope.TIME:
        return _bucket(dimension.column, moment, parameters.bind(query.timezone))
    if dimension.scope is Scope.GOAL:
        reached = ", ".join(
            f"if({reaches(goal, parameters)}, [{parameters.bind(goal.name)}], [])" for goal in query.goals
        )
        return (
            f"arrayJoin(CAST(arrayConcat([], {reached}), 'Array(String)'))"
            if reached
            else "arrayJoin(CAST([], 'Array(String)'))"
        )
    return shown_text(dimension, parameters)


def _bucket(unit: str, moment: str, timezone: str) -> str:
    """Days as dates; hours and minutes counted on the local clock, so that a repeated hour is one bucket."""
    if unit in _DAYS:
        return _DAYS[unit].format(day=f"toDate({moment}, {timezone})")
    local = f"toUnixTimestamp({moment}) + timeZoneOffset(toTimeZone({moment}, {timezone}))"
    return f"intDiv({local}, {_LENGTHS[unit]})"


def label(name: str, key: str) -> str:
    """The text of a group's value."""
    dimension = dimension_of(name)
    if dimension.scope is not Scope.TIME:
        return f"toString({key})"
    if dimension.column in _DAYS:
        return f"toString({key})"
    return f"formatDateTime(toDateTime({key} * {_LENGTHS[dimension.column]}, 'UTC'), '%F %T', 'UTC')"
