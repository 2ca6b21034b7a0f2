"""Who asks, and what that lets them do."""

from enum import StrEnum

import msgspec


class Role(StrEnum):
    OWNER = "owner"
    ADMIN = "admin"
    ANALYST = "analyst"
    VIEWER = "viewer"


class Scope(StrEnum):
    """What a route asks for, and what an API key may be given."""

    INGEST = "ingest"
    QUERY = "query"
    EXPORT = "export"
    ADMIN = "admin"
    """Change projects, goals, keys and members."""


ROLE_SCOPES: dict[Role, frozenset[Scope]] = {
    Role.OWNER: frozenset(Scope),
    Role.ADMIN: frozenset(Scope),
    Role.ANALYST: frozenset({Scope.QUERY, Scope.EXPORT}),
    Role.VIEWER: frozenset({Scope.QUERY}),
}


class Principal(msgspec.Struct, frozen=True, kw_only=True):
    """An authenticated caller: a user, or an API key of one project."""

    organization_id: str
    scopes: frozenset[Scope]
    user_id: str | None = None
    role: Role | None = None
    project_id: str | None = None
    """Set for an API key: the only project it may name."""
