"""From a message of Segment's to an event of ours. Source: Segment's "Spec" and the published SDKs."""

from typing import Final
from urllib.parse import urlencode

import msgspec

from insights.domain.ingestion import names
from insights.domain.ingestion.drops import RejectReason
from insights.domain.ingestion.event import Screen, SentEvent
from insights.domain.ingestion.refusal import Refused
from insights.entrypoints.http.wire.raw_values import Properties, take_money, text_of, without
from insights.entrypoints.http.wire.values import raw

Id = str | int | float | None
TYPES: Final = ("alias", "group", "identify", "page", "screen", "track")
DEFAULT_CURRENCY: Final = "USD"
"""What Segment takes revenue for when it names no currency."""
_OF_THE_PAGE: Final = frozenset({"path", "referrer", "search", "title", "url"})


class Library(msgspec.Struct, gc=False):
    name: str | None = None
    version: str | None = None


class Page(msgspec.Struct, gc=False):
    url: str | None = None
    path: str | None = None
    referrer: str | None = None
    title: str | None = None


class App(msgspec.Struct, gc=False):
    version: str | None = None


class Size(msgspec.Struct, gc=False):
    width: float | None = None
    height: float | None = None


class Context(msgspec.Struct, rename="camel", gc=False):
    """What is kept of it. Device, network, time zone and all else that tells people apart is left out, and so
    are the traits that SDKs repeat with every message."""

    library: Library | None = None
    page: Page | None = None
    campaign: dict[str, msgspec.Raw] | None = None
    app: App | None = None
    screen: Size | None = None
    ip: str | None = None
    user_agent: str | None = None
    locale: str | None = None
    traits: dict[str, msgspec.Raw] | None = None
    """Where RudderStack's SDKs put what `identify` says."""


class Message(msgspec.Struct, rename="camel", gc=False):
    type: str = ""
    event: Id = None
    name: Id = None
    category: Id = None
    user_id: Id = None
    anonymous_id: Id = None
    previous_id: Id = None
    group_id: Id = None
    message_id: Id = None
    timestamp: str | None = None
    original_timestamp: str | None = None
    properties: dict[str, msgspec.Raw] | None = None
    traits: dict[str, msgspec.Raw] | None = None
    context: Context | None = None


def event_of(message: Message, beside: Context | None) -> SentEvent:
    """`beside`: the context of the whole batch, for messages without one. Raises Refused."""
    context = message.context or beside or Context()
    page = context.page or Page()
    event = SentEvent(
        name="",
        id=_text(message.message_id),
        timestamp=message.timestamp or message.original_timestamp,
        user_id=_text(message.user_id),
        url=_with_campaign(page.url or page.path, context.campaign),
        referrer=page.referrer,
        title=page.title,
        language=context.locale,
        ip=context.ip,
        user_agent=context.user_agent,
        screen=_screen(context.screen),
        sdk=_sdk(context.library),
    )
    if event.user_id is None or message.type in {"identify", "alias"}:
        event.visitor_id = _text(message.anonymous_id)
    _say_what(event, message, context)
    if context.app is not None and context.app.version:
        event.properties = {"app_version": raw(context.app.version), **(event.properties or {})}
    return event


def _say_what(event: SentEvent, message: Message, context: Context) -> None:
    kind = message.type
    if kind == "track":
        event.name = _text(message.event) or _missing("event")
        event.properties = message.properties
        if event.properties:
            event.revenue = take_money(event.properties, DEFAULT_CURRENCY)
    elif kind == "page":
        event.name = names.PAGEVIEW
        _read_page(event, message, context)
    elif kind == "identify":
        event.name, event.properties = names.IDENTIFY, message.traits or context.traits
    elif kind == "alias":
        event.name, event.previous_id = names.IDENTIFY, _text(message.previous_id)
    elif kind == "group":
        event.name = "group"
        event.properties = _named({"groupId": message.group_id}, message.traits or {})
    elif kind == "screen":
        event.name = "screen"
        event.properties = _named(_title(message), message.properties or {})
    else:
        raise Refused(RejectReason.INVALID, "type", f"must be one of {', '.join(TYPES)}", kind)


def _read_page(event: SentEvent, message: Message, context: Context) -> None:
    """The address stands in the properties, and in the context of browsers."""
    given = message.properties or {}
    event.url = _with_campaign(text_of(given.get("url")), context.campaign) or event.url
    event.url = event.url or text_of(given.get("path"))
    event.referrer = text_of(given.get("referrer")) or event.referrer
    event.title = text_of(given.get("title")) or event.title
    event.properties = _named(_title(message), without(given, _OF_THE_PAGE))


def _title(message: Message) -> dict[str, Id]:
    return {"name": message.name, "category": message.category}


def _named(said: dict[str, Id], properties: Properties) -> Properties:
    """What a message says beside its properties becomes one of them."""
    return {name: raw(value) for name, value in said.items() if value not in (None, "")} | properties


def _with_campaign(url: str | None, campaign: Properties | None) -> str | None:
    """The campaign belongs to the address here; servers name it without one."""
    if not url or not campaign or "utm_" in url:
        return url
    named = {f"utm_{_CAMPAIGN.get(name, name)}": text_of(value) for name, value in campaign.items()}
    query = urlencode({name: value for name, value in named.items() if value})
    address, mark, fragment = url.partition("#")
    return f"{address}{'&' if '?' in address else '?'}{query}{mark}{fragment}" if query else url


_CAMPAIGN: Final = {"name": "campaign"}


def _screen(size: Size | None) -> Screen | None:
    if size is None or size.width is None:
        return None
    return Screen(_pixels(size.width), _pixels(size.height or 0))


def _pixels(number: float) -> int:
    return int(min(max(number, 0), 100_000))


def _sdk(library: Library | None) -> str | None:
    if library is None or not library.name:
        return None
    return f"{library.name}/{(library.version or '').removeprefix('next-')}".rstrip("/")


def _text(id_: Id) -> str | None:
    """Numbers are ids, too."""
    return str(id_) if id_ not in (None, "") else None


def _missing(field: str) -> str:
    raise Refused(RejectReason.INVALID, field, "must be given", None)
