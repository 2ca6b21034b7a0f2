"""Projects whose events are still to be removed."""

from collections.abc import Sequence
from typing import final

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from insights.adapters.sqlalchemy.rows import INSERTS
from insights.adapters.sqlalchemy.tables import erasures
from insights.application.ports.accounts import Erasures


@final
class SqlAlchemyErasures(Erasures):
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def mark(self, project_id: str, now: int) -> None:
        insert = INSERTS[self._connection.dialect.name](erasures)
        marked = insert.values(project_id=project_id, marked_at=now).on_conflict_do_nothing()
        await self._connection.execute(marked)

    async def marked_before(self, time: int) -> Sequence[str]:
        due = select(erasures.c.project_id).where(erasures.c.marked_at < time)
        return (await self._connection.execute(due.order_by(erasures.c.marked_at))).scalars().all()

    async def clear(self, project_id: str) -> None:
        await self._connection.execute(delete(erasures).where(erasures.c.project_id == project_id))
