"""Signing in, staying signed in, and signing out."""

from dataclasses import dataclass
from math import ceil
from typing import Final

import msgspec

from insights.application.accounts.sessions import IssueTokens, SignedIn
from insights.application.ports.passwords import Passwords
from insights.application.ports.rate_limits import Limit, RateLimits
from insights.application.ports.system import Clock
from insights.application.ports.unit_of_work import UnitOfWork, Work
from insights.domain.accounts.rules import storable
from insights.domain.accounts.session import Family, RefreshToken, Verdict, judge, token_hash
from insights.domain.accounts.user import Status, User
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

    async def __call__(self, credentials: Credentials, address: str, agent: str = "") -> SignedIn:
        """`agent` is the caller's `User-Agent`. Raises Unauthenticated, in the same words and time for an
        unknown account, one that may not sign in, and a wrong password; RateLimited."""
        email = credentials.email.strip().lower()
        wait = await self.rate_limits.spend(SIGN_INS, f"{address} {token_hash(email)}")
        if wait > 0:
            raise RateLimited("Too many attempts to sign in to this account.", retry_after=ceil(wait))
        async with self.unit_of_work.read() as view:
            known = await view.users.by_email(email) if storable(email) else None
        proof = None if known is None else known.password_hash
        proved = await self.passwords.verify(credentials.password, proof)
        if known is None or not proved or known.user.status is not Status.ACTIVE:
            raise Unauthenticated("There is no account with this e-mail address and password.")
        renewed = None
        if self.passwords.outdated(known.password_hash):
            renewed = await self.passwords.hash(credentials.password)
        async with self.unit_of_work.begin() as work:
            if renewed is not None:
                await work.users.set_password_hash(known.user.id, renewed)
            signed_in = await self.tokens.begin(work, known.user, agent)
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
            signed_in = await self._exchange(work, token_hash(refresh_token))
            await work.commit()
        if signed_in is None:
            raise Unauthenticated("This refresh token was used before, so its session has been ended.")
        return signed_in

    async def _exchange(self, work: Work, hash_: str) -> SignedIn | None:
        """None when the family has been ended."""
        family, user = await self._known(work, hash_)
        used = self._to_be_used(family)
        if used is None:
            await work.sessions.revoke(family.session.id, self.clock.now_ms())
            return None
        return await self.tokens.proceed(work, user, family.session, used, family.token)

    async def _known(self, work: Work, hash_: str) -> tuple[Family, User]:
        family = await work.sessions.find(hash_)
        user = None if family is None else await work.sessions.user_of(family.session.id)
        if family is None or user is None:
            raise Unauthenticated("This refresh token is unknown, or its session has ended.")
        return family, user

    def _to_be_used(self, family: Family) -> RefreshToken | None:
        """The token that ends when the next is given; None when the family must end instead."""
        match judge(family, self.clock.now_ms()):
            case Verdict.FRESH:
                return family.token
            case Verdict.AGAIN:
                return family.living
            case Verdict.REUSED:
                return None
        raise Unauthenticated("This refresh token has expired.")


@dataclass(frozen=True, slots=True)
class SignOut:
    unit_of_work: UnitOfWork
    clock: Clock

    async def __call__(self, refresh_token: str) -> None:
        """End the session of this token, used or not. An unknown one is signed out as it is."""
        async with self.unit_of_work.begin() as work:
            found = await work.sessions.find(token_hash(refresh_token))
            if found is not None:
                await work.sessions.revoke(found.session.id, self.clock.now_ms())
                await work.commit()
