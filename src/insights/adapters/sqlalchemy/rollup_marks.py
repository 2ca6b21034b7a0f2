"""Which hours were touched since their rollups were computed."""

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from typing import final

from sqlalchemy import delete, select, update

from insights.adapters.sqlalchemy.database import Database
from insights.adapters.sqlalchemy.rows import INSERTS
from insights.adapters.sqlalchemy.tables import rollup_marks
from insights.application.ports.rollups import RollupMarks, TouchedHour
from insights.domain.analytics.query import Period
from insights.domain.analytics.rollups import HOUR_MS


@final
class SqlAlchemyRollupMarks(RollupMarks):
    """One instance for all that append and all that claim: they take turns, in this process.

    A mark that stands and is unclaimed is not written again, so a busy hour costs one write per claim.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def touching(self, hours: Collection[TouchedHour]) -> AsyncIterator[None]:
        async with self._turn:
            if hours:
                await self._mark(hours)
            yield

    async def claim(self, claim: str) -> Sequence[TouchedHour]:
        async with self._turn, self._database.writing() as connection:
            await connection.execute(update(rollup_marks).values(claim=claim))
            all_marks = select(rollup_marks.c.project_id, rollup_marks.c.hour)
            found = (await connection.execute(all_marks)).all()
            await connection.commit()
        return [(row.project_id, row.hour) for row in found]

    async def release(self, claim: str, project: str) -> None:
        ours = (rollup_marks.c.project_id == project) & (rollup_marks.c.claim == claim)
        async with self._database.writing() as connection:
            await connection.execute(delete(rollup_marks).where(ours))
            await connection.commit()

    async def of_project(self, project: str, period: Period) -> Sequence[int]:
        hour = rollup_marks.c.hour
        shares = (hour > period.start - HOUR_MS) & (hour < period.end)
        wanted = select(hour).where((rollup_marks.c.project_id == project) & shares).order_by(hour)
        async with self._database.reading() as connection:
            return (await connection.execute(wanted)).scalars().all()

    async def _mark(self, hours: Collection[TouchedHour]) -> None:
        marks = [{"project_id": project, "hour": hour} for project, hour in sorted(set(hours))]
        async with self._database.writing() as connection:
            insert = INSERTS[connection.dialect.name](rollup_marks)
            again = insert.on_conflict_do_update(
                index_elements=["project_id", "hour"],
                set_={"claim": None},
                where=rollup_marks.c.claim.is_not(None),
            )
            await connection.execute(again, marks)
            await connection.commit()
