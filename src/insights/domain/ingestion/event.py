"""The two shapes of an event: as sent by a client, and as stored.

Between the two an event travels as `Accepted`: the stored shape, not yet enriched, beside the little
that enrichment needs and no store ever keeps.
"""

from decimal import Decimal

import msgspec

PropertyValue = str | int | float | bool


class Money(msgspec.Struct, frozen=True):
    """An amount in a currency's main unit (12.50 is twelve and a half) and its ISO 4217 code."""

    amount: Decimal
    currency: str


class Screen(msgspec.Struct, frozen=True):
    """A client's screen in CSS pixels."""

    width: int
    height: int


class SentEvent(msgspec.Struct, kw_only=True, gc=False):
    """An event as a client sends it. Times are RFC 3339 strings; everything but the name may be absent."""

    name: str
    id: str | None = None
    url: str | None = None
    timestamp: str | None = None
    referrer: str | None = None
    title: str | None = None
    visitor_id: str | None = None
    user_id: str | None = None
    properties: dict[str, msgspec.Raw] | None = None
    revenue: Money | None = None
    screen: Screen | None = None
    language: str | None = None
    engaged_ms: int | None = None
    scroll_depth: float | None = None
    ip: str | None = None
    user_agent: str | None = None
    previous_id: str | None = None
    """Only in `identify`: another id by which the user was known before, as visitor or as user."""
    sdk: str | None = None
    """The program that sends and its version, as `insights-js/1.2.0`."""


class Event(msgspec.Struct, array_like=True, kw_only=True, gc=False):
    """An event as stored. Text that is absent is empty; times are milliseconds since the epoch, UTC.

    `array_like`: the queue keeps millions of these; field order is their wire format, so new fields
    are added at the end, with a default. `gc=False`: it holds text and numbers only, so no cycles.
    """

    project: str
    """The project's id, a UUID."""
    id: str
    """Unique per project: the sender's, 1 to 128 characters, else a UUIDv7."""
    name: str
    time: int
    """When it happened, corrected for the client's clock, never after `received`."""
    received: int
    visitor_id: int
    """Unsigned 64 bits."""
    session_id: int = 0
    """Unsigned 64 bits; 0 until recorded."""
    user_id: str = ""
    hostname: str = ""
    path: str = ""
    query: str = ""
    """The allow-listed query parameters, urlencoded, in the order sent."""
    title: str = ""
    referrer: str = ""
    """Scheme, host and path of another host's page; empty when the visit came from the same host."""
    source: str = ""
    """Empty for direct visits; the query layer shows `Direct / None`."""
    channel: str = ""
    utm_source: str = ""
    utm_medium: str = ""
    utm_campaign: str = ""
    utm_content: str = ""
    utm_term: str = ""
    browser: str = ""
    browser_version: str = ""
    os: str = ""
    os_version: str = ""
    device: str = ""
    """`Desktop`, `Mobile`, `Tablet`, or empty when unknown."""
    screen: str = ""
    """The class of the screen's width: `Mobile` < 576, `Tablet` < 992, `Laptop` < 1440, `Desktop`."""
    language: str = ""
    country: str = ""
    """ISO 3166-1 alpha-2."""
    region: str = ""
    city: str = ""
    properties: dict[str, PropertyValue] = {}
    revenue: Decimal | None = None
    currency: str = ""
    engaged_ms: int = 0
    scroll_depth: int | None = None
    """Percent, 0 to 100."""
    sdk: str = ""
    """The program that sent it and its version, as `insights-js/1.2.0`."""


class Accepted(msgspec.Struct, array_like=True, kw_only=True, gc=False):
    """An event that was accepted and not yet recorded. It holds no address."""

    event: Event
    user_agent: str = ""
    previous_visitor_id: int | None = None
    """The id under yesterday's salt: the recorder prefers it while its session is still open."""
    session_minutes: int = 30
    """The project's, at acceptance: a gap of this length or more begins a new visit."""
    anonymous_ids: tuple[int, ...] = ()
    """Of an event with a user id: the visitor ids it would have had without, today's before yesterday's. Its
    user may go on with an open visit of theirs."""
    previous_ids: tuple[int, ...] = ()
    """In `identify`: the visitor ids that its `previous_id` may stand for."""
