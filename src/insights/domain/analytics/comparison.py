"""The period that a query is compared with.

Whole days are moved by calendar days, so that clocks show the same whatever daylight saving does in between;
other ranges by their length. While the period is unfinished, as much is taken as has elapsed of it.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import msgspec

from insights.domain.analytics.faults import Faults, quoted
from insights.domain.analytics.query import Period
from insights.domain.analytics.ranges import Now, Range, read_pair
from insights.domain.analytics.zones import local, moment

PATH: Final = "include.comparison"
_SECOND: Final = 1000
"""`24h` ends with the second in which it is asked, and counts as finished."""

Move = Callable[[int], int]
"""From a moment of the period to the moment that it is compared with."""


def compared_period(wire: object, range_: Range, now: Now, faults: Faults) -> Period | None:
    """None, and a fault, for what names no comparison."""
    elapsed = _elapsed(range_.period, now.moment)
    if wire == "previous_period":
        return _moved(elapsed, _to_previous_period(range_, now.timezone))
    if wire == "previous_year":
        return _moved(elapsed, _by_clock(now.timezone, _a_year_before))
    if isinstance(wire, list):
        other = read_pair(wire, now.timezone, PATH, faults)
        return None if other is None else _cut(other.period, range_, elapsed, now.timezone)
    faults.add(PATH, f"is {quoted(wire)}; it must be previous_period, previous_year, or a pair of dates")
    return None


def _elapsed(period: Period, now: int) -> Period:
    """The period up to now if now lies in it, else all of it."""
    return msgspec.structs.replace(period, end=now) if period.start < now < period.end - _SECOND else period


def _moved(period: Period, move: Move) -> Period:
    """Moves the last millisecond instead of the end, so that the last day of February stays the last."""
    return Period(move(period.start), move(period.end - 1) + 1)


def _to_previous_period(range_: Range, timezone: str) -> Move:
    start, end = range_.period.start, range_.period.end
    if not range_.whole_days:
        return lambda time: time - (end - start)
    days = local(end, timezone).date() - local(start, timezone).date()
    return _by_clock(timezone, lambda clock: clock - days)


def _cut(other: Period, range_: Range, elapsed: Period, timezone: str) -> Period:
    if elapsed == range_.period:
        return other
    if range_.whole_days:
        days = local(other.start, timezone).date() - local(elapsed.start, timezone).date()
        end = _moved(elapsed, _by_clock(timezone, lambda clock: clock + days)).end
    else:
        end = other.start + (elapsed.end - elapsed.start)
    return Period(other.start, min(other.end, end))


def _by_clock(timezone: str, change: Callable[[datetime], datetime]) -> Move:
    return lambda time: moment(change(local(time, timezone).replace(tzinfo=None, fold=0)), timezone)


def _a_year_before(clock: datetime) -> datetime:
    try:
        return clock.replace(year=clock.year - 1)
    except ValueError:  # the 29th of February
        return (clock - timedelta(days=1)).replace(year=clock.year - 1)
