"""Beginning and going on with a session: the two tokens a client holds."""

from dataclasses import dataclass

import msgspec

from insights.application.ports.system import Clock, Ids
from insights.application.ports.tokens import AccessTokens
from insights.application.ports.unit_of_work import Work
from insights.domain.accounts.session import (
    ACCESS_SECONDS,
    REFRESH_SECONDS,
    AccessClaims,
    RefreshToken,
    Session,
    token_hash,
)
from insights.domain.accounts.user import User


class SignedIn(msgspec.Struct, frozen=True, kw_only=True):
    """Both tokens in clear, for the client alone."""

    access_token: str
    refresh_token: str
    expires_in: int
    """Seconds for which the access token lasts."""
    user: User


@dataclass(frozen=True, slots=True)
class IssueTokens:
    """Inside the caller's transaction, which the caller commits."""

    access_tokens: AccessTokens
    clock: Clock
    ids: Ids

    async def begin(self, work: Work, user: User) -> SignedIn:
        """A new family."""
        now = self.clock.now_ms()
        session = Session(id=self.ids.uuid7(), user_id=user.id, created_at=now)
        refresh = self.ids.token()
        await work.sessions.open(session, self._kept(refresh, session, now))
        await work.sessions.forget_expired(now)
        return self._signed_in(user, session, refresh, now)

    async def proceed(self, work: Work, user: User, session: Session, used: RefreshToken) -> SignedIn | None:
        """The next tokens of a family; None when the one it had was used in the meantime."""
        now = self.clock.now_ms()
        refresh = self.ids.token()
        if not await work.sessions.rotate(used, self._kept(refresh, session, now), now):
            return None
        return self._signed_in(user, session, refresh, now)

    def _kept(self, refresh: str, session: Session, now: int) -> RefreshToken:
        return RefreshToken(
            hash=token_hash(refresh), session_id=session.id, expires_at=now + REFRESH_SECONDS * 1000
        )

    def _signed_in(self, user: User, session: Session, refresh: str, now: int) -> SignedIn:
        claims = AccessClaims(user_id=user.id, session_id=session.id, expires_at=now + ACCESS_SECONDS * 1000)
        return SignedIn(
            access_token=self.access_tokens.issue(claims),
            refresh_token=refresh,
            expires_in=ACCESS_SECONDS,
            user=user,
        )
