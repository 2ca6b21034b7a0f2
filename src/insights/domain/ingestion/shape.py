"""From an event as sent to the event as stored: every limit is held to here, or the event is refused."""

from bisect import bisect_right
from typing import Final

import msgspec

from insights.domain.ingestion import limits
from insights.domain.ingestion.address import plain_address
from insights.domain.ingestion.drops import RejectReason
from insights.domain.ingestion.event import Event, Screen, SentEvent
from insights.domain.ingestion.moment import corrected
from insights.domain.ingestion.money import read_money
from insights.domain.ingestion.names import IDENTIFY
from insights.domain.ingestion.properties import read_properties
from insights.domain.ingestion.refusal import Refused
from insights.domain.ingestion.url import Page, read_url

_NOWHERE: Final = Page("", "", "")
_SCREEN_WIDTHS: Final = (576, 992, 1440)
_SCREENS: Final = ("Mobile", "Tablet", "Laptop", "Desktop")


class Arrival(msgspec.Struct, frozen=True):
    """What holds for all events of one request. Times in milliseconds, `received` since the epoch."""

    project: str
    """The project's id."""
    received: int
    skew: int = 0
    """How far the sender's clock is behind ours."""
    trusted: bool = False
    """Whether events may name `ip` and `user_agent`."""


def shape(sent: SentEvent, arrival: Arrival, later: int = 0) -> Event:
    """The stored shape without id (unless sent), visitor and place. Raises Refused.

    `later` is how many events of the request come after this one. Events that have no time of their own
    are taken to lie a millisecond apart, so that a visit's first event is the one that was sent first.

    An empty text counts as absent, but for name and id. Text must be clean already: see `text`.
    """
    page = read_url(sent.url) if sent.url else _NOWHERE
    latest = arrival.received - later
    event = Event(
        project=arrival.project,
        id=_within("id", sent.id, limits.ID) if sent.id is not None else "",
        name=_within("name", sent.name, limits.NAME),
        time=corrected(sent.timestamp, arrival.received, arrival.skew, latest) if sent.timestamp else latest,
        received=arrival.received,
        visitor_id=0,
        hostname=page.hostname,
        path=page.path,
        query=page.query,
        title=sent.title[: limits.TITLE] if sent.title else "",
        referrer=sent.referrer[: limits.REFERRER] if sent.referrer else "",
    )
    if sent.user_id:
        event.user_id = _within("user_id", sent.user_id, limits.PERSON)
    if sent.visitor_id:
        _within("visitor_id", sent.visitor_id, limits.PERSON)
    if sent.previous_id:
        _check_previous(sent, _within("previous_id", sent.previous_id, limits.PERSON))
    if sent.language:
        event.language = _within("language", sent.language, limits.LANGUAGE)
    if sent.sdk:
        event.sdk = _within("sdk", sent.sdk, limits.SDK)
    if sent.properties:
        event.properties = read_properties(sent.properties)
    _add_measures(event, sent)
    if sent.ip is not None or sent.user_agent is not None:
        _check_visitor(sent, arrival.trusted)
    return event


def _add_measures(event: Event, sent: SentEvent) -> None:
    if sent.screen is not None:
        event.screen = _screen_class(sent.screen)
    if sent.scroll_depth is not None:
        event.scroll_depth = int(min(max(sent.scroll_depth, 0.0), 100.0))
    if sent.engaged_ms is not None:
        event.engaged_ms = _engaged(sent.engaged_ms)
    if sent.revenue is not None:
        event.revenue, event.currency = read_money(sent.revenue)


def _within(field: str, text: str, longest: int) -> str:
    if 0 < len(text) <= longest:
        return text
    reason = RejectReason.TOO_LONG if text else RejectReason.INVALID
    raise Refused(reason, field, f"must have 1 to {longest} characters", text)


def _screen_class(screen: Screen) -> str:
    """Empty for a screen without width, as hidden windows report it."""
    if screen.width <= 0:
        return ""
    return _SCREENS[bisect_right(_SCREEN_WIDTHS, screen.width)]


def _engaged(milliseconds: int) -> int:
    if 0 <= milliseconds <= limits.ENGAGED_MS:
        return milliseconds
    rule = f"must lie between 0 and {limits.ENGAGED_MS:,} (30 days)"
    raise Refused(RejectReason.INVALID, "engaged_ms", rule, milliseconds)


def _check_previous(sent: SentEvent, previous_id: str) -> None:
    """Left out in silence, it would seem to have linked something."""
    if sent.name != IDENTIFY or not sent.user_id:
        rule = f"may only be sent with the name {IDENTIFY} and a user_id"
        raise Refused(RejectReason.INVALID, "previous_id", rule, previous_id)


def _check_visitor(sent: SentEvent, trusted: bool) -> None:
    """Left out in silence, untrusted ones would count the sender's server as the visitor."""
    if not trusted:
        field, value = ("ip", sent.ip) if sent.ip is not None else ("user_agent", sent.user_agent)
        rule = "may only be sent with an API key that has the ingest scope"
        raise Refused(RejectReason.INVALID, field, rule, value)
    if sent.ip is not None and plain_address(sent.ip) is None:
        raise Refused(RejectReason.INVALID, "ip", "must be an IPv4 or IPv6 address", sent.ip)
