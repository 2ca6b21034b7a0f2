"""Organizations and users."""

from collections.abc import Sequence
from typing import Any, Final, final

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from insights.adapters.sqlalchemy import rows
from insights.adapters.sqlalchemy.tables import organizations, users
from insights.application.ports.accounts import Credential, Organizations, Users, Wanted
from insights.domain.accounts.user import Organization, Status, User
from insights.domain.errors import Conflict

_KEPT: Final = users.c.deleted_at.is_(None)
_STANDING: Final[dict[Status | None, ColumnElement[bool]]] = {
    None: _KEPT,
    Status.ACTIVE: _KEPT & users.c.deactivated_at.is_(None),
    Status.DEACTIVATED: _KEPT & users.c.deactivated_at.is_not(None),
    Status.DELETED: users.c.deleted_at.is_not(None),
}
ACTIVE: Final = _STANDING[Status.ACTIVE]
"""Of rows of users: they may be signed in."""


@final
class SqlAlchemyOrganizations(Organizations):
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, organization: Organization) -> None:
        await self._connection.execute(insert(organizations).values(rows.values(organization)))

    async def any(self) -> bool:
        found = await self._connection.execute(select(organizations.c.id).limit(1))
        return found.first() is not None

    async def find(self, organization_id: str) -> Organization | None:
        wanted = select(organizations).where(organizations.c.id == organization_id)
        found = (await self._connection.execute(wanted)).first()
        return None if found is None else rows.struct(found, Organization)


@final
class SqlAlchemyUsers(Users):
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, credential: Credential) -> None:
        row = rows.values(credential.user) | _folded(credential.user)
        try:
            await self._connection.execute(
                insert(users).values(row | {"password_hash": credential.password_hash})
            )
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

    async def page(
        self, organization_id: str, wanted: Wanted, limit: int, offset: int
    ) -> tuple[Sequence[User], int]:
        chosen = select(users).where(users.c.organization_id == organization_id, _STANDING[wanted.status])
        if wanted.search:
            chosen = chosen.where(users.c.folded.contains(wanted.search.casefold(), autoescape=True))
        if wanted.role is not None:
            chosen = chosen.where(users.c.role == wanted.role)
        ordered = chosen.order_by(rows.by_characters(users.c.email))
        found, total = await rows.page(self._connection, ordered, limit, offset)
        return rows.structs(found, User), total

    async def change(self, user: User) -> None:
        changed = {name: getattr(user, name) for name in ("name", "role", "deactivated_at", "deleted_at")}
        mine = update(users).where(users.c.id == user.id)
        await self._connection.execute(mine.values(changed | _folded(user)))

    async def set_password_hash(self, user_id: str, password_hash: str) -> None:
        change = update(users).where(users.c.id == user_id).values(password_hash=password_hash)
        await self._connection.execute(change)

    async def remove_deleted(self, before: int) -> int:
        removed = await self._connection.execute(delete(users).where(users.c.deleted_at < before))
        return removed.rowcount


def _folded(user: User) -> dict[str, Any]:
    """A database's own lower case knows fewer letters than we do."""
    return {"folded": f"{user.name}\n{user.email}".casefold()}
