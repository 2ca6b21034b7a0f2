"""Invitations and password resets."""

from collections.abc import Sequence
from typing import final

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from insights.adapters.sqlalchemy import rows
from insights.adapters.sqlalchemy.tables import invitations, password_resets
from insights.application.ports.accounts import Invitations, PasswordResets
from insights.domain.accounts.invitation import Invitation, PasswordReset
from insights.domain.errors import Conflict


@final
class SqlAlchemyInvitations(Invitations):
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, invitation: Invitation) -> None:
        try:
            await self._connection.execute(insert(invitations).values(rows.values(invitation)))
        except IntegrityError as error:
            raise Conflict("This address is invited already: send its invitation again instead.") from error

    async def replace(self, invitation: Invitation) -> None:
        mine = update(invitations).where(invitations.c.id == invitation.id)
        await self._connection.execute(mine.values(rows.values(invitation)))

    async def find(self, organization_id: str, invitation_id: str) -> Invitation | None:
        return await self._one(
            (invitations.c.organization_id == organization_id) & (invitations.c.id == invitation_id)
        )

    async def by_token(self, token_hash: str) -> Invitation | None:
        return await self._one(invitations.c.token_hash == token_hash)

    async def remove(self, organization_id: str, invitation_id: str) -> bool:
        mine = (invitations.c.organization_id == organization_id) & (invitations.c.id == invitation_id)
        return (await self._connection.execute(delete(invitations).where(mine))).rowcount > 0

    async def page(self, organization_id: str, limit: int, offset: int) -> tuple[Sequence[Invitation], int]:
        mine = select(invitations).where(invitations.c.organization_id == organization_id)
        latest = mine.order_by(invitations.c.created_at.desc(), invitations.c.id.desc())
        found, total = await rows.page(self._connection, latest, limit, offset)
        return rows.structs(found, Invitation), total

    async def forget_expired(self, before: int) -> None:
        await self._connection.execute(delete(invitations).where(invitations.c.expires_at < before))

    async def _one(self, where: ColumnElement[bool]) -> Invitation | None:
        found = (await self._connection.execute(select(invitations).where(where))).first()
        return None if found is None else rows.struct(found, Invitation)


@final
class SqlAlchemyPasswordResets(PasswordResets):
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, reset: PasswordReset) -> None:
        await self._connection.execute(insert(password_resets).values(rows.values(reset)))

    async def find(self, reset_id: str) -> PasswordReset | None:
        return await self._one(password_resets.c.id == reset_id)

    async def by_token(self, token_hash: str) -> PasswordReset | None:
        return await self._one(password_resets.c.token_hash == token_hash)

    async def remove_of(self, user_id: str) -> int:
        mine = delete(password_resets).where(password_resets.c.user_id == user_id)
        return (await self._connection.execute(mine)).rowcount

    async def forget_expired(self, now: int) -> None:
        await self._connection.execute(delete(password_resets).where(password_resets.c.expires_at <= now))

    async def _one(self, where: ColumnElement[bool]) -> PasswordReset | None:
        found = (await self._connection.execute(select(password_resets).where(where))).first()
        return None if found is None else rows.struct(found, PasswordReset)
