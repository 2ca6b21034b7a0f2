"""One event of GA4 as one of ours: the same for both protocols, once its parameters are JSON."""

from collections.abc import Iterator
from typing import Final

from insights.domain.ingestion import names
from insights.domain.ingestion.event import SentEvent
from insights.domain.ingestion.foreign_names import Product, to_ours
from insights.entrypoints.http.wire.values import (
    Params,
    as_milliseconds,
    as_money,
    as_screen,
    look_at,
    raw,
    take_number,
    take_text,
)

NOISE: Final = (
    "session_id", "session_number", "ga_session_id", "ga_session_number", "engaged_session_event",
    "session_engaged", "debug_mode", "ignore_referrer", "ip_override", "_ee", "_et",
)  # fmt: skip
"""What tells GA4 how to count, and nobody asks for."""
PURCHASES: Final = {"purchase": 1, "in_app_purchase": 1, "ecommerce_purchase": 1, "refund": -1}
"""Names of events whose value is revenue, and whether it comes or goes."""
ADDRESSES: Final = {
    names.OUTBOUND: "link_url",
    names.DOWNLOAD: "link_url",
    names.FORM: "form_destination",
}
"""The parameter that is the property `url` here, by our name of the event."""
IDENTIFYING: Final = frozenset({"login", "sign_up"})


def translated(name: str, params: Params, who: SentEvent) -> Iterator[SentEvent]:
    """`who`: what holds for all events of the request, as fields of an event; it is not changed.

    A login is also told as `identify`, which links the browser's events to its user.
    """
    for noise in NOISE:
        params.pop(noise, None)
    ours = _named(name, params)
    event = SentEvent(
        name=ours,
        timestamp=who.timestamp,
        visitor_id=who.visitor_id,
        user_id=who.user_id,
        url=take_text(params, "page_location") or who.url,
        referrer=take_text(params, "page_referrer") or who.referrer,
        title=take_text(params, "page_title") or who.title,
        language=take_text(params, "language") or who.language,
        screen=as_screen(take_text(params, "screen_resolution")) or who.screen,
        engaged_ms=as_milliseconds(take_number(params, "engagement_time_msec")) or who.engaged_ms,
        ip=who.ip,
        user_agent=who.user_agent,
        sdk=who.sdk,
        properties=params,
    )
    _add_meaning(event, name, params)
    yield event
    if name in IDENTIFYING and who.user_id and who.visitor_id:
        yield SentEvent(
            name=names.IDENTIFY, visitor_id=who.visitor_id, user_id=who.user_id, timestamp=who.timestamp
        )


def _named(name: str, params: Params) -> str:
    """GA4 calls every measured click `click`; only one that leads away has said so."""
    if name == "click" and str(look_at(params, "outbound")).lower() in ("true", "1"):
        params.pop("outbound")
        return names.OUTBOUND
    return to_ours(Product.GA4, name)


def _add_meaning(event: SentEvent, name: str, params: Params) -> None:
    if (theirs := ADDRESSES.get(event.name)) and (url := take_text(params, theirs)):
        params["url"] = raw(url)
    if event.name == names.SCROLL:
        event.scroll_depth = take_number(params, "percent_scrolled")
    if sign := PURCHASES.get(name):
        event.revenue = as_money(look_at(params, "value"), look_at(params, "currency"), sign)
        if event.revenue is not None:
            del params["value"], params["currency"]
