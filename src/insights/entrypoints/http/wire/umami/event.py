"""From what Umami's clients send to events of ours. Source: umami.is/docs/api/sending-stats."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Final, Literal

import msgspec

from insights.domain.ingestion import names
from insights.domain.ingestion.event import Money, Screen, SentEvent
from insights.domain.ingestion.foreign_names import Product, to_ours

NAME: Final = 50
VITALS: Final = ("lcp", "inp", "cls", "fcp", "ttfb")
_OPTIONS: Final = frozenset({"url", "hostname", "title", "referrer", "language", "screen", "tag", "data"})
_LATEST: Final = 4_102_444_800
"""2100, in seconds: what lies behind it is in another unit."""

_Short = Annotated[str, msgspec.Meta(max_length=NAME)]


class Payload(msgspec.Struct, gc=False, rename="camel"):
    """Lengths are the product's."""

    website: str = ""
    hostname: Annotated[str, msgspec.Meta(max_length=100)] | None = None
    url: str | None = None
    referrer: str | None = None
    title: str | None = None
    name: _Short | None = None
    tag: _Short | None = None
    data: dict[str, msgspec.Raw] | None = None
    id: _Short | None = None
    """What the site calls a person."""
    language: Annotated[str, msgspec.Meta(max_length=35)] | None = None
    screen: Annotated[str, msgspec.Meta(max_length=11)] | None = None
    """`1920x1080`."""
    timestamp: int | float | None = None
    """Seconds since the epoch."""
    ip: str | None = None
    user_agent: str | None = None
    lcp: int | float | None = None
    inp: int | float | None = None
    cls: int | float | None = None
    fcp: int | float | None = None
    ttfb: int | float | None = None


class Sent(msgspec.Struct, gc=False):
    type: Literal["event", "identify", "performance"]
    payload: Payload


class _Nested(msgspec.Struct, gc=False):
    """What the Node client makes of `track(name, {url, hostname, data})`."""

    url: str | None = None
    hostname: str | None = None
    title: str | None = None
    referrer: str | None = None
    language: str | None = None
    screen: str | None = None
    tag: str | None = None
    data: dict[str, msgspec.Raw] | None = None


_AMOUNT: Final = msgspec.json.Decoder(Decimal)
_TEXT: Final = msgspec.json.Decoder(str)
_NESTED: Final = msgspec.json.Decoder(_Nested)
_ENCODE: Final = msgspec.json.encode


def events_of(sent: Sent) -> list[SentEvent]:
    """One, but for measurements: an event for each of those."""
    payload = _unfolded(sent.payload)
    if sent.type == "performance":
        return [
            _vital(payload, name, value) for name in VITALS if (value := getattr(payload, name)) is not None
        ]
    if sent.type == "identify":
        return [_event(payload, names.IDENTIFY)]
    return [_event(payload, to_ours(Product.UMAMI, payload.name or ""))]


def _event(payload: Payload, name: str) -> SentEvent:
    event = SentEvent(
        name=name,
        url=_address(payload),
        referrer=None if (payload.referrer or "").startswith("/") else payload.referrer,
        title=payload.title,
        user_id=payload.id,
        timestamp=_moment(payload.timestamp),
        language=payload.language,
        screen=_screen(payload.screen or ""),
        ip=payload.ip,
        user_agent=payload.user_agent,
    )
    properties = payload.data or {}
    if name != names.IDENTIFY and "revenue" in properties:
        event.revenue, properties = _revenue(properties)
    if payload.tag:
        properties = {**properties, "tag": msgspec.Raw(_ENCODE(payload.tag))}
    if properties:
        event.properties = properties
    return event


def _vital(payload: Payload, name: str, value: float) -> SentEvent:
    event = _event(payload, names.WEB_VITAL)
    event.properties = {
        **(event.properties or {}),
        "metric": msgspec.Raw(_ENCODE(name.upper())),
        "value": msgspec.Raw(_ENCODE(value)),
    }
    return event


def _unfolded(payload: Payload) -> Payload:
    """Options of an event that came as its data, where nothing else can be meant."""
    data = payload.data
    if not data or payload.url is not None or not data.keys() <= _OPTIONS:
        return payload
    if not ("data" in data or {"url", "hostname"} <= data.keys()):
        return payload
    try:
        nested = _NESTED.decode(_ENCODE(data))
    except msgspec.ValidationError:
        return payload
    given = {name: value for name in _OPTIONS if (value := getattr(nested, name)) is not None}
    return msgspec.structs.replace(payload, **{"data": None, **given})


def _address(payload: Payload) -> str | None:
    """An address that is a path belongs to the host that is named beside it."""
    url = payload.url
    if not url or not payload.hostname or "://" in url.partition("?")[0]:
        return url
    return f"https://{payload.hostname}{url if url.startswith('/') else f'/{url}'}"


def _moment(seconds: float | None) -> str | None:
    if seconds is None or not 0 <= seconds <= _LATEST:
        return None
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def _screen(text: str) -> Screen | None:
    width, _, height = text.partition("x")
    if not (width.isdecimal() and height.isdecimal()):
        return None
    return Screen(int(width), int(height))


def _revenue(data: Mapping[str, msgspec.Raw]) -> tuple[Money | None, dict[str, msgspec.Raw]]:
    """Revenue and what is left of the data; all of it where that is no amount in a currency."""
    kept = dict(data)
    try:
        money = Money(_AMOUNT.decode(kept.pop("revenue")), _TEXT.decode(kept.pop("currency")))
    except (KeyError, msgspec.DecodeError):
        return None, dict(data)
    return money, kept
