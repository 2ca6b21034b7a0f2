"""Sessions and their refresh tokens."""

from collections.abc import Sequence
from typing import Final, final

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from insights.adapters.sqlalchemy import rows
from insights.adapters.sqlalchemy.people import ACTIVE
from insights.adapters.sqlalchemy.tables import refresh_tokens, sessions, users
from insights.application.ports.accounts import Sessions
from insights.domain.accounts.session import REFRESH_SECONDS, Family, RefreshToken, Session
from insights.domain.accounts.user import User

_ALIVE: Final = sessions.c.revoked_at.is_(None)
_UNUSED: Final = refresh_tokens.c.used_at.is_(None)


@final
class SqlAlchemySessions(Sessions):
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def open(self, session: Session, token: RefreshToken) -> None:
        await self._connection.execute(insert(sessions).values(rows.values(session)))
        await self._connection.execute(insert(refresh_tokens).values(rows.values(token)))
        await self._note_use(session.id, session.created_at)

    async def find(self, token_hash: str) -> Family | None:
        both = select(sessions, refresh_tokens).join_from(refresh_tokens, sessions)
        found = (await self._connection.execute(both.where(refresh_tokens.c.hash == token_hash))).first()
        if found is None:
            return None
        session = rows.struct(found, Session)
        unused = select(refresh_tokens).where(refresh_tokens.c.session_id == session.id, _UNUSED)
        living = (await self._connection.execute(unused)).first()
        return Family(
            session,
            rows.struct(found, RefreshToken),
            None if living is None else rows.struct(living, RefreshToken),
        )

    async def rotate(self, used: RefreshToken, fresh: RefreshToken, now: int) -> bool:
        mine = (refresh_tokens.c.hash == used.hash) & _UNUSED
        changed = await self._connection.execute(update(refresh_tokens).where(mine).values(used_at=now))
        if changed.rowcount == 0:
            return False
        await self._connection.execute(insert(refresh_tokens).values(rows.values(fresh)))
        await self._note_use(used.session_id, now)
        return True

    async def revoke(self, session_id: str, now: int) -> None:
        alive = update(sessions).where(sessions.c.id == session_id, _ALIVE)
        await self._connection.execute(alive.values(revoked_at=now))

    async def user_of(self, session_id: str) -> User | None:
        owner = select(users).join_from(sessions, users).where(sessions.c.id == session_id, _ALIVE, ACTIVE)
        found = (await self._connection.execute(owner)).first()
        return None if found is None else rows.struct(found, User)

    async def of_user(self, user_id: str, now: int) -> Sequence[Session]:
        kept = sessions.c.last_used_at > now - REFRESH_SECONDS * 1000
        mine = select(sessions).where(sessions.c.user_id == user_id, _ALIVE, kept)
        latest = mine.order_by(sessions.c.last_used_at.desc(), sessions.c.id.desc())
        return rows.structs(await self._connection.execute(latest), Session)

    async def forget_expired(self, now: int) -> None:
        await self._connection.execute(delete(refresh_tokens).where(refresh_tokens.c.expires_at <= now))
        left = select(refresh_tokens.c.hash).where(refresh_tokens.c.session_id == sessions.c.id)
        await self._connection.execute(delete(sessions).where(~left.exists()))

    async def _note_use(self, session_id: str, now: int) -> None:
        used = update(sessions).where(sessions.c.id == session_id).values(last_used_at=now)
        await self._connection.execute(used)
        owner = select(sessions.c.user_id).where(sessions.c.id == session_id).scalar_subquery()
        await self._connection.execute(update(users).where(users.c.id == owner).values(last_active_at=now))
