"""How much a metric changed against the compared period."""

from fractions import Fraction

from insights.domain.analytics.metrics import Unit
from insights.domain.analytics.query import MetricValue


def change(unit: Unit, now: MetricValue, before: MetricValue) -> float | None:
    """In percent of `before`, for percents in points; one decimal.

    Null where either is null, where something is measured against nothing, and between different currencies.
    """
    current, base = _amount(now), _amount(before)
    if current is None or base is None or _currencies(now) != _currencies(before):
        return None
    if unit is Unit.PERCENT:
        return float(round(current - base, 1))
    if base == 0:
        return 0.0 if current == 0 else None
    return float(round(100 * (current - base) / abs(base), 1))


def _amount(value: MetricValue) -> Fraction | None:
    if isinstance(value, tuple):
        return Fraction(value[0][1]) if len(value) == 1 else None
    return None if value is None else Fraction(str(value))


def _currencies(value: MetricValue) -> tuple[str, ...]:
    return tuple(currency for currency, _ in value) if isinstance(value, tuple) else ()
