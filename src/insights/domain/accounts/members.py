"""What members of an organization may do to one another, and what must stay true of it."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Final

import msgspec

from insights.domain.accounts.principal import Principal, Role, Scope
from insights.domain.accounts.user import GRANTS, Status, User
from insights.domain.errors import Conflict, Forbidden
from insights.domain.messages import Change

KEPT_MS: Final = 30 * 24 * 3_600_000
"""For so long a deleted user can be restored."""


class Step(StrEnum):
    """What may happen to somebody's standing."""

    DEACTIVATE = "deactivated"
    ACTIVATE = "activated"
    DELETE = "deleted"
    RESTORE = "restored"


def demand_grant(principal: Principal, *roles: Role) -> None:
    """Raises Forbidden unless the caller, a member, may give every one of these roles."""
    principal.demand_member(Scope.ADMIN)
    granted = GRANTS[principal.role] if principal.role is not None else frozenset()
    beyond = [role for role in roles if role not in granted]
    if beyond:
        raise Forbidden(f"Your role may not give the role `{beyond[0]}`, nor change who has it.")


def stepped(user: User, step: Step, now: int) -> User:
    """The user after it; the same where nothing changes. Raises Conflict when it cannot be done."""
    if user.status is Status.DELETED and step in (Step.DEACTIVATE, Step.ACTIVATE):
        raise Conflict("This user is deleted: restore them first.")
    match step:
        case Step.DEACTIVATE if user.deactivated_at is None:
            return msgspec.structs.replace(user, deactivated_at=now)
        case Step.ACTIVATE:
            return msgspec.structs.replace(user, deactivated_at=None)
        case Step.DELETE if user.deleted_at is None:
            return msgspec.structs.replace(user, deleted_at=now)
        case Step.RESTORE:
            return msgspec.structs.replace(user, deleted_at=None)
    return user


def with_role(user: User, role: Role, principal: Principal) -> User:
    """Raises Forbidden for one's own role, or one that the caller may not give or take."""
    if role is user.role:
        return user
    if user.id == principal.user_id:
        raise Forbidden("Nobody changes their own role: ask another owner or admin.")
    demand_grant(principal, user.role, role)
    return msgspec.structs.replace(user, role=role)


def keep_an_owner(before: User, after: User, active_owners: int) -> None:
    """`active_owners` counts those before. Raises Conflict when nobody could run the organization any
    more."""
    if _runs(before) and not _runs(after) and active_owners <= 1:
        raise Conflict(
            "This is the last active owner of the organization: make another member an owner first."
        )


def changes(before: User, after: User) -> Iterator[Change]:
    """What became of somebody who is there after it."""
    if after.name != before.name:
        yield "name"
    if after.role is not before.role:
        yield "role"
    if before.deleted_at is not None:
        yield "restored"
    if after.deactivated_at != before.deactivated_at:
        yield "activated" if after.deactivated_at is None else "deactivated"


def _runs(user: User) -> bool:
    return user.role is Role.OWNER and user.status is Status.ACTIVE
