"""One condition of the wire form: `[operator, dimension, [values], {case_sensitive}?]`."""

import re
from collections.abc import Sequence
from typing import Final

from insights.domain.accounts.project import Goal
from insights.domain.analytics.dimensions import DIMENSIONS, NOT_SET, Scope, find_dimension
from insights.domain.analytics.faults import Faults, quoted
from insights.domain.analytics.properties import property_text
from insights.domain.analytics.query import Condition, GoalCondition, Operator

MAX_VALUE_LENGTH: Final = 2_000

_COUNTRY: Final = re.compile(r"[A-Z]{2}")


def read_condition(
    operator: Operator, wire: list[object], path: str, top_level: bool, goals: Sequence[Goal], faults: Faults
) -> Condition | GoalCondition | None:
    """None where the dimension is refused; refused values are left out. Every refusal leaves a fault."""
    if len(wire) not in (3, 4):
        faults.add(path, "must be [operator, dimension, [values]], and may have {case_sensitive} as a fourth")
        return None
    name = wire[1]
    dimension = find_dimension(name) if isinstance(name, str) else None
    if name == "segment":
        faults.add(f"{path}[1]", "filtering by segment is not available yet")
    elif dimension is None:
        faults.unknown(f"{path}[1]", "dimension", name, DIMENSIONS)
    elif dimension.scope is Scope.TIME:
        faults.add(f"{path}[1]", f"`{name}` cannot be filtered; date_range says when")
    else:
        values = _read_values(wire[2], f"{path}[2]", faults)
        case_sensitive = _read_case_sensitive(wire[3] if len(wire) == 4 else {}, f"{path}[3]", faults)
        condition = Condition(operator, dimension.name, values, case_sensitive)
        if dimension.scope is Scope.GOAL:
            return _read_goals(condition, path, top_level, goals, faults)
        _check_countries(condition, path, faults)
        return condition
    return None


def _read_values(wire: object, path: str, faults: Faults) -> tuple[str, ...]:
    if not isinstance(wire, list) or not wire:
        faults.add(path, f"is {quoted(wire)}; it must be a list of at least one value")
        return ()
    return tuple(_read_value(each, f"{path}[{index}]", faults) for index, each in enumerate(wire))


def _read_value(wire: object, path: str, faults: Faults) -> str:
    if not isinstance(wire, str | int | float):
        faults.add(path, f"is {quoted(wire)}; it must be text, a number, true or false")
        return ""
    text = property_text(wire)
    if len(text) > MAX_VALUE_LENGTH:
        faults.add(path, f"is {len(text)} characters long; {MAX_VALUE_LENGTH} are allowed")
    return text


def _read_case_sensitive(wire: object, path: str, faults: Faults) -> bool:
    given = wire.get("case_sensitive", True) if isinstance(wire, dict) else None
    if not isinstance(wire, dict) or set(wire) - {"case_sensitive"} or not isinstance(given, bool):
        faults.add(path, f'is {quoted(wire)}; it may be {{"case_sensitive": true}} or false')
        return True
    return given


def _read_goals(
    condition: Condition, path: str, top_level: bool, goals: Sequence[Goal], faults: Faults
) -> GoalCondition | None:
    if not top_level:
        faults.add(path, "event:goal can only be filtered at the top level")
        return None
    if condition.operator not in (Operator.IS, Operator.CONTAINS):
        faults.add(f"{path}[0]", f"event:goal takes `is` or `contains`, not `{condition.operator}`")
        return None
    for index, value in enumerate(condition.values):
        if condition.operator is Operator.IS and not any(_names(condition, value, goal) for goal in goals):
            faults.unknown(f"{path}[2][{index}]", "goal", value, [goal.name for goal in goals])
    named = [goal for goal in goals if any(_names(condition, value, goal) for value in condition.values)]
    return GoalCondition(tuple(named))


def _names(condition: Condition, value: str, goal: Goal) -> bool:
    name = goal.name
    if not condition.case_sensitive:
        name, value = name.lower(), value.lower()
    return name == value if condition.operator is Operator.IS else value in name


def _check_countries(condition: Condition, path: str, faults: Faults) -> None:
    if condition.dimension != "visit:country" or condition.operator not in (Operator.IS, Operator.IS_NOT):
        return
    for index, value in enumerate(condition.values):
        if not _COUNTRY.fullmatch(value) and value != NOT_SET:
            rule = "a country is a two-letter code in capitals, or (not set)"
            faults.add(f"{path}[2][{index}]", f"is {quoted(value)}; {rule}")
