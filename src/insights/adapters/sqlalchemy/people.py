"""Organizations and users."""

from collections.abc import Sequence
from typing import final

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from insights.adapters.sqlalchemy import rows
from insights.adapters.sqlalchemy.tables import organizations, users
from insights.application.ports.accounts import Credential, Organizations, Users
from insights.domain.accounts.user import Organization, User
from insights.domain.errors import Conflict


@final
class SqlAlchemyOrganizations(Organizations):
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, organization: Organization) -> None:
        await self._connection.execute(insert(organizations).values(rows.values(organization)))

    async def any(self) -> bool:
        found = await self._connection.execute(select(organizations.c.id).limit(1))
        return found.first() is not None


@final
class SqlAlchemyUsers(Users):
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, credential: Credential) -> None:
        row = {**rows.values(credential.user), "password_hash": credential.password_hash}
        try:
            await self._connection.execute(insert(users).values(row))
        except IntegrityError as error:
            raise Conflict("This e-mail address has an account already.") from error

    async def by_email(self, email: str) -> Credential | None:
        found = (await self._connection.execute(select(users).where(users.c.email == email))).first()
        if found is None:
            return None
        return Credential(user=rows.struct(found, User), password_hash=found.password_hash)

    async def find(self, user_id: str) -> User | None:
        found = (await self._connection.execute(select(users).where(users.c.id == user_id))).first()
        return None if found is None else rows.struct(found, User)

    async def page(self, organization_id: str, limit: int, offset: int) -> tuple[Sequence[User], int]:
        mine = select(users).where(users.c.organization_id == organization_id).order_by(users.c.email)
        found, total = await rows.page(self._connection, mine, limit, offset)
        return rows.structs(found, User), total

    async def set_password_hash(self, user_id: str, password_hash: str) -> None:
        change = update(users).where(users.c.id == user_id).values(password_hash=password_hash)
        await self._connection.execute(change)
