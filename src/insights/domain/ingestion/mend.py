"""Other products allow what is refused here, and their SDKs could do nothing about a refusal. An event of
theirs that breaks a rule is mended: what is too long is cut, what cannot be read is left out."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from insights.domain.ingestion import limits
from insights.domain.ingestion.event import SentEvent
from insights.domain.ingestion.moment import read_instant
from insights.domain.ingestion.money import read_money
from insights.domain.ingestion.names import IDENTIFY
from insights.domain.ingestion.refusal import Refused
from insights.domain.ingestion.url import read_url

_DECODE: Final = msgspec.json.Decoder().decode
_ENCODE: Final = msgspec.json.encode


def mended(sent: SentEvent) -> SentEvent:
    """The same event within every limit but that of age; without a name it stays as it is."""
    return SentEvent(
        name=sent.name[: limits.NAME],
        id=sent.id[: limits.ID] if sent.id else None,
        url=_readable_url(sent.url),
        timestamp=_readable_time(sent.timestamp),
        referrer=sent.referrer,
        title=sent.title,
        visitor_id=sent.visitor_id[: limits.PERSON] if sent.visitor_id else None,
        user_id=sent.user_id[: limits.PERSON] if sent.user_id else None,
        properties=dict(_few(_flat("", sent.properties, limits.PROPERTY_DEPTH))) if sent.properties else None,
        revenue=sent.revenue if _is_money(sent) else None,
        screen=sent.screen,
        language=sent.language if sent.language and len(sent.language) <= limits.LANGUAGE else None,
        engaged_ms=min(max(sent.engaged_ms, 0), limits.ENGAGED_MS) if sent.engaged_ms else None,
        scroll_depth=sent.scroll_depth,
        ip=sent.ip,
        user_agent=sent.user_agent,
        previous_id=sent.previous_id[: limits.PERSON] if sent.previous_id and _identifies(sent) else None,
        sdk=sent.sdk[: limits.SDK] if sent.sdk else None,
    )


def _readable_url(url: str | None) -> str | None:
    """An address that is too long is still one without its end; its page is what counts."""
    if not url:
        return None
    kept = url[: limits.URL]
    try:
        read_url(kept)
    except Refused:
        return None
    return kept


def _readable_time(timestamp: str | None) -> str | None:
    if not timestamp:
        return None
    try:
        read_instant("timestamp", timestamp)
    except Refused:
        return None
    return timestamp


def _identifies(sent: SentEvent) -> bool:
    return sent.name == IDENTIFY and bool(sent.user_id)


def _is_money(sent: SentEvent) -> bool:
    if sent.revenue is None:
        return False
    try:
        read_money(sent.revenue)
    except Refused:
        return False
    return True


def _few(properties: Iterator[tuple[str, msgspec.Raw]]) -> Iterator[tuple[str, msgspec.Raw]]:
    """The first of them, in the order sent."""
    for _, pair in zip(range(limits.PROPERTIES), properties, strict=False):
        yield pair


def _flat(prefix: str, sent: Mapping[str, Any], levels: int) -> Iterator[tuple[str, msgspec.Raw]]:
    """What `read_properties` makes of them, cut to their lengths."""
    for key, raw in sent.items():
        try:
            value = _DECODE(raw) if isinstance(raw, msgspec.Raw) else raw
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            continue
        if not key or value is None:
            continue
        if isinstance(value, dict) and levels > 1:
            yield from _flat(f"{prefix}{key}.", value, levels - 1)
        else:
            yield f"{prefix}{key}"[: limits.PROPERTY_KEY], msgspec.Raw(_ENCODE(_short(value)))


def _short(value: Any) -> str | int | float | bool:
    """Integers past 64 bits become text: nearly always they are ids."""
    if isinstance(value, (bool, float)):
        return value
    if isinstance(value, int):
        return value if -limits.INTEGER <= value <= limits.INTEGER else str(value)[: limits.PROPERTY_VALUE]
    text = value if isinstance(value, str) else _ENCODE(value).decode()
    return text[: limits.PROPERTY_VALUE]
