"""Which hours were touched since their rollups were computed."""

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from typing import final

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from insights.adapters.sqlalchemy.database import Database
from insights.adapters.sqlalchemy.rollup_state import marked_in
from insights.adapters.sqlalchemy.rows import INSERTS
from insights.adapters.sqlalchemy.tables import rollup_claims, rollup_marks
from insights.application.ports.rollups import RollupMarks, TouchedHour
from insights.domain.analytics.query import Period


@final
class SqlAlchemyRollupMarks(RollupMarks):
    """Appenders and claimers of all processes keep apart by the database's own means: see `Engines`.

    A mark that stands and is unclaimed is not written again, so a busy hour costs one write per claim.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @asynccontextmanager
    async def touching(self, hours: Collection[TouchedHour]) -> AsyncIterator[None]:
        async def mark(connection: AsyncConnection) -> None:
            if hours:
                await _mark(connection, hours)

        passage = await self._database.enter(mark)
        try:
            yield
        finally:
            if not await passage.leave():
                # A claim may have come between the marks and the append, and be released: so once more.
                await self._database.write(mark)

    async def claim(self, claim: str) -> Sequence[TouchedHour]:
        async with self._database.alone() as connection:
            latest = INSERTS[connection.dialect.name](rollup_claims).values(id=1, claim=claim)
            await connection.execute(
                latest.on_conflict_do_update(index_elements=["id"], set_={"claim": claim})
            )
            await connection.execute(update(rollup_marks).values(claim=claim))
            found = (await connection.execute(select(rollup_marks.c.project_id, rollup_marks.c.hour))).all()
            await connection.commit()
        return [(row.project_id, row.hour) for row in found]

    async def release(self, claim: str, project: str) -> None:
        ours = (rollup_marks.c.project_id == project) & (rollup_marks.c.claim == claim)
        await self._database.write(lambda connection: connection.execute(delete(rollup_marks).where(ours)))

    async def of_project(self, project: str, period: Period) -> Sequence[int]:
        hour = rollup_marks.c.hour
        wanted = select(hour).where(marked_in(project, period)).order_by(hour)
        async with self._database.reading() as connection:
            return (await connection.execute(wanted)).scalars().all()


async def _mark(connection: AsyncConnection, hours: Collection[TouchedHour]) -> None:
    insert = INSERTS[connection.dialect.name](rollup_marks)
    again = insert.on_conflict_do_update(
        index_elements=["project_id", "hour"],
        set_={"claim": None},
        where=rollup_marks.c.claim.is_not(None),
    )
    # In one order, so that two who mark at once do not wait for each other.
    marks = [{"project_id": project, "hour": hour} for project, hour in sorted(set(hours))]
    await connection.execute(again, marks)
