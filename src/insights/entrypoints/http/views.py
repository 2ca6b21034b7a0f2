"""What the API shows of accounts: the stored shapes without secrets, times in RFC 3339."""

from datetime import UTC, datetime
from typing import Any, Literal, TypeVar

import msgspec

from insights.domain.accounts.principal import Role, Scope
from insights.domain.accounts.project import GoalKind, VisitorBasis
from insights.domain.accounts.user import Status, User

V = TypeVar("V")


class UserView(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    email: str
    name: str
    role: Role
    organization_id: str
    created_at: datetime
    status: Status
    last_active_at: datetime | None
    """When they last signed in or had their tokens renewed; null for never."""
    deleted_at: datetime | None = None
    """A deleted user can be restored for 30 days from then."""


class SessionView(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    created_at: datetime
    last_used_at: datetime
    agent: str
    """What it was begun with: `Firefox on Linux`; empty when that is not known."""
    current: bool = False
    """The one that this answer was asked for in."""


class InvitationView(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    email: str
    role: Role
    name: str | None
    invited_by: str | None
    """The inviter's e-mail address; null for a program or the installation's owner."""
    created_at: datetime
    expires_at: datetime


class InvitedView(msgspec.Struct, frozen=True, kw_only=True):
    """What the invited is shown."""

    organization: str
    email: str
    name: str | None
    role: Role


class MailView(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    to: str
    subject: str
    text: str
    created_at: datetime
    status: Literal["sent"] = "sent"
    """A mail is here once it was sent."""


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
    """The fields of `stored` that `kind` shows; those that end in `_at` become times."""
    fields = msgspec.to_builtins(stored) | further
    times = {
        name: time(value) for name, value in fields.items() if name.endswith("_at") and value is not None
    }
    return msgspec.convert(fields | times, kind)


def user_view(user: User) -> UserView:
    return view(UserView, user, status=user.status)


def time(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
