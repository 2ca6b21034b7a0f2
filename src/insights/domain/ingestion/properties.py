"""What a sender says of an event in its own words."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from insights.domain.ingestion import limits
from insights.domain.ingestion.drops import RejectReason
from insights.domain.ingestion.event import PropertyValue
from insights.domain.ingestion.refusal import Refused

_DECODER: Final = msgspec.json.Decoder()


def read_properties(sent: Mapping[str, msgspec.Raw]) -> dict[str, PropertyValue]:
    """Flat properties. Objects are joined with dots down to three levels; arrays and what lies deeper
    are kept as JSON text; null is left out. Raises Refused for what breaks a limit."""
    if len(sent) > limits.PROPERTIES:
        raise _too_many(len(sent))
    properties: dict[str, PropertyValue] = {}
    for key, raw in sent.items():
        value = _decode(key, raw)
        if type(value) is dict:
            properties.update(_flat(key, value, limits.PROPERTY_DEPTH - 1))
        elif value is not None:
            properties[key] = _checked(key, value)
    if len(properties) > limits.PROPERTIES:
        raise _too_many(len(properties))
    return properties


def _decode(key: str, raw: msgspec.Raw) -> Any:
    try:
        return _DECODER.decode(raw)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        value = bytes(raw)[: limits.SHOWN].decode(errors="replace")
        rule = f"must be a value that JSON can carry ({error})"
        raise Refused(RejectReason.INVALID, _field(key), rule, value) from None


def _flat(prefix: str, members: Mapping[str, Any], levels: int) -> Iterator[tuple[str, PropertyValue]]:
    for name, value in members.items():
        key = f"{prefix}.{name}"
        if type(value) is dict and levels > 1:
            yield from _flat(key, value, levels - 1)
        elif value is not None:
            yield key, _checked(key, value)


def _checked(key: str, value: Any) -> PropertyValue:
    if not 0 < len(key) <= limits.PROPERTY_KEY:
        rule = f"must have a key of 1 to {limits.PROPERTY_KEY} characters"
        raise Refused(RejectReason.TOO_LONG if key else RejectReason.INVALID, _field(key), rule, key)
    kind = type(value)
    if kind is dict or kind is list:
        value, kind = msgspec.json.encode(value).decode(), str
    if kind is str and len(value) > limits.PROPERTY_VALUE:
        rule = f"must have at most {limits.PROPERTY_VALUE:,} characters"
        raise Refused(RejectReason.TOO_LONG, _field(key), rule, value)
    if kind is int and not -limits.INTEGER <= value <= limits.INTEGER:
        raise Refused(RejectReason.INVALID, _field(key), "must be an integer of 64 bits", value)
    kept: PropertyValue = value
    return kept


def _field(key: str) -> str:
    return f"properties.{key[: limits.SHOWN]}"


def _too_many(count: int) -> Refused:
    return Refused(RejectReason.TOO_MANY, "properties", f"must be at most {limits.PROPERTIES}", count)
