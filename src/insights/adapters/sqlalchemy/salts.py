"""The salts of visitor ids."""

from collections.abc import Collection, Mapping
from typing import final

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from insights.adapters.sqlalchemy import rows
from insights.adapters.sqlalchemy.database import Database
from insights.adapters.sqlalchemy.tables import salts
from insights.application.ports.salts import SaltStore


@final
class SqlAlchemySaltStore(SaltStore):
    def __init__(self, database: Database) -> None:
        self._database = database

    async def load(self, project: str, periods: Collection[str]) -> Mapping[str, bytes]:
        wanted = (salts.c.project_id == project) & salts.c.period.in_(list(periods))
        async with self._database.reading() as connection:
            found = await connection.execute(select(salts.c.period, salts.c.salt).where(wanted))
            return {row.period: row.salt for row in found}

    async def make_if_absent(self, project: str, period: str, salt: bytes, expires_at: int) -> bytes:
        row = {"project_id": project, "period": period, "salt": salt, "expires_at": expires_at}
        mine = (salts.c.project_id == project) & (salts.c.period == period)

        async def keep(connection: AsyncConnection) -> bytes:
            insert = rows.INSERTS[connection.dialect.name](salts).on_conflict_do_nothing()
            await connection.execute(insert.values(row))
            kept: bytes = (await connection.execute(select(salts.c.salt).where(mine))).scalar_one()
            return kept

        return await self._database.write(keep)

    async def destroy_expired(self, now_ms: int) -> int:
        expired = delete(salts).where(salts.c.expires_at <= now_ms)
        destroyed = await self._database.write(lambda connection: connection.execute(expired))
        if destroyed.rowcount:
            await self._database.overwrite_deleted()
        return destroyed.rowcount
