"""How numbers are rounded, and how change is told."""

from fractions import Fraction

import pytest

from insights.domain.analytics.change import change
from insights.domain.analytics.metrics import Unit
from insights.domain.analytics.numbers import Exact, quotient, shown
from insights.domain.analytics.query import MetricValue


@pytest.mark.parametrize(
    ("unit", "exact", "value"),
    [
        (Unit.COUNT, 3, 3),
        (Unit.SECONDS, Fraction(5, 2), 2),
        (Unit.SECONDS, Fraction(7, 2), 4),
        (Unit.RATIO, Fraction(8, 3), 2.67),
        (Unit.RATIO, Fraction(1005, 1000), 1.0),
        (Unit.PERCENT, Fraction(25, 100), 0.2),
        (Unit.PERCENT, Fraction(100, 3), 33.3),
        (Unit.PERCENT, None, None),
        (Unit.MONEY, {}, ()),
        (Unit.MONEY, {"USD": Fraction(-1, 3), "JPY": Fraction(5, 2)}, (("JPY", "2"), ("USD", "-0.33"))),
        (Unit.MONEY, {"EUR": Fraction(10**30)}, (("EUR", f"{10**30}.00"),)),
    ],
)
def test_numbers_are_rounded_once_half_to_even(unit: Unit, exact: Exact, value: MetricValue) -> None:
    assert shown(unit, exact) == value
    assert type(shown(unit, exact)) is type(value)


def test_division_by_nothing_is_null() -> None:
    assert quotient(3, 0) is None


@pytest.mark.parametrize(
    ("unit", "now", "before", "expected"),
    [
        (Unit.COUNT, 150, 100, 50.0),
        (Unit.COUNT, 0, 3, -100.0),
        (Unit.COUNT, 1, 3, -66.7),
        (Unit.COUNT, 0, 0, 0.0),
        (Unit.COUNT, 5, 0, None),
        (Unit.SECONDS, None, 10, None),
        (Unit.SECONDS, 10, None, None),
        (Unit.RATIO, 1.5, 1.2, 25.0),
        (Unit.PERCENT, 45.8, 50.0, -4.2),
        (Unit.PERCENT, 10.0, 0.0, 10.0),
        (Unit.MONEY, (("EUR", "15.00"),), (("EUR", "10.00"),), 50.0),
        (Unit.MONEY, (("EUR", "15.00"),), (("USD", "10.00"),), None),
        (Unit.MONEY, (), (("USD", "10.00"),), None),
        (Unit.MONEY, (("EUR", "5.00"),), (("EUR", "-10.00"),), 150.0),
    ],
)
def test_change_is_in_percent_and_of_percents_in_points(
    unit: Unit, now: MetricValue, before: MetricValue, expected: float | None
) -> None:
    assert change(unit, now, before) == expected
