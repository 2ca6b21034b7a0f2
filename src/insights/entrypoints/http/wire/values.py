"""Values as other products send them: JSON, or text of a query string; each may say a number as text."""

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

import msgspec

from insights.domain.ingestion.event import Money, Screen

Params = dict[str, msgspec.Raw]
"""An event's parameters by name, read only where we have a field for them."""

_DECODE: Final = msgspec.json.Decoder().decode
_ENCODE: Final = msgspec.json.encode
_LONGEST_MS: Final = 10**12


def raw(value: object) -> msgspec.Raw:
    return msgspec.Raw(_ENCODE(value))


def value_of(found: msgspec.Raw | None) -> Any:
    """What JSON says; None for what is no JSON, as for what is absent."""
    if found is None:
        return None
    try:
        return _DECODE(found)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None


def take_text(params: Params, *names: str) -> str | None:
    """Of the first that is there; the parameter is gone then. None for what is no text or number."""
    for name in names:
        if (found := params.pop(name, None)) is not None:
            return as_text(value_of(found))
    return None


def take_number(params: Params, name: str) -> float | None:
    return as_number(value_of(params.pop(name))) if name in params else None


def look_at(params: Params, name: str) -> Any:
    """The parameter stays."""
    return value_of(params[name]) if name in params else None


def as_text(value: object) -> str | None:
    if isinstance(value, str):
        return value or None
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def as_number(value: object) -> float | None:
    """A finite one."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if abs(number) < float("inf") else None


def as_money(value: object, currency: object, sign: int = 1) -> Money | None:
    """None unless there are both: an amount without a currency means nothing. Four decimals are kept."""
    if as_number(value) is None or not isinstance(currency, str):
        return None
    try:
        amount = Decimal(str(value).strip()).quantize(Decimal("0.0001"))
    except InvalidOperation:
        return None
    return Money(sign * amount, currency.upper())


def as_plain_number(text: str) -> float | int | str:
    """Whole ones stay whole; what is no number stays text."""
    found = as_number(text)
    if found is None:
        return text
    return int(found) if found.is_integer() and abs(found) < 2**53 else found


def as_milliseconds(value: object) -> int | None:
    number = as_number(value)
    return int(number) if number is not None and 0 <= number < _LONGEST_MS else None


def as_screen(value: str | None) -> Screen | None:
    """From `1440x900`."""
    width, _, height = (value or "").partition("x")
    if not (width.isdecimal() and height.isdecimal() and len(width) < 7 and len(height) < 7):
        return None
    return Screen(int(width), int(height))


def as_moment(microseconds: object) -> str | None:
    """RFC 3339 from microseconds since the epoch."""
    number = as_number(microseconds)
    if number is None:
        return None
    try:
        return datetime.fromtimestamp(number / 1_000_000, UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return None
