"""From a key to who sends under it."""

from typing import final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from insights.adapters.sqlalchemy import rows
from insights.adapters.sqlalchemy.database import Database
from insights.adapters.sqlalchemy.projects import with_keys
from insights.adapters.sqlalchemy.tables import api_keys, project_keys, projects
from insights.application.ports.projects import Sender, SenderSource
from insights.domain.accounts.api_key import ApiKey, key_prefix
from insights.domain.accounts.principal import Scope
from insights.domain.accounts.project import Project


@final
class SqlAlchemySenderSource(SenderSource):
    def __init__(self, database: Database) -> None:
        self._database = database

    async def by_key(self, key: str) -> Sender | None:
        prefix = key_prefix(key)
        async with self._database.reading() as connection:
            if prefix is not None:
                return await _trusted(connection, prefix, key)
            owner = select(project_keys.c.project_id).where(project_keys.c.key == key)
            project_id = (await connection.execute(owner)).scalar_one_or_none()
            return None if project_id is None else Sender(await _project(connection, project_id))


async def _trusted(connection: AsyncConnection, prefix: str, key: str) -> Sender | None:
    found = (await connection.execute(select(api_keys).where(api_keys.c.prefix == prefix))).first()
    if found is None:
        return None
    kept = rows.struct(found, ApiKey)
    if not kept.matches(key) or Scope.INGEST not in kept.scopes:
        return None
    return Sender(await _project(connection, kept.project_id), trusted=True)


async def _project(connection: AsyncConnection, project_id: str) -> Project:
    found = await connection.execute(select(projects).where(projects.c.id == project_id))
    return (await with_keys(connection, found.all()))[0]
