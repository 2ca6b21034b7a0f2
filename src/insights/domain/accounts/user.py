"""People and the organization they belong to."""

from enum import StrEnum
from typing import Final

import msgspec

from insights.domain.accounts import rules
from insights.domain.accounts.principal import Role


class Organization(msgspec.Struct, kw_only=True, frozen=True):
    id: str
    name: str
    created_at: int
    """Milliseconds since the epoch."""


class Status(StrEnum):
    ACTIVE = "active"
    DEACTIVATED = "deactivated"
    """Cannot sign in, until somebody activates them again."""
    DELETED = "deleted"
    """The same, and gone for good some time later."""


class User(msgspec.Struct, kw_only=True, frozen=True):
    id: str
    organization_id: str
    email: str
    """Lower case; unique in the installation, deleted users included."""
    name: str
    role: Role
    created_at: int
    """Milliseconds since the epoch, as all times here."""
    deactivated_at: int | None = None
    deleted_at: int | None = None
    last_active_at: int | None = None
    """When they last signed in or had their tokens renewed."""

    @property
    def status(self) -> Status:
        if self.deleted_at is not None:
            return Status.DELETED
        return Status.ACTIVE if self.deactivated_at is None else Status.DEACTIVATED


def user_rules(email: str) -> dict[str, rules.Rule]:
    """The rules for somebody new with this address, as sent."""
    return {
        "email": rules.email,
        "name": rules.text(120),
        "organization": rules.text(120),
        "password": rules.password_other_than(email),
    }


GRANTS: Final[dict[Role, frozenset[Role]]] = {
    Role.OWNER: frozenset(Role),
    Role.ADMIN: frozenset(Role) - {Role.OWNER},
    Role.ANALYST: frozenset(),
    Role.VIEWER: frozenset(),
}
"""The roles that somebody of a role may give to others, and whose holders they may change."""
