"""Metrics as the Stats API writes them."""

from collections.abc import Iterable
from typing import Any, Final

from insights.application.analytics.result import Amount, Value

MANY_CURRENCIES: Final = {
    "code": "no_single_revenue_currency",
    "warning": "Revenue metrics are null as there are multiple currencies for the selected event:goals.",
}
NO_REVENUE: Final = {
    "code": "no_revenue_goals_matching",
    "warning": "Revenue metrics are null as there are no matching revenue goals.",
}
REVENUE: Final = ("average_revenue", "total_revenue")
_WHOLE: Final = frozenset({"bounce_rate", "scroll_depth"})
_NOTHING: Final[dict[str, int | float]] = {
    "bounce_rate": 0,
    "visit_duration": 0,
    "views_per_visit": 0.0,
    "conversion_rate": 0.0,
    "group_conversion_rate": 0.0,
}
"""What they say where there is nothing to divide by, which is null with us."""

_SYMBOLS: Final = {
    "AUD": "A$",
    "BRL": "R$",
    "CAD": "CA$",
    "CNY": "CN¥",
    "EUR": "€",
    "GBP": "£",
    "HKD": "HK$",
    "ILS": "₪",
    "INR": "₹",
    "JPY": "¥",
    "KRW": "₩",
    "MXN": "MX$",
    "NZD": "NZ$",
    "PHP": "₱",
    "TWD": "NT$",
    "USD": "$",
    "VND": "₫",
}
"""As English writes them (Unicode CLDR); others by their code and a no-break space."""
_SHORT: Final = ((1_000_000_000, "B"), (1_000_000, "M"), (1_000, "K"))


def value_of(metric: str, value: Value) -> Any:
    """A number, money as an object, or null."""
    if metric in REVENUE:
        amounts = value if isinstance(value, tuple) else ()
        return money(amounts[0]) if len(amounts) == 1 else None
    if value is None:
        return _NOTHING.get(metric)
    return round(value) if metric in _WHOLE and isinstance(value, float) else value


def money(amount: Amount) -> dict[str, object]:
    value = float(amount.value)
    sign, symbol = "-" if value < 0 else "", _SYMBOLS.get(amount.currency, f"{amount.currency}\xa0")
    decimals = len(amount.value.partition(".")[2])
    scale, letter = next(((by, letter) for by, letter in _SHORT if abs(value) >= by), (1, ""))
    return {
        "short": f"{sign}{symbol}{abs(value) / scale:.1f}{letter}",
        "value": value,
        "long": f"{sign}{symbol}{abs(value):,.{decimals}f}",
        "currency": amount.currency,
    }


def warning_of(values: Iterable[Value]) -> dict[str, str] | None:
    """Why a revenue metric is null in an answer, where it is."""
    counts = [len(value) for value in values if isinstance(value, tuple)]
    if any(count > 1 for count in counts):
        return MANY_CURRENCIES
    return None if any(counts) else NO_REVENUE
