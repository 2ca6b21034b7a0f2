"""Rows of rollups."""

from collections.abc import Sequence
from typing import Any, Final, final
from uuid import uuid4

from sqlalchemy import ColumnElement, Select, and_, delete, insert, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from insights.adapters.sqlalchemy import rows
from insights.adapters.sqlalchemy.bucket_cache import BucketCache
from insights.adapters.sqlalchemy.database import Database
from insights.adapters.sqlalchemy.rollup_columns import bucket as decoded
from insights.adapters.sqlalchemy.rollup_columns import columns, size_of
from insights.adapters.sqlalchemy.rollup_state import State, begins_in, of_kind, state_of
from insights.adapters.sqlalchemy.tables import projects, rollup_claims, rollup_zones, rollups
from insights.application.ports.rollups import Kept, RollupStore
from insights.domain.analytics.rollup_bucket import RollupBucket
from insights.domain.analytics.rollups import Stretch
from insights.domain.errors import Unavailable


@final
class SqlAlchemyRollups(RollupStore):
    def __init__(self, database: Database) -> None:
        self._database = database
        self._cache: Final = BucketCache()

    async def replace(self, claim: str, stretch: Stretch, new: Sequence[RollupBucket]) -> None:
        of = {"project_id": stretch.project, "span": stretch.span.value, "dimension": stretch.dimension}

        async def replace(connection: AsyncConnection) -> None:
            await _insist(connection, claim)
            await connection.execute(delete(rollups).where(_in(stretch)))
            if new:
                made = of | {"version": uuid4().hex}
                await connection.execute(insert(rollups), [made | columns(each) for each in new])

        await self._database.write(replace)

    async def read(self, stretches: Sequence[Stretch], *, all_sketches: bool = True) -> Kept | None:
        async with self._database.reading() as connection:
            state = await state_of(connection, stretches)
            if state is None:
                return None
            found = [await self._buckets(connection, each, state, all_sketches) for each in stretches]
        return Kept(state.marked, found)

    async def _buckets(
        self, connection: AsyncConnection, stretch: Stretch, state: State, whole: bool
    ) -> list[RollupBucket]:
        """Those that are at hand in this version, and the others from their rows."""
        kind = (stretch.project, stretch.dimension, stretch.span.value)
        versions = state.versions.get(kind[1:], {})
        known = {at: self._cache.get((*kind, at), version, whole=whole) for at, version in versions.items()}
        missing = [start for start, bucket in known.items() if bucket is None]
        for row in await connection.execute(_rows(stretch, missing, whole)) if missing else ():
            known[row.start] = found = decoded(row)
            self._cache.put((*kind, row.start), row.version, found, size_of(row), whole=whole)
        return [bucket for bucket in known.values() if bucket is not None]

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


def _rows(stretch: Stretch, starts: Sequence[int], whole: bool) -> Select[Any]:
    read = [rollups.c.start, rollups.c.version, rollups.c.plain, rollups.c.leading]
    wanted = select(*read, *([rollups.c.trailing] if whole else []))
    return wanted.where(of_kind(stretch), rollups.c.start.in_(starts))


def _in(stretch: Stretch) -> ColumnElement[bool]:
    return and_(of_kind(stretch), begins_in(stretch.period))
