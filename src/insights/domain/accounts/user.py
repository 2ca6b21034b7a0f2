"""People and the organization they belong to."""

from typing import Final

import msgspec

from insights.domain.accounts import rules
from insights.domain.accounts.principal import Role


class Organization(msgspec.Struct, kw_only=True, frozen=True):
    id: str
    name: str
    created_at: int
    """Milliseconds since the epoch."""


class User(msgspec.Struct, kw_only=True, frozen=True):
    id: str
    organization_id: str
    email: str
    """Lower case; unique in the installation."""
    name: str
    role: Role
    created_at: int
    """Milliseconds since the epoch."""


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
"""The roles that somebody of a role may give to others."""
