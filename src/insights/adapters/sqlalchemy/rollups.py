"""Rows of rollups."""

from collections.abc import Sequence
from typing import Any, final

import msgspec
from sqlalchemy import ColumnElement, and_, delete, insert, select, true

from insights.adapters.sqlalchemy import rows
from insights.adapters.sqlalchemy.database import Database
from insights.adapters.sqlalchemy.tables import projects, rollup_zones, rollups
from insights.application.ports.rollups import RollupStore
from insights.domain.analytics.rollups import RollupRow, Stretch


@final
class SqlAlchemyRollups(RollupStore):
    def __init__(self, database: Database) -> None:
        self._database = database

    async def replace(self, stretch: Stretch, new: Sequence[RollupRow]) -> None:
        of = {"project_id": stretch.project, "span": stretch.span.value, "dimension": stretch.dimension}
        async with self._database.writing() as connection:
            await connection.execute(delete(rollups).where(_in(stretch)))
            if new:
                await connection.execute(insert(rollups), [of | _columns(row) for row in new])
            await connection.commit()

    async def read(self, stretch: Stretch, value: str | None = None) -> Sequence[RollupRow] | None:
        wanted = select(rollups).where(_in(stretch)).order_by(rollups.c.start, rollups.c.value)
        if value is not None:
            wanted = wanted.where(rollups.c.value == value)
        zone = select(rollup_zones.c.timezone).where(rollup_zones.c.project_id == stretch.project)
        async with self._database.reading() as connection:
            if (await connection.execute(zone)).scalar() != stretch.timezone:
                return None
            return rows.structs(await connection.execute(wanted), RollupRow)

    async def completed(self, project: str, timezone: str) -> None:
        async with self._database.writing() as connection:
            row = rows.INSERTS[connection.dialect.name](rollup_zones)
            row = row.values(project_id=project, timezone=timezone)
            changed = {"timezone": row.excluded.timezone}
            await connection.execute(row.on_conflict_do_update(index_elements=["project_id"], set_=changed))
            await connection.commit()

    async def zone(self, project: str) -> str | None:
        wanted = select(rollup_zones.c.timezone).where(rollup_zones.c.project_id == project)
        async with self._database.reading() as connection:
            return (await connection.execute(wanted)).scalar()

    async def outdated(self) -> Sequence[str]:
        same = and_(
            rollup_zones.c.project_id == projects.c.id, rollup_zones.c.timezone == projects.c.timezone
        )
        without = select(projects.c.id).outerjoin(rollup_zones, same)
        wanted = without.where(rollup_zones.c.project_id.is_(None)).order_by(projects.c.id)
        async with self._database.reading() as connection:
            return (await connection.execute(wanted)).scalars().all()

    async def forget(self, project: str | None) -> None:
        async with self._database.writing() as connection:
            for table in (rollup_zones, rollups):
                mine = true() if project is None else table.c.project_id == project
                await connection.execute(delete(table).where(mine))
            await connection.commit()


def _in(stretch: Stretch) -> ColumnElement[bool]:
    return and_(
        rollups.c.project_id == stretch.project,
        rollups.c.dimension == stretch.dimension,
        rollups.c.span == stretch.span.value,
        rollups.c.start >= stretch.period.start,
        rollups.c.start < stretch.period.end,
    )


def _columns(row: RollupRow) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(row, builtin_types=(bytes,))
    return plain
