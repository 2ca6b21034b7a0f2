"""Transactions over all account repositories."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import final

from sqlalchemy.ext.asyncio import AsyncConnection

from insights.adapters.sqlalchemy.api_keys import SqlAlchemyApiKeys
from insights.adapters.sqlalchemy.database import Database
from insights.adapters.sqlalchemy.erasures import SqlAlchemyErasures
from insights.adapters.sqlalchemy.goals import SqlAlchemyGoalBook
from insights.adapters.sqlalchemy.people import SqlAlchemyOrganizations, SqlAlchemyUsers
from insights.adapters.sqlalchemy.projects import SqlAlchemyProjects
from insights.adapters.sqlalchemy.sessions import SqlAlchemySessions
from insights.application.ports.accounts import (
    ApiKeys,
    Erasures,
    GoalBook,
    Organizations,
    Projects,
    Sessions,
    Users,
)
from insights.application.ports.unit_of_work import Repositories, UnitOfWork, Work


@final
class SqlAlchemyWork(Work):
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self.organizations: Organizations = SqlAlchemyOrganizations(connection)
        self.users: Users = SqlAlchemyUsers(connection)
        self.sessions: Sessions = SqlAlchemySessions(connection)
        self.projects: Projects = SqlAlchemyProjects(connection)
        self.api_keys: ApiKeys = SqlAlchemyApiKeys(connection)
        self.goals: GoalBook = SqlAlchemyGoalBook(connection)
        self.erasures: Erasures = SqlAlchemyErasures(connection)

    async def commit(self) -> None:
        await self._connection.commit()


@final
class SqlAlchemyUnitOfWork(UnitOfWork):
    def __init__(self, database: Database) -> None:
        self._database = database

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Work]:
        async with self._database.writing() as connection:
            yield SqlAlchemyWork(connection)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Repositories]:
        async with self._database.reading() as connection:
            yield SqlAlchemyWork(connection)
