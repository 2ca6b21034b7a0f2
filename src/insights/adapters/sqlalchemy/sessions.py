"""Sessions and their refresh tokens."""

from typing import final

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from insights.adapters.sqlalchemy import rows
from insights.adapters.sqlalchemy.tables import refresh_tokens, sessions, users
from insights.application.ports.accounts import Sessions
from insights.domain.accounts.session import RefreshToken, Session
from insights.domain.accounts.user import User


@final
class SqlAlchemySessions(Sessions):
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def open(self, session: Session, token: RefreshToken) -> None:
        await self._connection.execute(insert(sessions).values(rows.values(session)))
        await self._connection.execute(insert(refresh_tokens).values(rows.values(token)))

    async def find(self, token_hash: str) -> tuple[Session, RefreshToken] | None:
        both = select(sessions, refresh_tokens).join_from(refresh_tokens, sessions)
        found = (await self._connection.execute(both.where(refresh_tokens.c.hash == token_hash))).first()
        return None if found is None else (rows.struct(found, Session), rows.struct(found, RefreshToken))

    async def rotate(self, used: RefreshToken, fresh: RefreshToken, now: int) -> bool:
        unused = (refresh_tokens.c.hash == used.hash) & refresh_tokens.c.used_at.is_(None)
        changed = await self._connection.execute(update(refresh_tokens).where(unused).values(used_at=now))
        if changed.rowcount == 0:
            return False
        await self._connection.execute(insert(refresh_tokens).values(rows.values(fresh)))
        return True

    async def revoke(self, session_id: str, now: int) -> None:
        alive = (sessions.c.id == session_id) & sessions.c.revoked_at.is_(None)
        await self._connection.execute(update(sessions).where(alive).values(revoked_at=now))

    async def user_of(self, session_id: str) -> User | None:
        alive = (sessions.c.id == session_id) & sessions.c.revoked_at.is_(None)
        owner = select(users).join_from(sessions, users).where(alive)
        found = (await self._connection.execute(owner)).first()
        return None if found is None else rows.struct(found, User)

    async def forget_expired(self, now: int) -> None:
        await self._connection.execute(delete(refresh_tokens).where(refresh_tokens.c.expires_at <= now))
        left = select(refresh_tokens.c.hash).where(refresh_tokens.c.session_id == sessions.c.id)
        await self._connection.execute(delete(sessions).where(~left.exists()))
