"""What the API shows of accounts: the stored shapes without secrets, times in RFC 3339."""

from datetime import UTC, datetime
from typing import Any, Literal, TypeVar

import msgspec

from insights.domain.accounts.principal import Role, Scope
from insights.domain.accounts.project import GoalKind, VisitorBasis

V = TypeVar("V")


class UserView(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    email: str
    name: str
    role: Role
    organization_id: str
    created_at: datetime


class TokensView(msgspec.Struct, frozen=True, kw_only=True):
    access_token: str
    refresh_token: str
    """It works once; the answer to it holds the next one."""
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 — the name of a scheme, no secret
    expires_in: int
    """Seconds for which the access token lasts."""
    user: UserView


class ProjectView(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    organization_id: str
    name: str
    domain: str
    timezone: str
    public_key: str
    """It only writes events, so it may stand in a page."""
    aliases: list[str]
    """Further keys, under which other products' SDKs send."""
    allowed_hosts: list[str]
    """Hostnames whose events are kept; `*.example.com` covers subdomains; empty allows every host."""
    visitor_basis: VisitorBasis
    honour_privacy_signals: bool
    session_minutes: int
    created_at: datetime


class KeyView(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    name: str
    prefix: str
    """What follows `ins_` in the key."""
    scopes: list[Scope]
    created_at: datetime


class NewKeyView(KeyView, frozen=True, kw_only=True):
    key: str
    """Shown this once."""


class GoalView(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    project_id: str
    name: str
    kind: GoalKind
    match: str
    value: str | None
    created_at: datetime


def view(kind: type[V], stored: msgspec.Struct, **further: Any) -> V:
    """The fields of `stored` that `kind` shows; `created_at` becomes a time."""
    fields = msgspec.to_builtins(stored) | further
    return msgspec.convert({**fields, "created_at": time(fields["created_at"])}, kind)


def time(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
