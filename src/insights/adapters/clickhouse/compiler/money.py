"""Revenue per currency: the event's own, or the fixed worth of a goal that it reached."""

from collections.abc import Iterable
from typing import Final

from insights.adapters.clickhouse.compiler.conditions import reaches
from insights.adapters.clickhouse.compiler.selection import Selection
from insights.domain.accounts.project import Goal
from insights.domain.analytics.goals import fixed_worth
from insights.domain.analytics.query import Filter, GoalCondition

AMOUNT: Final = "Decimal(38, 10)"
NO_MONEY: Final = f"(CAST([], 'Array(String)'), CAST([], 'Array({AMOUNT})'), CAST([], 'Array(UInt64)'))"


def money_tally(selection: Selection) -> str:
    worths = _worths(selection)
    amount = _first(worths, 0, f"CAST(assumeNotNull(revenue), '{AMOUNT}')")
    currency = _first(worths, 1, "toString(currency)")
    has_worth = _first([(condition, "true") for condition, *_ in worths], 0, "revenue IS NOT NULL")
    return f"sumMapIf([{currency}], [{amount}], [toUInt64(1)], {has_worth})"


def total(money: str) -> str:
    return f"if(empty({money}.1), NULL, arrayMax({money}.2))"


def average(money: str) -> str:
    quotients = f"arrayMap((amount, events) -> toFloat64(amount) / events, {money}.2, {money}.3)"
    return f"if(empty({money}.1), NULL, arrayMax({quotients}))"


def has_worths(filters: Iterable[Filter]) -> bool:
    """Whether a goal's fixed worth may stand for an event's own revenue."""
    goals = (goal for each in filters if isinstance(each, GoalCondition) for goal in each.goals)
    return any(fixed_worth(goal) is not None for goal in goals)


def _worths(selection: Selection) -> list[tuple[str, ...]]:
    """(condition, amount, currency), the first that holds counts."""
    parameters = selection.parameters
    found: list[tuple[str, ...]] = []
    for goal, condition in _goals(selection):
        worth = fixed_worth(goal)
        if worth is not None:
            amount, currency = parameters.bind(worth.amount, AMOUNT), parameters.bind(worth.currency)
            found.append((condition, amount, currency))
    return found


def _goals(selection: Selection) -> list[tuple[Goal, str]]:
    """The row's own goal where goals are a dimension, else those that filters name."""
    parameters = selection.parameters
    if "event:goal" in selection.dimensions:
        column = selection.aliases[selection.dimensions.index("event:goal")]
        return [(goal, f"{column} = {parameters.bind(goal.name)}") for goal in selection.query.goals]
    filtered = (each for each in selection.filters if isinstance(each, GoalCondition))
    return [(goal, reaches(goal, parameters)) for each in filtered for goal in each.goals]


def _first(worths: list[tuple[str, ...]], column: int, otherwise: str) -> str:
    if not worths:
        return otherwise
    branches = ", ".join(f"{worth[0]}, {worth[column + 1]}" for worth in worths)
    return f"multiIf({branches}, {otherwise})"
