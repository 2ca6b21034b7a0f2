"""Mails that nobody sends: whoever runs the installation, or owns the organization, reads them here."""

from collections.abc import Sequence
from typing import final

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from insights.adapters.sqlalchemy import rows
from insights.adapters.sqlalchemy.database import Database
from insights.adapters.sqlalchemy.tables import mails
from insights.application.ports.mail import KeptMail, Mail, MailBox, Mailer


@final
class SqlAlchemyMailBox(Mailer, MailBox):
    def __init__(self, database: Database) -> None:
        self._database = database

    async def send(self, mail: Mail) -> None:
        async def keep(connection: AsyncConnection) -> None:
            insert = rows.INSERTS[connection.dialect.name](mails)
            await connection.execute(insert.values(rows.values(mail)).on_conflict_do_nothing())

        await self._database.write(keep)

    async def page(self, organization_id: str, limit: int, offset: int) -> tuple[Sequence[KeptMail], int]:
        mine = select(mails).where(mails.c.organization_id == organization_id)
        latest = mine.order_by(mails.c.created_at.desc(), mails.c.id.desc())
        async with self._database.reading() as connection:
            found, total = await rows.page(connection, latest, limit, offset)
        return rows.structs(found, KeptMail), total

    async def forget_before(self, time: int) -> None:
        old = delete(mails).where(mails.c.created_at < time)
        await self._database.write(lambda connection: connection.execute(old))
