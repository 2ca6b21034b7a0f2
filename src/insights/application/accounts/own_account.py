"""What users do with their own account."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from msgspec import UNSET, UnsetType

from insights.application.accounts.members import end_sessions
from insights.application.messages.publish import Publish
from insights.application.ports.system import Clock
from insights.application.ports.unit_of_work import Repositories, UnitOfWork
from insights.domain.accounts.principal import Principal
from insights.domain.accounts.rules import checked
from insights.domain.accounts.session import Session
from insights.domain.accounts.user import User, user_rules
from insights.domain.errors import Forbidden, NotFound, Unauthenticated
from insights.domain.messages import UserUpdated


class OwnChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is absent stays as it is."""

    name: str | UnsetType = UNSET


async def own_user(view: Repositories, principal: Principal) -> User:
    """Raises Forbidden for an API key."""
    if principal.user_id is None:
        raise Forbidden("An API key is not a user.")
    user = await view.users.find(principal.user_id)
    if user is None:
        raise Unauthenticated("The session of this access token has ended.")
    return user


@dataclass(frozen=True, slots=True)
class OpenOwnUser:
    unit_of_work: UnitOfWork

    async def __call__(self, principal: Principal) -> User:
        """Raises Forbidden for an API key."""
        async with self.unit_of_work.read() as view:
            return await own_user(view, principal)


@dataclass(frozen=True, slots=True)
class ChangeOwnUser:
    unit_of_work: UnitOfWork
    publish: Publish

    async def __call__(self, principal: Principal, change: OwnChange) -> User:
        """Raises Forbidden for an API key, Invalid."""
        given = {} if change.name is UNSET else {"name": change.name}
        kept = checked(user_rules(""), given)
        async with self.unit_of_work.begin() as work:
            user = await own_user(work, principal)
            changed: User = msgspec.structs.replace(user, **kept)
            if changed != user:
                await work.users.change(changed)
                updated = UserUpdated(
                    user_id=user.id, organization_id=user.organization_id, by=user.id, change="name"
                )
                await self.publish(work, updated)
                await work.commit()
        return changed


@dataclass(frozen=True, slots=True)
class ListOwnSessions:
    unit_of_work: UnitOfWork
    clock: Clock

    async def __call__(self, principal: Principal) -> Sequence[Session]:
        """The last used first. Raises Forbidden for an API key."""
        async with self.unit_of_work.read() as view:
            user = await own_user(view, principal)
            return await view.sessions.of_user(user.id, self.clock.now_ms())


@dataclass(frozen=True, slots=True)
class EndOwnSession:
    unit_of_work: UnitOfWork
    clock: Clock

    async def __call__(self, principal: Principal, session_id: str) -> None:
        """Raises Forbidden for an API key, NotFound for a session that is not the caller's, or has ended."""
        now = self.clock.now_ms()
        async with self.unit_of_work.begin() as work:
            user = await own_user(work, principal)
            if session_id not in {session.id for session in await work.sessions.of_user(user.id, now)}:
                raise NotFound("You have no such session.")
            await work.sessions.revoke(session_id, now)
            await work.commit()


@dataclass(frozen=True, slots=True)
class EndOtherSessions:
    unit_of_work: UnitOfWork
    clock: Clock

    async def __call__(self, principal: Principal) -> None:
        """All but the caller's. Raises Forbidden for an API key."""
        async with self.unit_of_work.begin() as work:
            user = await own_user(work, principal)
            await end_sessions(work, user.id, self.clock.now_ms(), principal.session_id)
            await work.commit()
