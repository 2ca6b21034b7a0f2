"""Messages: written with what causes them, claimed, delivered."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Any, Final, final

from sqlalchemy import Row, Update, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from insights.adapters.sqlalchemy import rows
from insights.adapters.sqlalchemy.database import Database
from insights.adapters.sqlalchemy.tables import handled_messages, messages
from insights.application.ports.messages import (
    Backlog,
    Due,
    Envelope,
    FailedMessage,
    MessageLog,
    Messages,
    Outbox,
)
from insights.domain.messages import encode_message, message_name

LONGEST_ERROR: Final = 500
_FAILED: Final = messages.c.failed_at.is_not(None)


@final
class SqlAlchemyMessages(Messages):
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self.added = False
        """Whether this transaction has written any."""

    async def add(self, envelope: Envelope) -> None:
        row = {
            "id": envelope.id,
            "name": message_name(envelope.message),
            "subject": envelope.message.subject,
            "body": encode_message(envelope.message),
            "created_at": envelope.created_at,
            "attempts": 0,
            "due_at": envelope.created_at,
            "error": "",
        }
        await self._connection.execute(insert(messages).values(row))
        self.added = True

    async def handle(self, message_id: str, subscriber: str, now: int) -> bool:
        noted = rows.INSERTS[self._connection.dialect.name](handled_messages).values(
            message_id=message_id, subscriber=subscriber, handled_at=now
        )
        mine = noted.on_conflict_do_nothing().returning(handled_messages.c.message_id)
        return (await self._connection.execute(mine)).first() is not None

    async def handled_by(self, message_id: str) -> AbstractSet[str]:
        mine = select(handled_messages.c.subscriber).where(handled_messages.c.message_id == message_id)
        return set((await self._connection.execute(mine)).scalars())


@final
class SqlAlchemyOutbox(Outbox, MessageLog):
    """Any number of processes may claim: on PostgreSQL they pass over rows that another has locked, SQLite
    has one writer at a time."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def claim(self, now: int, until: int, most: int) -> Sequence[Due]:
        earlier = messages.alias()
        waits = (earlier.c.subject == messages.c.subject) & (earlier.c.position < messages.c.position)
        first = ~select(earlier.c.id).where(waits, earlier.c.due_at.is_not(None)).exists()
        due = (
            select(messages).where(messages.c.due_at <= now, first).order_by(messages.c.position).limit(most)
        )
        async with self._database.reading() as connection:
            if (await connection.execute(due.limit(1))).first() is None:
                return ()  # as nearly always: the writer is not bothered

        async def take(connection: AsyncConnection) -> Sequence[Row[Any]]:
            found = (await connection.execute(due.with_for_update(skip_locked=True, of=messages))).all()
            mine = update(messages).where(messages.c.id.in_([row.id for row in found]))
            await connection.execute(mine.values(due_at=until, attempts=messages.c.attempts + 1))
            return found

        claimed = await self._database.write(take)
        return [rows.struct(row, Due, attempts=row.attempts + 1) for row in claimed]

    async def delivered(self, due: Due, now: int) -> None:
        await self._write(_claimed(due).values(due_at=None, delivered_at=now, error=""))

    async def postpone(self, due: Due, until: int, error: str) -> None:
        await self._write(_claimed(due).values(due_at=until, error=error[:LONGEST_ERROR]))

    async def give_up(self, due: Due, now: int, error: str) -> None:
        await self._write(_claimed(due).values(due_at=None, failed_at=now, error=error[:LONGEST_ERROR]))

    async def backlog(self) -> Backlog:
        waiting = messages.c.due_at.is_not(None)
        counted = select(func.count(), func.min(messages.c.created_at)).where(waiting)
        async with self._database.reading() as connection:
            count, oldest = (await connection.execute(counted)).one()
            failed = await connection.execute(select(func.count()).select_from(messages).where(_FAILED))
            return Backlog(waiting=count, oldest_at=oldest, failed=failed.scalar_one())

    async def failed(self, limit: int, offset: int) -> tuple[Sequence[FailedMessage], int]:
        latest = select(messages).where(_FAILED).order_by(messages.c.failed_at.desc(), messages.c.position)
        async with self._database.reading() as connection:
            found, total = await rows.page(connection, latest, limit, offset)
        return rows.structs(found, FailedMessage), total

    async def revive(self, now: int) -> int:
        anew = update(messages).where(_FAILED).values(due_at=now, failed_at=None, attempts=0, created_at=now)
        return await self._write(anew)

    async def forget_before(self, delivered: int, failed: int) -> None:
        past = (messages.c.delivered_at < delivered) | (messages.c.failed_at < failed)
        await self._write(delete(messages).where(past))

    async def _write(self, statement: Any) -> int:
        changed = await self._database.write(lambda connection: connection.execute(statement))
        return int(changed.rowcount)


def _claimed(due: Due) -> Update:
    """Nothing, once somebody else has claimed it since."""
    return update(messages).where(messages.c.id == due.id, messages.c.attempts == due.attempts)
