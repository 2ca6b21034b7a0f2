"""API keys."""

from collections.abc import Sequence
from typing import final

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from insights.adapters.sqlalchemy import rows
from insights.adapters.sqlalchemy.tables import api_keys, projects
from insights.application.ports.accounts import ApiKeys
from insights.domain.accounts.api_key import ApiKey


@final
class SqlAlchemyApiKeys(ApiKeys):
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, key: ApiKey) -> None:
        row = {**rows.values(key), "scopes": sorted(key.scopes)}
        await self._connection.execute(insert(api_keys).values(row))

    async def remove(self, project_id: str, key_id: str) -> bool:
        mine = (api_keys.c.project_id == project_id) & (api_keys.c.id == key_id)
        return (await self._connection.execute(delete(api_keys).where(mine))).rowcount > 0

    async def by_prefix(self, prefix: str) -> tuple[ApiKey, str] | None:
        both = select(api_keys, projects.c.organization_id).join_from(api_keys, projects)
        found = (await self._connection.execute(both.where(api_keys.c.prefix == prefix))).first()
        return None if found is None else (rows.struct(found, ApiKey), found.organization_id)

    async def page(self, project_id: str, limit: int, offset: int) -> tuple[Sequence[ApiKey], int]:
        mine = select(api_keys).where(api_keys.c.project_id == project_id)
        ordered = mine.order_by(api_keys.c.created_at, api_keys.c.id)
        found, total = await rows.page(self._connection, ordered, limit, offset)
        return rows.structs(found, ApiKey), total
