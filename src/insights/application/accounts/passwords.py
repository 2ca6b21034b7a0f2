"""Setting a new password: by knowing the old one, or by reading the account's mail."""

from dataclasses import dataclass
from typing import Final

import msgspec

from insights.application.accounts.limits import spend
from insights.application.accounts.members import end_sessions
from insights.application.accounts.sign_in import SIGN_INS
from insights.application.messages.publish import Publish
from insights.application.ports.passwords import Passwords
from insights.application.ports.rate_limits import Limit, RateLimits
from insights.application.ports.system import Clock, Ids, LinkTokens
from insights.application.ports.unit_of_work import Repositories, UnitOfWork, Work
from insights.domain.accounts.invitation import PASSWORD_RESET_MS, PasswordReset
from insights.domain.accounts.principal import Principal
from insights.domain.accounts.rules import broken, checked, email
from insights.domain.accounts.session import token_hash
from insights.domain.accounts.user import Status, User, user_rules
from insights.domain.errors import Forbidden, NotFound, Unauthenticated
from insights.domain.messages import PasswordResetGranted, PasswordResetRequested, UserUpdated

PURPOSE: Final = "password reset"
REQUESTS: Final = Limit("password_resets", per_second=10 / 60, burst=10)
"""Per network address."""
MAILS: Final = Limit("password_reset_mails", per_second=5 / 3600, burst=5)
"""Per account, known or not, from wherever: beyond it nothing is sent."""
ATTEMPTS: Final = Limit("password_reset_tokens", per_second=30 / 60, burst=30)
"""Per network address."""


class NewPassword(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    token: str
    password: str


class PasswordChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    current_password: str
    new_password: str


@dataclass(frozen=True, slots=True)
class RequestPasswordReset:
    """Does the same whether the address has an account or not: that is looked up by who gets the message."""

    unit_of_work: UnitOfWork
    publish: Publish
    rate_limits: RateLimits

    async def __call__(self, address_of_account: str, address: str, origin: str) -> None:
        """`address` is the caller's in the network, `origin` where links lead. Raises Invalid for what is no
        e-mail address, RateLimited."""
        kept = email("email", address_of_account)
        await spend(self.rate_limits, REQUESTS, address, "Too many password resets asked for.")
        if await self.rate_limits.spend(MAILS, token_hash(kept)) > 0:
            return
        async with self.unit_of_work.begin() as work:
            await self.publish(work, PasswordResetRequested(email=kept, origin=origin))
            await work.commit()


@dataclass(frozen=True, slots=True)
class GrantPasswordReset:
    """Told of a request."""

    publish: Publish
    link_tokens: LinkTokens
    clock: Clock
    ids: Ids

    async def __call__(self, work: Work, requested: PasswordResetRequested) -> None:
        """In the caller's transaction. Nothing happens for an address without an account that may sign in."""
        known = await work.users.by_email(requested.email)
        if known is None or known.user.status is not Status.ACTIVE:
            return
        user, expires = known.user, self.clock.now_ms() + PASSWORD_RESET_MS
        id_ = self.ids.uuid7()
        token = self.link_tokens.token(PURPOSE, id_, expires)
        reset = PasswordReset(id=id_, user_id=user.id, token_hash=token_hash(token), expires_at=expires)
        await work.password_resets.add(reset)
        granted = PasswordResetGranted(
            reset_id=id_, user_id=user.id, organization_id=user.organization_id, origin=requested.origin
        )
        await self.publish(work, granted)


@dataclass(frozen=True, slots=True)
class SetPassword:
    """The one way to another password."""

    unit_of_work: UnitOfWork
    publish: Publish
    passwords: Passwords
    clock: Clock

    async def hashed(self, user: User, password: str, path: str) -> str:
        """Raises Invalid naming `path`."""
        checked({path: user_rules(user.email)["password"]}, {path: password})
        return await self.passwords.hash(password)

    async def __call__(self, work: Work, user: User, password_hash: str, but: str | None = None) -> int:
        """In the caller's transaction: all sessions end but one, and no reset that was mailed works any more;
        of how many that was true."""
        await work.users.set_password_hash(user.id, password_hash)
        ended = await work.password_resets.remove_of(user.id)
        await end_sessions(work, user.id, self.clock.now_ms(), but)
        updated = UserUpdated(user_id=user.id, organization_id=user.organization_id, change="password")
        await self.publish(work, updated)
        return ended


@dataclass(frozen=True, slots=True)
class ConfirmPasswordReset:
    unit_of_work: UnitOfWork
    set_password: SetPassword
    rate_limits: RateLimits
    clock: Clock

    async def __call__(self, new: NewPassword, address: str) -> None:
        """Raises Invalid for a token that is unknown, used or expired, and for the password; RateLimited."""
        await spend(self.rate_limits, ATTEMPTS, address, "Too many password resets tried.")
        async with self.unit_of_work.read() as view:
            user = await self._user(view, new.token)
        password_hash = await self.set_password.hashed(user, new.password, "password")
        async with self.unit_of_work.begin() as work:
            user = await self._user(work, new.token)
            if not await self.set_password(work, user, password_hash):
                raise _void()  # another process used it at the same moment
            await work.commit()

    async def _user(self, view: Repositories, token: str) -> User:
        reset = await view.password_resets.by_token(token_hash(token))
        user = None if reset is None else await view.users.find(reset.user_id)
        expired = reset is None or reset.expires_at <= self.clock.now_ms()
        if user is None or expired or user.status is not Status.ACTIVE:
            raise _void()
        return user


@dataclass(frozen=True, slots=True)
class ChangePassword:
    unit_of_work: UnitOfWork
    set_password: SetPassword
    rate_limits: RateLimits

    async def __call__(self, principal: Principal, change: PasswordChange) -> None:
        """All sessions end but the caller's. Raises Forbidden for an API key, Invalid naming the field,
        RateLimited."""
        if principal.user_id is None:
            raise Forbidden("An API key is not a user.")
        await spend(self.rate_limits, SIGN_INS, principal.user_id, "Too many passwords tried.")
        async with self.unit_of_work.read() as view:
            user = await view.users.find(principal.user_id)
            known = None if user is None else await view.users.by_email(user.email)
        if known is None:
            raise Unauthenticated("The session of this access token has ended.")
        if not await self.set_password.passwords.verify(change.current_password, known.password_hash):
            raise broken("current_password", "is not the password of this account")
        password_hash = await self.set_password.hashed(known.user, change.new_password, "new_password")
        async with self.unit_of_work.begin() as work:
            await self.set_password(work, known.user, password_hash, principal.session_id)
            await work.commit()


@dataclass(frozen=True, slots=True)
class ResetPassword:
    """For the installation's owner."""

    unit_of_work: UnitOfWork
    set_password: SetPassword

    async def __call__(self, address_of_account: str, password: str) -> User:
        """Raises NotFound, Invalid."""
        async with self.unit_of_work.read() as view:
            known = await view.users.by_email(address_of_account.strip().lower())
        if known is None:
            raise NotFound(f"There is no user with the e-mail address {address_of_account!r}.")
        password_hash = await self.set_password.hashed(known.user, password, "password")
        async with self.unit_of_work.begin() as work:
            await self.set_password(work, known.user, password_hash)
            await work.commit()
        return known.user


def _void() -> Exception:
    return broken("token", "is unknown, used or expired: ask for another mail")
