"""Goals: read by questions, changed by their owners."""

from collections.abc import Sequence
from typing import Any, final

from sqlalchemy import Select, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from insights.adapters.sqlalchemy import rows
from insights.adapters.sqlalchemy.database import Database
from insights.adapters.sqlalchemy.tables import goals
from insights.application.ports.accounts import GoalBook
from insights.application.ports.projects import Goals
from insights.domain.accounts.project import Goal
from insights.domain.errors import Conflict


@final
class SqlAlchemyGoals(Goals):
    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_project(self, project_id: str) -> Sequence[Goal]:
        async with self._database.reading() as connection:
            return rows.structs(await connection.execute(_of(project_id)), Goal)


@final
class SqlAlchemyGoalBook(GoalBook):
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, goal: Goal) -> None:
        try:
            await self._connection.execute(insert(goals).values(rows.values(goal)))
        except IntegrityError as error:
            raise _taken(goal) from error

    async def replace(self, goal: Goal) -> None:
        mine = (goals.c.project_id == goal.project_id) & (goals.c.id == goal.id)
        try:
            await self._connection.execute(update(goals).where(mine).values(rows.values(goal)))
        except IntegrityError as error:
            raise _taken(goal) from error

    async def remove(self, project_id: str, goal_id: str) -> bool:
        mine = (goals.c.project_id == project_id) & (goals.c.id == goal_id)
        return (await self._connection.execute(delete(goals).where(mine))).rowcount > 0

    async def find(self, project_id: str, goal_id: str) -> Goal | None:
        found = (await self._connection.execute(_of(project_id).where(goals.c.id == goal_id))).first()
        return None if found is None else rows.struct(found, Goal)

    async def page(self, project_id: str, limit: int, offset: int) -> tuple[Sequence[Goal], int]:
        found, total = await rows.page(self._connection, _of(project_id), limit, offset)
        return rows.structs(found, Goal), total


def _of(project_id: str) -> Select[Any]:
    return (
        select(goals)
        .where(goals.c.project_id == project_id)
        .order_by(rows.by_characters(goals.c.name), goals.c.id)
    )


def _taken(goal: Goal) -> Conflict:
    return Conflict(f"The project has a goal named {goal.name!r} already.")
