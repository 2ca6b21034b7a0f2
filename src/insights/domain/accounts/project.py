"""A project: one site or app, with the keys it sends under and the rules its numbers follow."""

from enum import StrEnum
from typing import Final

import msgspec

from insights.domain.accounts import rules


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
    """A key too, as some products' SDKs name nothing else: of the first project that registers it."""
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


PROJECT_RULES: Final[dict[str, rules.Rule]] = {
    "name": rules.text(120),
    "domain": rules.hostname,
    "timezone": rules.timezone,
    "aliases": rules.each(rules.alias, most=20),
    "allowed_hosts": rules.each(rules.host_pattern, most=100),
    "session_minutes": rules.whole_number(1, 480),
}


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


_MATCH_RULES: Final[dict[GoalKind, rules.Rule]] = {
    GoalKind.EVENT: rules.text(120),
    GoalKind.PAGE: rules.page_pattern,
}


def goal_rules(kind: GoalKind) -> dict[str, rules.Rule]:
    return {"name": rules.text(120), "match": _MATCH_RULES[kind], "value": rules.worth}
