"""The members of an organization: looked at, changed, deactivated, deleted and restored."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from insights.application.messages.publish import Publish
from insights.application.ports.accounts import Wanted
from insights.application.ports.system import Clock
from insights.application.ports.unit_of_work import Repositories, UnitOfWork, Work
from insights.domain.accounts.members import Step, changes, demand_grant, keep_an_owner, stepped, with_role
from insights.domain.accounts.principal import Principal, Role, Scope
from insights.domain.accounts.rules import broken, checked, storable
from insights.domain.accounts.session import Session
from insights.domain.accounts.user import Status, User, user_rules
from insights.domain.errors import Conflict, NotFound
from insights.domain.messages import UserDeleted, UserUpdated


class UserChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is absent stays as it is."""

    name: str | UnsetType = UNSET
    role: Role | UnsetType = UNSET


async def member(view: Repositories, principal: Principal, user_id: str) -> User:
    """The one door to a member, deleted ones included. Raises NotFound for one of another organization."""
    user = await view.users.find(user_id)
    if user is None or user.organization_id != principal.organization_id:
        raise NotFound("There is no such user.")
    return user


@dataclass(frozen=True, slots=True)
class ListMembers:
    unit_of_work: UnitOfWork

    async def __call__(
        self, principal: Principal, wanted: Wanted, limit: int, offset: int
    ) -> tuple[Sequence[User], int]:
        """One page, and how many there are in all. Raises Forbidden, Invalid."""
        principal.demand_member(Scope.ADMIN)
        if not storable(wanted.search):
            raise broken("search", "must not hold NUL or half of a surrogate pair")
        async with self.unit_of_work.read() as view:
            return await view.users.page(principal.organization_id, wanted, limit, offset)


@dataclass(frozen=True, slots=True)
class OpenMember:
    unit_of_work: UnitOfWork

    async def __call__(self, principal: Principal, user_id: str) -> User:
        """Raises Forbidden, NotFound."""
        principal.demand_member(Scope.ADMIN)
        async with self.unit_of_work.read() as view:
            return await member(view, principal, user_id)


@dataclass(frozen=True, slots=True)
class AlterMember:
    """The one way to change a member: under the organization's rules. Units of work take turns, so that no
    two changes are judged by the same state."""

    unit_of_work: UnitOfWork
    publish: Publish
    clock: Clock

    async def __call__(
        self, principal: Principal, user_id: str, alter: Callable[[User], User]
    ) -> tuple[User, User]:
        """The user before and after. Raises Forbidden, NotFound, Conflict, and what `alter` raises."""
        principal.demand_member(Scope.ADMIN)
        async with self.unit_of_work.begin() as work:
            before = await member(work, principal, user_id)
            demand_grant(principal, before.role)
            after = alter(before)
            if after == before:
                return before, after
            keep_an_owner(before, after, await _active_owners(work, principal.organization_id))
            await work.users.change(after)
            if after.status is not Status.ACTIVE:
                await end_sessions(work, after.id, self.clock.now_ms())
            await self._tell(work, principal, before, after)
            await work.commit()
        return before, after

    async def _tell(self, work: Work, principal: Principal, before: User, after: User) -> None:
        whose: dict[str, Any] = {
            "user_id": after.id,
            "organization_id": after.organization_id,
            "by": principal.user_id,
        }
        if after.deleted_at is not None:
            await self.publish(work, UserDeleted(**whose))
            return
        for change in changes(before, after):
            await self.publish(work, UserUpdated(change=change, **whose))


@dataclass(frozen=True, slots=True)
class ChangeMember:
    alter: AlterMember

    async def __call__(self, principal: Principal, user_id: str, change: UserChange) -> User:
        """Raises what `AlterMember` raises, Invalid, Forbidden for one's own role."""
        given = {name: value for name, value in msgspec.structs.asdict(change).items() if value is not UNSET}
        kept = checked(user_rules(""), given)

        def altered(user: User) -> User:
            if user.status is Status.DELETED:
                raise Conflict("This user is deleted: restore them first.")
            named: User = msgspec.structs.replace(user, name=kept.get("name", user.name))
            return with_role(named, kept.get("role", user.role), principal)

        _, after = await self.alter(principal, user_id, altered)
        return after


@dataclass(frozen=True, slots=True)
class StepMember:
    alter: AlterMember
    clock: Clock

    async def __call__(self, principal: Principal, user_id: str, step: Step) -> User:
        """Deactivate, activate, delete or restore; nothing happens where that is done already. Raises what
        `AlterMember` raises."""
        now = self.clock.now_ms()
        _, after = await self.alter(principal, user_id, lambda user: stepped(user, step, now))
        return after


@dataclass(frozen=True, slots=True)
class ListMemberSessions:
    unit_of_work: UnitOfWork
    clock: Clock

    async def __call__(self, principal: Principal, user_id: str) -> Sequence[Session]:
        """The last used first. Raises Forbidden, NotFound."""
        async with self.unit_of_work.read() as view:
            user = await _granted(view, principal, user_id)
            return await view.sessions.of_user(user.id, self.clock.now_ms())


@dataclass(frozen=True, slots=True)
class EndMemberSessions:
    unit_of_work: UnitOfWork
    clock: Clock

    async def __call__(self, principal: Principal, user_id: str) -> None:
        """Raises Forbidden, NotFound."""
        async with self.unit_of_work.begin() as work:
            user = await _granted(work, principal, user_id)
            await end_sessions(work, user.id, self.clock.now_ms())
            await work.commit()


async def end_sessions(work: Work, user_id: str, now: int, but: str | None = None) -> None:
    """All of a user's sessions but one."""
    for session in await work.sessions.of_user(user_id, now):
        if session.id != but:
            await work.sessions.revoke(session.id, now)


async def _granted(view: Repositories, principal: Principal, user_id: str) -> User:
    principal.demand_member(Scope.ADMIN)
    user = await member(view, principal, user_id)
    demand_grant(principal, user.role)
    return user


async def _active_owners(work: Work, organization_id: str) -> int:
    owners = Wanted(role=Role.OWNER, status=Status.ACTIVE)
    _, total = await work.users.page(organization_id, owners, 1, 0)
    return total
