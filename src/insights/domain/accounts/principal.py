"""Who asks, and what that lets them do."""

from enum import StrEnum

import msgspec

from insights.domain.errors import Forbidden


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
    session_id: str | None = None
    """Of the access token that was sent."""
    project_id: str | None = None
    """Set for an API key: the only project it may name."""

    def demand(self, scope: Scope) -> None:
        """Raises Forbidden without this scope."""
        if scope not in self.scopes:
            held = ", ".join(sorted(self.scopes)) or "none"
            raise Forbidden(f"This needs the scope `{scope}`; the caller has: {held}.")

    def demand_member(self, scope: Scope) -> None:
        """For what concerns the whole organization: an API key, whatever its scopes, stays in its project."""
        if self.project_id is not None:
            raise Forbidden("An API key may act in its own project only; sign in as a user.")
        self.demand(scope)
