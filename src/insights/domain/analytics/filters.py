"""What `filters` means: wire lists become filters, within limits of depth, number and length."""

from collections.abc import Iterator, Sequence
from typing import Final

from insights.domain.accounts.project import Goal
from insights.domain.analytics.conditions import read_condition
from insights.domain.analytics.faults import Faults, quoted
from insights.domain.analytics.query import All, Any, Condition, Filter, GoalCondition, Not, Operator

MAX_DEPTH: Final = 6
MAX_CONDITIONS: Final = 100
MAX_VALUES: Final = 1_000

_SIMPLE: Final = frozenset(Operator)
_OPERATORS: Final = (*Operator, "and", "or", "not")
_NOT_YET: Final = frozenset({"has_done", "has_not_done"})


def read_filters(wire: object, goals: Sequence[Goal], faults: Faults) -> tuple[Filter, ...]:
    """What is refused is left out, with a fault for each."""
    if not isinstance(wire, list):
        faults.add("filters", f"is {quoted(wire)}; it must be a list")
        return ()
    found = _read_each(wire, "filters", 1, goals, faults)
    conditions = [each for filter_ in found for each in _conditions(filter_)]
    if len(conditions) > MAX_CONDITIONS:
        faults.add("filters", f"holds {len(conditions)} conditions; {MAX_CONDITIONS} are allowed")
    values = sum(len(each.values) for each in conditions if isinstance(each, Condition))
    if values > MAX_VALUES:
        faults.add("filters", f"holds {values} values; {MAX_VALUES} are allowed")
    return tuple(found)


def _read_each(
    wire: list[object], path: str, depth: int, goals: Sequence[Goal], faults: Faults
) -> list[Filter]:
    found = [_read(each, f"{path}[{index}]", depth, goals, faults) for index, each in enumerate(wire)]
    return [each for each in found if each is not None]


def _read(wire: object, path: str, depth: int, goals: Sequence[Goal], faults: Faults) -> Filter | None:
    if depth > MAX_DEPTH:
        faults.add(path, f"is nested deeper than {MAX_DEPTH} levels")
    elif not isinstance(wire, list) or not wire or not isinstance(wire[0], str):
        faults.add(path, f"is {quoted(wire)}; it must be a list that begins with an operator")
    elif wire[0] in ("and", "or"):
        return _read_group(wire, path, depth, goals, faults)
    elif wire[0] == "not":
        return _read_not(wire, path, depth, goals, faults)
    elif wire[0] in _NOT_YET:
        faults.add(f"{path}[0]", f"the operator `{wire[0]}` is not available yet")
    elif wire[0] in _SIMPLE:
        return read_condition(Operator(wire[0]), wire, path, depth == 1, goals, faults)
    else:
        faults.unknown(f"{path}[0]", "operator", wire[0], _OPERATORS)
    return None


def _read_group(
    wire: list[object], path: str, depth: int, goals: Sequence[Goal], faults: Faults
) -> Filter | None:
    if len(wire) != 2 or not isinstance(wire[1], list) or not wire[1]:
        faults.add(path, f"`{wire[0]}` takes a list of at least one filter")
        return None
    inner = tuple(_read_each(wire[1], f"{path}[1]", depth + 1, goals, faults))
    return All(inner) if wire[0] == "and" else Any(inner)


def _read_not(
    wire: list[object], path: str, depth: int, goals: Sequence[Goal], faults: Faults
) -> Filter | None:
    if len(wire) != 2:
        faults.add(path, "`not` takes one filter")
        return None
    inner = _read(wire[1], f"{path}[1]", depth + 1, goals, faults)
    return None if inner is None else Not(inner)


def _conditions(filter_: Filter) -> Iterator[Condition | GoalCondition]:
    match filter_:
        case Not():
            yield from _conditions(filter_.filter)
        case All() | Any():
            for each in filter_.filters:
                yield from _conditions(each)
        case _:
            yield filter_
