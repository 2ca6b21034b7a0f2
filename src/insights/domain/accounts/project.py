"""A project: one site or app, with the keys it sends under and the rules its numbers follow."""

from enum import StrEnum

import msgspec


class VisitorBasis(StrEnum):
    """How long one visitor keeps one id, when neither the client nor a user id names it."""

    DAILY = "daily"
    MONTHLY = "monthly"
    PERSISTENT = "persistent"


class Project(msgspec.Struct, kw_only=True, frozen=True):
    id: str
    organization_id: str
    name: str
    domain: str
    timezone: str = "UTC"
    """IANA name."""
    public_key: str
    """It only writes events, so it may be seen by anyone."""
    aliases: tuple[str, ...] = ()
    """Further keys, under which other products' SDKs send; unique in the installation."""
    allowed_hosts: tuple[str, ...] = ()
    """Hostnames whose events are kept; `*.example.com` covers subdomains; empty allows every host."""
    visitor_basis: VisitorBasis = VisitorBasis.DAILY
    honour_privacy_signals: bool = True
    """Leave out events sent with `Sec-GPC: 1` or `DNT: 1`."""
    session_minutes: int = 30
    """A gap of this length or more between two events begins a new visit."""
    created_at: int = 0
    """Milliseconds since the epoch."""


class GoalKind(StrEnum):
    EVENT = "event"
    PAGE = "page"


class Goal(msgspec.Struct, kw_only=True, frozen=True):
    """An event or a page whose visitors count as converted.

    `match` is the event's name, or the page's path where `*` stands for anything but `/` and `**` for
    anything.
    """

    id: str
    project_id: str
    name: str
    kind: GoalKind
    match: str
    value: str | None = None
    """A fixed worth per conversion, for example `12.50 EUR`; absent takes the event's own revenue."""
    created_at: int = 0
