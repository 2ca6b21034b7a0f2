"""Recordings of sessions beside accounts, each part compressed."""

from collections.abc import Sequence
from typing import Any, final

import zstandard
from sqlalchemy import Row, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from insights.adapters.sqlalchemy import rows
from insights.adapters.sqlalchemy.database import Database
from insights.adapters.sqlalchemy.tables import projects, recordings
from insights.application.ports.recordings import RecordedPart, Recordings


@final
class SqlAlchemyRecordings(Recordings):
    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, parts: Sequence[RecordedPart], most_bytes: int) -> bool:
        if not parts:
            return True
        new = [_row(part) for part in parts]

        async def insert(connection: AsyncConnection) -> bool:
            held = await _held(connection, parts[0].project)
            if held + sum(row["size"] for row in new) > most_bytes:
                return False
            insert = rows.INSERTS[connection.dialect.name](recordings).on_conflict_do_nothing()
            await connection.execute(insert, new)
            return True

        return await self._database.write(insert)

    async def of_session(self, project: str, session: str) -> Sequence[RecordedPart]:
        mine = (recordings.c.project_id == project) & (recordings.c.session == session)
        ordered = select(recordings).where(mine).order_by(recordings.c.received, recordings.c.id)
        async with self._database.reading() as connection:
            return [_part(row) for row in await connection.execute(ordered)]

    async def held(self, project: str) -> int:
        async with self._database.reading() as connection:
            return await _held(connection, project)

    async def forget(self, before: int) -> int:
        orphaned = recordings.c.project_id.not_in(select(projects.c.id))
        gone = delete(recordings).where((recordings.c.received < before) | orphaned)

        async def remove(connection: AsyncConnection) -> int:
            return int((await connection.execute(gone)).rowcount)

        return await self._database.write(remove)


async def _held(connection: AsyncConnection, project: str) -> int:
    size = select(func.coalesce(func.sum(recordings.c.size), 0)).where(recordings.c.project_id == project)
    return int((await connection.execute(size)).scalar_one())


def _row(part: RecordedPart) -> dict[str, Any]:
    packed = zstandard.compress(part.events)
    return {
        "project_id": part.project,
        "id": part.id,
        "session": part.session,
        "recorded_window": part.window,
        "received": part.received,
        "size": len(packed),
        "events": packed,
    }


def _part(row: Row[Any]) -> RecordedPart:
    return RecordedPart(
        project=row.project_id,
        id=row.id,
        session=row.session,
        window=row.recorded_window,
        received=row.received,
        events=zstandard.decompress(row.events),
    )
