"""From a bearer credential to who asks."""

from dataclasses import dataclass

from insights.application.accounts.alive_sessions import AliveSessions
from insights.application.ports.tokens import AccessTokens
from insights.application.ports.unit_of_work import UnitOfWork
from insights.domain.accounts.api_key import key_prefix
from insights.domain.accounts.principal import ROLE_SCOPES, Principal
from insights.domain.errors import Unauthenticated


@dataclass(frozen=True, slots=True)
class Authenticate:
    """A sign-out or a lesser role holds from the next request, and in another process a moment later."""

    unit_of_work: UnitOfWork
    access_tokens: AccessTokens
    sessions: AliveSessions

    async def __call__(self, credential: str) -> Principal:
        """An access token or an API key. Raises Unauthenticated."""
        prefix = key_prefix(credential)
        if prefix is not None:
            return await self._by_key(prefix, credential)
        return await self._by_token(credential)

    async def _by_token(self, token: str) -> Principal:
        claims = self.access_tokens.read(token)
        if claims is None:
            raise Unauthenticated("The access token is malformed or has expired.")
        user = await self.sessions.user_of(claims.session_id)
        if user is None or user.id != claims.user_id:
            raise Unauthenticated("The session of this access token has ended.")
        return Principal(
            organization_id=user.organization_id,
            scopes=ROLE_SCOPES[user.role],
            user_id=user.id,
            role=user.role,
            session_id=claims.session_id,
        )

    async def _by_key(self, prefix: str, credential: str) -> Principal:
        async with self.unit_of_work.read() as kept:
            found = await kept.api_keys.by_prefix(prefix)
        if found is None or not found[0].matches(credential):
            raise Unauthenticated("This API key is unknown.")
        key, organization_id = found
        return Principal(organization_id=organization_id, scopes=key.scopes, project_id=key.project_id)
