"""Rows of rollups."""

from collections.abc import Sequence
from typing import final

from sqlalchemy import ColumnElement, and_, delete, insert, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from insights.adapters.sqlalchemy import rows
from insights.adapters.sqlalchemy.database import Database
from insights.adapters.sqlalchemy.rollup_columns import bucket, columns, only
from insights.adapters.sqlalchemy.tables import projects, rollup_claims, rollup_zones, rollups
from insights.application.ports.rollups import RollupStore
from insights.domain.analytics.rollup_bucket import RollupBucket, buckets_of
from insights.domain.analytics.rollups import RollupRow, Stretch
from insights.domain.errors import Unavailable


@final
class SqlAlchemyRollups(RollupStore):
    def __init__(self, database: Database) -> None:
        self._database = database

    async def replace(self, claim: str, stretch: Stretch, new: Sequence[RollupRow]) -> None:
        of = {"project_id": stretch.project, "span": stretch.span.value, "dimension": stretch.dimension}

        async def replace(connection: AsyncConnection) -> None:
            await _insist(connection, claim)
            await connection.execute(delete(rollups).where(_in(stretch)))
            if new:
                await connection.execute(insert(rollups), [of | columns(each) for each in buckets_of(new)])

        await self._database.write(replace)

    async def read(
        self, stretch: Stretch, value: str | None = None, *, all_sketches: bool = True
    ) -> Sequence[RollupBucket] | None:
        read = [rollups.c.start, rollups.c.plain, rollups.c.leading]
        wanted = select(*read, *([rollups.c.trailing] if all_sketches else []))
        wanted = wanted.where(_in(stretch)).order_by(rollups.c.start)
        zone = select(rollup_zones.c.timezone).where(rollup_zones.c.project_id == stretch.project)
        async with self._database.reading() as connection:
            if (await connection.execute(zone)).scalar() != stretch.timezone:
                return None
            found = map(bucket, await connection.execute(wanted))
            if value is None:
                return list(found)
            return [row for each in found if (row := only(each, value)) is not None]

    async def completed(self, claim: str, project: str, timezone: str) -> None:
        async def complete(connection: AsyncConnection) -> None:
            await _insist(connection, claim)
            row = rows.INSERTS[connection.dialect.name](rollup_zones)
            row = row.values(project_id=project, timezone=timezone)
            changed = {"timezone": row.excluded.timezone}
            await connection.execute(row.on_conflict_do_update(index_elements=["project_id"], set_=changed))

        await self._database.write(complete)

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

    async def forget(self, claim: str, project: str | None) -> None:
        async def forget(connection: AsyncConnection) -> None:
            await _insist(connection, claim)
            for table in (rollup_zones, rollups):
                mine = true() if project is None else table.c.project_id == project
                await connection.execute(delete(table).where(mine))

        await self._database.write(forget)


async def _insist(connection: AsyncConnection, claim: str) -> None:
    """The claim is the latest one, and stays so until the transaction has ended."""
    latest = select(rollup_claims.c.claim).with_for_update(read=True)
    if (await connection.execute(latest)).scalar() != claim:
        raise Unavailable("Another run computes rollups: it has taken over what this one had claimed.")


def _in(stretch: Stretch) -> ColumnElement[bool]:
    return and_(
        rollups.c.project_id == stretch.project,
        rollups.c.dimension == stretch.dimension,
        rollups.c.span == stretch.span.value,
        rollups.c.start >= stretch.period.start,
        rollups.c.start < stretch.period.end,
    )
