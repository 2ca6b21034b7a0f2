"""Projects with their keys, and who sends under them."""

from collections.abc import Sequence
from typing import Any, Final, final

from sqlalchemy import ColumnElement, Row, delete, insert, select, true, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from insights.adapters.sqlalchemy import rows
from insights.adapters.sqlalchemy.tables import (
    KEY_LENGTH,
    dead_letters,
    drops,
    project_keys,
    projects,
    quality_notes,
    rollup_marks,
    rollup_zones,
    rollups,
    salts,
)
from insights.application.ports.accounts import Projects
from insights.domain.accounts.project import Project
from insights.domain.errors import Conflict

DOMAIN: Final = -1
"""The position of a domain that works as a key, which is no alias."""


@final
class SqlAlchemyProjects(Projects):
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, project: Project) -> None:
        await self._connection.execute(insert(projects).values(_columns(project)))
        await self._keep_keys(project)

    async def replace(self, project: Project) -> None:
        mine = projects.c.id == project.id
        await self._connection.execute(update(projects).where(mine).values(_columns(project)))
        await self._connection.execute(delete(project_keys).where(project_keys.c.project_id == project.id))
        await self._keep_keys(project)

    async def remove(self, project_id: str) -> None:
        await self._connection.execute(delete(projects).where(projects.c.id == project_id))
        for table in (drops, quality_notes, dead_letters, salts, rollups, rollup_marks, rollup_zones):
            await self._connection.execute(delete(table).where(table.c.project_id == project_id))

    async def find(self, organization_id: str, reference: str) -> Project | None:
        return await self._find(reference, projects.c.organization_id == organization_id)

    async def of_any_organization(self, reference: str) -> Project | None:
        return await self._find(reference, true())

    async def _find(self, reference: str, where: ColumnElement[bool]) -> Project | None:
        keyed = select(project_keys.c.project_id).where(project_keys.c.key == reference)
        named = (projects.c.id == reference) | projects.c.id.in_(keyed)
        # Another product's key may read like an id of ours: the id goes first.
        wanted = select(projects).where(where, named).order_by((projects.c.id == reference).desc()).limit(1)
        found = (await self._connection.execute(wanted)).first()
        return None if found is None else (await with_keys(self._connection, [found]))[0]

    async def page(self, organization_id: str, limit: int, offset: int) -> tuple[Sequence[Project], int]:
        mine = select(projects).where(projects.c.organization_id == organization_id)
        ordered = mine.order_by(rows.by_characters(projects.c.name), projects.c.id)
        found, total = await rows.page(self._connection, ordered, limit, offset)
        return await with_keys(self._connection, found), total

    async def _keep_keys(self, project: Project) -> None:
        keys = (project.public_key, *project.aliases)
        kept = [{"key": key, "project_id": project.id, "position": i} for i, key in enumerate(keys)]
        wanted = {*keys, project.domain}
        taken = select(project_keys.c.key).where(project_keys.c.key.in_(wanted)).order_by(project_keys.c.key)
        theirs = (await self._connection.execute(taken)).scalars().all()
        if others := [key for key in theirs if key in keys]:
            raise Conflict(f"These are keys of another project: {', '.join(others)}.")
        if project.domain not in {*theirs, *keys} and len(project.domain) <= KEY_LENGTH:
            # The first to register a domain receives what is sent under it; nobody can take it over.
            kept.append({"key": project.domain, "project_id": project.id, "position": DOMAIN})
        try:
            await self._connection.execute(insert(project_keys), kept)
        except IntegrityError as error:
            raise Conflict("An alias is a key already, of this project or of another.") from error


async def with_keys(connection: AsyncConnection, found: Sequence[Row[Any]]) -> list[Project]:
    """Rows of projects as structs, in their order."""
    ids = [row.id for row in found]
    wanted = (
        select(project_keys)
        .where(project_keys.c.project_id.in_(ids), project_keys.c.position > DOMAIN)
        .order_by(project_keys.c.position)
    )
    keys: dict[str, list[str]] = {id_: [] for id_ in ids}
    for row in await connection.execute(wanted):
        keys[row.project_id].append(row.key)
    return [rows.struct(row, Project, public_key=keys[row.id][0], aliases=keys[row.id][1:]) for row in found]


def _columns(project: Project) -> dict[str, Any]:
    return {name: value for name, value in rows.values(project).items() if name in projects.c}
