"""Beginning and going on with a session: the two tokens a client holds."""

from dataclasses import dataclass
from typing import Final

import msgspec

from insights.application.ports.enrichment import Agents
from insights.application.ports.system import Clock, Ids
from insights.application.ports.tokens import AccessTokens
from insights.application.ports.unit_of_work import Work
from insights.domain.accounts.session import (
    ACCESS_SECONDS,
    REFRESH_SECONDS,
    AccessClaims,
    RefreshToken,
    Session,
    agent_name,
    token_hash,
)
from insights.domain.accounts.user import User

LONGEST_AGENT: Final = 100


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
    agents: Agents
    clock: Clock
    ids: Ids

    async def begin(self, work: Work, user: User, agent: str) -> SignedIn:
        """A new family. `agent` is the client's `User-Agent`, of which only the names are kept."""
        now = self.clock.now_ms()
        known = self.agents.parse(agent)
        session = Session(
            id=self.ids.uuid7(),
            user_id=user.id,
            created_at=now,
            last_used_at=now,
            agent=agent_name(known.browser, known.os)[:LONGEST_AGENT],
        )
        refresh = self.ids.token()
        await work.sessions.open(session, self._kept(refresh, session, now))
        return self._signed_in(user, session, refresh, now)

    async def proceed(
        self, work: Work, user: User, session: Session, used: RefreshToken, given_for: RefreshToken
    ) -> SignedIn:
        """The next tokens of a family, in exchange for the token that was shown; `used` is the living one,
        which ends."""
        now = self.clock.now_ms()
        refresh = self.ids.token()
        await work.sessions.rotate(used, self._kept(refresh, session, now, given_for.hash), now)
        return self._signed_in(user, session, refresh, now)

    def _kept(self, refresh: str, session: Session, now: int, given_for: str | None = None) -> RefreshToken:
        return RefreshToken(
            hash=token_hash(refresh),
            session_id=session.id,
            expires_at=now + REFRESH_SECONDS * 1000,
            given_for=given_for,
        )

    def _signed_in(self, user: User, session: Session, refresh: str, now: int) -> SignedIn:
        claims = AccessClaims(user_id=user.id, session_id=session.id, expires_at=now + ACCESS_SECONDS * 1000)
        return SignedIn(
            access_token=self.access_tokens.issue(claims),
            refresh_token=refresh,
            expires_in=ACCESS_SECONDS,
            user=msgspec.structs.replace(user, last_active_at=now),
        )
