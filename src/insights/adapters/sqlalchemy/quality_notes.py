"""Notes on the quality of data, by project and day."""

from collections.abc import Sequence
from typing import final

from sqlalchemy import case, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from insights.adapters.sqlalchemy import rows
from insights.adapters.sqlalchemy.database import Database
from insights.adapters.sqlalchemy.tables import quality_notes
from insights.application.ports.quality import QualityNotes
from insights.domain.ingestion.quality import Note

KEY = ("project_id", "day", "kind", "sdk", "detail")


@final
class SqlAlchemyQualityNotes(QualityNotes):
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, notes: Sequence[Note]) -> None:
        async def write(connection: AsyncConnection) -> None:
            table = quality_notes.c
            # In one order, so that two who write at once do not wait for each other.
            for note in sorted(
                notes, key=lambda note: (note.project, note.day, note.kind, note.sdk, note.detail)
            ):
                given = rows.values(note)
                row = rows.INSERTS[connection.dialect.name](quality_notes).values(
                    project_id=given.pop("project"), **given
                )
                more = {
                    "count": table.count + row.excluded.count,
                    "last_at": case(
                        (table.last_at > row.excluded.last_at, table.last_at), else_=row.excluded.last_at
                    ),
                    "sample": case((table.sample == "", row.excluded.sample), else_=table.sample),
                }
                await connection.execute(row.on_conflict_do_update(index_elements=KEY, set_=more))

        await self._database.write(write)

    async def of_project(self, project: str, first_day: str, last_day: str) -> Sequence[Note]:
        table = quality_notes.c
        mine = (table.project_id == project) & table.day.between(first_day, last_day)
        order = [rows.by_characters(table[name]) for name in KEY[1:]]
        wanted = select(
            table.project_id.label("project"), *(table[n] for n in (*KEY[1:], "count", "last_at", "sample"))
        )
        async with self._database.reading() as connection:
            return rows.structs(await connection.execute(wanted.where(mine).order_by(*order)), Note)

    async def forget_before(self, day: str) -> None:
        async def forget(connection: AsyncConnection) -> None:
            await connection.execute(delete(quality_notes).where(quality_notes.c.day < day))

        await self._database.write(forget)
