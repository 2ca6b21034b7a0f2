"""How many visits begin when: growth over the weeks, weekdays, hours of the day, and some noise."""

from collections.abc import Iterator
from random import Random
from typing import Final

HOUR_MS: Final = 3_600_000
_HOURS_A_DAY: Final = 24
_VISITS_A_DAY: Final = 430
"""On an average weekday at the beginning."""
_GROWTH: Final = 0.9
"""So much more at the end, as a share."""
_WEEKDAYS: Final = (1.08, 1.12, 1.1, 1.05, 0.95, 0.72, 0.8)
"""From Monday."""
_HOURS: Final = (2, 1, 1, 1, 1, 2, 4, 7, 9, 10, 10, 9, 8, 9, 9, 9, 9, 9, 10, 11, 12, 10, 7, 4)
"""Shares of a day, by UTC hour."""
_EPOCH_WEEKDAY: Final = 3
"""1 January 1970 was a Thursday."""


def visit_starts(chance: Random, first_hour: int, hours: int) -> Iterator[list[int]]:
    """The times (ms) at which visits begin, for each of `hours` hours; the first begins at `first_hour`."""
    for index in range(hours):
        hour = first_hour + index * HOUR_MS
        expected = _expected(hour // HOUR_MS, index / hours)
        count = max(0, round(chance.gauss(expected, expected**0.5)))
        yield sorted(hour + chance.randrange(HOUR_MS) for _ in range(count))


def _expected(hour: int, progress: float) -> float:
    """`hour` counts from the epoch; the variance of a count is its mean, as for arrivals by chance."""
    day, of_day = divmod(hour, _HOURS_A_DAY)
    share = _HOURS[of_day] / sum(_HOURS)
    return _VISITS_A_DAY * (1 + _GROWTH * progress) * _WEEKDAYS[(day + _EPOCH_WEEKDAY) % 7] * share
