"""Events that could not be recorded, whole, until they are replayed."""

from collections.abc import Sequence
from typing import Any, final

import msgspec
from sqlalchemy import Row, Select, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from insights.adapters.sqlalchemy import rows
from insights.adapters.sqlalchemy.database import Database
from insights.adapters.sqlalchemy.tables import dead_letters
from insights.application.ports.records import DeadLetter, DeadLetters
from insights.domain.ingestion.event import Accepted


@final
class SqlAlchemyDeadLetters(DeadLetters):
    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, letters: Sequence[DeadLetter]) -> None:
        if not letters:
            return

        async def insert(connection: AsyncConnection) -> None:
            new = rows.INSERTS[connection.dialect.name](dead_letters).on_conflict_do_nothing()
            await connection.execute(new, [_row(letter) for letter in letters])

        await self._database.write(insert)

    async def list(self, project: str, limit: int, offset: int) -> tuple[Sequence[DeadLetter], int]:
        newest = _of(project).order_by(dead_letters.c.failed_at.desc(), dead_letters.c.id.desc())
        async with self._database.reading() as connection:
            found, total = await rows.page(connection, newest, limit, offset)
        return [_letter(row) for row in found], total

    async def take(self, project: str, ids: Sequence[str] | None, limit: int) -> Sequence[DeadLetter]:
        wanted = _of(project) if ids is None else _of(project).where(dead_letters.c.id.in_(ids))
        oldest = wanted.order_by(dead_letters.c.failed_at, dead_letters.c.id).limit(limit)
        async with self._database.reading() as connection:
            return [_letter(row) for row in await connection.execute(oldest)]

    async def forget(self, project: str, ids: Sequence[str]) -> None:
        mine = (dead_letters.c.project_id == project) & dead_letters.c.id.in_(ids)
        await self._database.write(lambda connection: connection.execute(delete(dead_letters).where(mine)))


def _of(project: str) -> Select[Any]:
    return select(dead_letters).where(dead_letters.c.project_id == project)


def _row(letter: DeadLetter) -> dict[str, Any]:
    return {
        "id": letter.id,
        "project_id": letter.project,
        "event": msgspec.msgpack.encode(letter.event),
        "reason": letter.reason[:2000],
        "failed_at": letter.failed_at,
    }


def _letter(row: Row[Any]) -> DeadLetter:
    event = msgspec.msgpack.decode(row.event, type=Accepted)
    return DeadLetter(
        id=row.id, project=row.project_id, event=event, reason=row.reason, failed_at=row.failed_at
    )
