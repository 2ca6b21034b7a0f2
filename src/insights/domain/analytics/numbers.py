"""From exact numbers to those that are shown: one rounding, half to even, for every engine."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Final

from insights.domain.analytics.metrics import Unit
from insights.domain.analytics.query import MetricValue

Exact = int | Fraction | Mapping[str, Fraction] | None
"""A metric before rounding: a count, a quotient (percents times 100), amounts by currency, or null."""

_DECIMALS: Final = {Unit.RATIO: 2, Unit.PERCENT: 1}

_NO_DECIMALS: Final = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
_THREE_DECIMALS: Final = "BHD IQD JOD KWD LYD OMR TND"


def quotient(part: int | Fraction, whole: int) -> Fraction | None:
    """Division by nothing is null."""
    return Fraction(part) / whole if whole else None


def shown(unit: Unit, exact: Exact) -> MetricValue:
    """The value in an answer: integers for counts and seconds, two decimals for ratios, one for percents."""
    if exact is None:
        return None
    if isinstance(exact, Mapping):
        return tuple((currency, amount_text(exact[currency], currency)) for currency in sorted(exact))
    if unit in _DECIMALS:
        return float(round(Fraction(exact), _DECIMALS[unit]))
    return round(exact)


def amount_text(amount: Fraction, currency: str) -> str:
    """Plain digits with the decimals of the currency's minor unit in ISO 4217: `12.50`, `1250`, `1.250`."""
    decimals = 0 if currency in _NO_DECIMALS else 3 if currency in _THREE_DECIMALS else 2
    return f"{Decimal(round(amount * 10**decimals)).scaleb(-decimals):.{decimals}f}"
