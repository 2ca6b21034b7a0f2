"""What there is of rollups, and what is marked, in one statement: nothing in it is long."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, Select, String, and_, literal, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from insights.adapters.sqlalchemy.tables import rollup_marks, rollup_zones, rollups
from insights.domain.analytics.query import Period
from insights.domain.analytics.rollups import HOUR_MS, Stretch


class State(NamedTuple):
    marked: list[int]
    versions: dict[tuple[str, str], dict[int, str]]
    """By dimension and span, by beginning, in order."""


async def state_of(connection: AsyncConnection, stretches: Sequence[Stretch]) -> State | None:
    """None where the rows are not complete in this zone. The stretches differ in dimension and span only."""
    state, timezone = State([], {}), None
    for what, dimension, span, number, text in await connection.execute(_statement(stretches)):
        if what == "zone":
            timezone = text
        elif what == "mark":
            state.marked.append(number)
        else:
            state.versions.setdefault((dimension, span), {})[number] = text
    return state if timezone == stretches[0].timezone else None


def _statement(stretches: Sequence[Stretch]) -> Select[Any]:
    project, period = stretches[0].project, stretches[0].period
    nothing, nought = literal("", String), literal(0, BigInteger)
    zone = select(
        literal("zone").label("what"),
        nothing.label("dimension"),
        nothing.label("span"),
        nought.label("number"),
        rollup_zones.c.timezone.label("text"),
    )
    mark = select(literal("mark"), nothing, nothing, rollup_marks.c.hour, nothing)
    kind = (rollups.c.dimension, rollups.c.span, rollups.c.start, rollups.c.version)
    bucket = select(literal("bucket"), *kind).where(or_(*map(of_kind, stretches)), begins_in(period))
    found = union_all(
        zone.where(rollup_zones.c.project_id == project), mark.where(marked_in(project, period)), bucket
    ).subquery()
    return select(found).order_by(found.c.number)


def of_kind(stretch: Stretch) -> ColumnElement[bool]:
    return and_(
        rollups.c.project_id == stretch.project,
        rollups.c.dimension == stretch.dimension,
        rollups.c.span == stretch.span.value,
    )


def begins_in(period: Period) -> ColumnElement[bool]:
    return and_(rollups.c.start >= period.start, rollups.c.start < period.end)


def marked_in(project: str, period: Period) -> ColumnElement[bool]:
    hour = rollup_marks.c.hour
    return and_(rollup_marks.c.project_id == project, hour > period.start - HOUR_MS, hour < period.end)
