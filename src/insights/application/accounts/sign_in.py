"""Signing in, staying signed in, and signing out."""

from dataclasses import dataclass
from math import ceil
from typing import Final

import msgspec

from insights.application.accounts.sessions import IssueTokens, SignedIn
from insights.application.ports.passwords import Passwords
from insights.application.ports.rate_limits import Limit, RateLimits
from insights.application.ports.system import Clock
from insights.application.ports.unit_of_work import UnitOfWork
from insights.domain.accounts.session import Verdict, judge, token_hash
from insights.domain.errors import RateLimited, Unauthenticated

SIGN_INS: Final = Limit("sign_in", per_second=10 / 60, burst=10)
"""Per network address and account, counted whether they succeed or not."""


class Credentials(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    email: str
    password: str


@dataclass(frozen=True, slots=True)
class SignIn:
    unit_of_work: UnitOfWork
    passwords: Passwords
    tokens: IssueTokens
    rate_limits: RateLimits

    async def __call__(self, credentials: Credentials, address: str) -> SignedIn:
        """Raises Unauthenticated, in the same words and time for an unknown account as for a wrong password;
        RateLimited."""
        email = credentials.email.strip().lower()
        wait = await self.rate_limits.spend(SIGN_INS, f"{address} {token_hash(email)}")
        if wait > 0:
            raise RateLimited("Too many attempts to sign in to this account.", retry_after=ceil(wait))
        async with self.unit_of_work.read() as view:
            known = await view.users.by_email(email)
        proof = None if known is None else known.password_hash
        proved = await self.passwords.verify(credentials.password, proof)
        if known is None or not proved:
            raise Unauthenticated("There is no account with this e-mail address and password.")
        renewed = None
        if self.passwords.outdated(known.password_hash):
            renewed = await self.passwords.hash(credentials.password)
        async with self.unit_of_work.begin() as work:
            if renewed is not None:
                await work.users.set_password_hash(known.user.id, renewed)
            signed_in = await self.tokens.begin(work, known.user)
            await work.commit()
        return signed_in


@dataclass(frozen=True, slots=True)
class RefreshSession:
    unit_of_work: UnitOfWork
    tokens: IssueTokens
    clock: Clock

    async def __call__(self, refresh_token: str) -> SignedIn:
        """The next pair of tokens. Raises Unauthenticated; for a token that was used before, its whole family
        has ended then."""
        async with self.unit_of_work.begin() as work:
            found = await work.sessions.find(token_hash(refresh_token))
            user = None if found is None else await work.sessions.user_of(found[0].id)
            if found is None or user is None:
                raise Unauthenticated("This refresh token is unknown, or its session has ended.")
            session, token = found
            now = self.clock.now_ms()
            verdict = judge(session, token, now)
            if verdict is Verdict.REFUSED:
                raise Unauthenticated("This refresh token has expired.")
            signed_in = None
            if verdict is Verdict.FRESH:
                signed_in = await self.tokens.proceed(work, user, session, token)
            if signed_in is None:
                await work.sessions.revoke(session.id, now)
            await work.commit()
        if signed_in is None:
            raise Unauthenticated("This refresh token was used before, so its session has been ended.")
        return signed_in


@dataclass(frozen=True, slots=True)
class SignOut:
    unit_of_work: UnitOfWork
    clock: Clock

    async def __call__(self, refresh_token: str) -> None:
        """End the session of this token, used or not. An unknown one is signed out as it is."""
        async with self.unit_of_work.begin() as work:
            found = await work.sessions.find(token_hash(refresh_token))
            if found is not None:
                await work.sessions.revoke(found[0].id, self.clock.now_ms())
                await work.commit()
