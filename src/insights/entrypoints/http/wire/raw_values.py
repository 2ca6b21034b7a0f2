"""Properties of events, as several products send them: left as JSON until something reads them."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Final

import msgspec

from insights.domain.ingestion import limits
from insights.domain.ingestion.event import Money
from insights.domain.ingestion.moment import read_instant
from insights.domain.ingestion.money import CURRENCIES
from insights.domain.ingestion.refusal import Refused
from insights.entrypoints.http.wire.values import as_text, value_of

Properties = dict[str, msgspec.Raw]

_AMOUNT: Final = msgspec.json.Decoder(Decimal | None)
_SMALLEST: Final = Decimal(1).scaleb(-limits.AMOUNT_DECIMALS)


def sane_instant(text: str | None) -> str | None:
    """The text where it is a time that can be read, so that a broken clock costs the event only its time."""
    if not text:
        return None
    try:
        read_instant("time", text)
    except Refused:
        return None
    return text


def text_of(raw: msgspec.Raw | None) -> str | None:
    """Text, or a number as text; None for anything else."""
    return as_text(value_of(raw)) if raw is not None else None


def take_money(properties: Properties, default_currency: str = "") -> Money | None:
    """`revenue` and `currency`, taken out of the properties if they are money. Programs add prices up in
    binary: what lies past the smallest part is rounded away."""
    amount = _amount(properties.get("revenue"))
    currency = text_of(properties.get("currency")) or default_currency
    if amount is None or currency.upper() not in CURRENCIES:
        return None
    del properties["revenue"]
    properties.pop("currency", None)
    return Money(amount, currency)


def _amount(raw: msgspec.Raw | None) -> Decimal | None:
    if raw is None:
        return None
    try:
        amount: Decimal | None = _AMOUNT.decode(raw)
        if amount is None or not amount.is_finite() or abs(amount) >= limits.AMOUNT:
            return None
        return amount.quantize(_SMALLEST)
    except (msgspec.DecodeError, UnicodeError, RecursionError, InvalidOperation):
        return None


def without(properties: Mapping[str, msgspec.Raw], names: frozenset[str]) -> Properties:
    return {name: value for name, value in properties.items() if name not in names}
