"""Asking the definition of the numbers about a small history on Monday, the 16th of November 2026."""

from datetime import UTC, datetime

from insights.domain.accounts.project import Goal, GoalKind
from insights.domain.analytics.query import (
    Answer,
    Condition,
    Filter,
    MetricValue,
    Operator,
    Order,
    Period,
    Query,
)
from insights.domain.analytics.reference import evaluate
from insights.domain.ingestion.event import Event
from tests.builders.analytics import DAY, HOUR, PROJECT, a_goal

MONDAY = int(datetime(2026, 11, 16, tzinfo=UTC).timestamp() * 1000)
NOON = MONDAY + 12 * HOUR
ONE_DAY = Period(MONDAY, MONDAY + DAY)
SIGNUP = a_goal("Signup", GoalKind.EVENT, "signup")


def ask(
    events: list[Event],
    *metrics: str,
    by: tuple[str, ...] = (),
    where: tuple[Filter, ...] = (),
    period: Period = ONE_DAY,
    order: tuple[Order, ...] = (),
    goals: tuple[Goal, ...] = (),
    timezone: str = "UTC",
) -> Answer:
    return evaluate(
        Query(
            project=PROJECT,
            timezone=timezone,
            period=period,
            metrics=metrics,
            dimensions=by,
            filters=where,
            order_by=order,
            goals=goals,
        ),
        events,
    )


def numbers(answer: Answer) -> tuple[MetricValue, ...]:
    """The metrics of the only row."""
    (row,) = answer.rows
    return row.metrics


def table(answer: Answer) -> dict[tuple[str, ...], tuple[MetricValue, ...]]:
    return {row.dimensions: row.metrics for row in answer.rows}


def is_(dimension: str, *values: str) -> Condition:
    return Condition(Operator.IS, dimension, values)
