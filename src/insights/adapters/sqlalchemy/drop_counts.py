"""Counts of events left out, each delivery counted once."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final, final

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from insights.adapters.sqlalchemy import rows
from insights.adapters.sqlalchemy.database import Database
from insights.adapters.sqlalchemy.tables import counted_messages, drops
from insights.application.ports.records import DropCount, DropCounts
from insights.domain.ingestion.delivery_id import earlier
from insights.domain.ingestion.drops import Drop, DropReason

REMEMBERED_MS: Final = 3_600_000
"""Deliveries whose drops are known to be counted are forgotten when one that was put so much later is
counted. One comes again only while it is not acknowledged: a process that held one this long, while others
went on, and died then, has its drops counted twice."""

DropKey = tuple[str, str, DropReason]
"""(project id, UTC day, reason)"""


@final
class SqlAlchemyDropCounts(DropCounts):
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, message: int, left_out: Sequence[Drop]) -> None:
        async def count(connection: AsyncConnection) -> None:
            upsert = rows.INSERTS[connection.dialect.name]
            once = upsert(counted_messages).values(message=message).on_conflict_do_nothing()
            if (await connection.execute(once.returning(counted_messages.c.message))).first() is None:
                return
            old = counted_messages.c.message <= earlier(message, REMEMBERED_MS)
            await connection.execute(delete(counted_messages).where(old))
            # In one order, so that two who count at once do not wait for each other.
            for (project, day, reason), number in sorted(_summed(left_out).items()):
                row = upsert(drops).values(project_id=project, day=day, reason=reason, count=number)
                more = {"count": drops.c.count + row.excluded.count}
                await connection.execute(
                    row.on_conflict_do_update(index_elements=["project_id", "day", "reason"], set_=more)
                )

        await self._database.write(count)

    async def of_project(self, project: str, first_day: str, last_day: str) -> Sequence[DropCount]:
        mine = (drops.c.project_id == project) & drops.c.day.between(first_day, last_day)
        wanted = select(drops).where(mine).order_by(drops.c.day, drops.c.reason)
        async with self._database.reading() as connection:
            return rows.structs(await connection.execute(wanted), DropCount)


def _summed(left_out: Sequence[Drop]) -> Counter[DropKey]:
    sums: Counter[DropKey] = Counter()
    for drop in left_out:
        day = datetime.fromtimestamp(drop.received / 1000, UTC).date().isoformat()
        sums[drop.project, day, drop.reason] += drop.count
    return sums
