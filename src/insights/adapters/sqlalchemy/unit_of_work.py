"""Transactions over all account repositories."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import final

from sqlalchemy.ext.asyncio import AsyncConnection

from insights.adapters.sqlalchemy.api_keys import SqlAlchemyApiKeys
from insights.adapters.sqlalchemy.database import Database
from insights.adapters.sqlalchemy.erasures import SqlAlchemyErasures
from insights.adapters.sqlalchemy.goals import SqlAlchemyGoalBook
from insights.adapters.sqlalchemy.invitations import SqlAlchemyInvitations, SqlAlchemyPasswordResets
from insights.adapters.sqlalchemy.messages import SqlAlchemyMessages
from insights.adapters.sqlalchemy.people import SqlAlchemyOrganizations, SqlAlchemyUsers
from insights.adapters.sqlalchemy.projects import SqlAlchemyProjects
from insights.adapters.sqlalchemy.sessions import SqlAlchemySessions
from insights.application.ports.accounts import (
    ApiKeys,
    Erasures,
    GoalBook,
    Invitations,
    Organizations,
    PasswordResets,
    Projects,
    Sessions,
    Users,
)
from insights.application.ports.messages import Messages
from insights.application.ports.unit_of_work import Repositories, UnitOfWork, Work


@final
class SqlAlchemyWork(Work):
    def __init__(self, connection: AsyncConnection, on_messages: Callable[[], None]) -> None:
        self._connection = connection
        self._on_messages = on_messages
        self._written = SqlAlchemyMessages(connection)
        self.organizations: Organizations = SqlAlchemyOrganizations(connection)
        self.users: Users = SqlAlchemyUsers(connection)
        self.sessions: Sessions = SqlAlchemySessions(connection)
        self.invitations: Invitations = SqlAlchemyInvitations(connection)
        self.password_resets: PasswordResets = SqlAlchemyPasswordResets(connection)
        self.projects: Projects = SqlAlchemyProjects(connection)
        self.api_keys: ApiKeys = SqlAlchemyApiKeys(connection)
        self.goals: GoalBook = SqlAlchemyGoalBook(connection)
        self.erasures: Erasures = SqlAlchemyErasures(connection)
        self.messages: Messages = self._written

    async def commit(self) -> None:
        await self._connection.commit()
        if self._written.added:
            self._on_messages()


@final
class SqlAlchemyUnitOfWork(UnitOfWork):
    """`on_messages` is called once a transaction is committed that wrote messages."""

    def __init__(self, database: Database, on_messages: Callable[[], None] = lambda: None) -> None:
        self._database = database
        self._on_messages = on_messages

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Work]:
        async with self._database.writing() as connection:
            yield SqlAlchemyWork(connection, self._on_messages)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Repositories]:
        async with self._database.reading() as connection:
            yield SqlAlchemyWork(connection, self._on_messages)
