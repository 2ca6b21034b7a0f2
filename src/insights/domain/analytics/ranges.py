"""What `date_range` means: which local days or instants, as a period.

Following the Stats API, `Nd` ends with yesterday and `Nmo` with last month, `day`, `month` and `year` are
whole, and the last day or instant of a pair belongs to the range.
"""

import re
from datetime import date, datetime, timedelta
from typing import Final

import msgspec

from insights.domain.analytics.faults import Faults, quoted
from insights.domain.analytics.query import Period
from insights.domain.analytics.zones import instant, local, midnight

MAX_DAYS: Final = 5_000
MAX_MONTHS: Final = 100
FIRST_YEAR, LAST_YEAR = 1970, 2199

_DAY_MS: Final = 86_400_000
_COUNTED: Final = re.compile(r"([1-9]\d{0,3})(d|mo)", re.ASCII)
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{3})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_FORMS: Final = (
    f"day, 24h, <1 to {MAX_DAYS}>d, <1 to {MAX_MONTHS}>mo, month, year, all, or a pair of dates or date-times"
)


class Range(msgspec.Struct, frozen=True):
    period: Period
    whole_days: bool = True
    """It begins and ends at local midnights, and is compared day by day."""


class Now(msgspec.Struct, frozen=True):
    """What a range is relative to."""

    moment: int
    """Milliseconds since the epoch."""
    timezone: str
    first_event: int | None = None
    """The time of the project's first event, where there is one; only `all` looks at it."""

    @property
    def today(self) -> date:
        return local(self.moment, self.timezone).date()


def read_range(wire: object, now: Now, path: str, faults: Faults) -> Range | None:
    """None, and a fault, for what is no range."""
    if isinstance(wire, list):
        return read_pair(wire, now.timezone, path, faults)
    if wire == "24h":
        end = now.moment - now.moment % 1000 + 1000
        return Range(Period(end - _DAY_MS, end), whole_days=False)
    days = _named_days(wire, now) if isinstance(wire, str) else None
    if days is None:
        faults.add(path, f"is {quoted(wire) if wire else 'required'}; it must be {_FORMS}")
        return None
    return _days(*days, now.timezone)


def read_pair(wire: list[object], timezone: str, path: str, faults: Faults) -> Range | None:
    """Two dates, or two instants; both ends belong to the range."""
    texts = [value for value in wire if isinstance(value, str)]
    if len(texts) != 2 or len(wire) != 2:
        faults.add(path, f"is {quoted(wire)}; a pair of dates or date-times is needed")
        return None
    try:
        found = _pair(texts[0], texts[1], timezone)
    except ValueError:
        found = None
    if found is None:
        faults.add(
            path, f"is {quoted(wire)}; two dates or two date-times with offset are needed, 1970 to 2199"
        )
    elif found.period.start >= found.period.end:
        faults.add(path, f"is {quoted(wire)}; the first must not be after the second")
    elif found.period.end - found.period.start > (MAX_DAYS + 1) * _DAY_MS:
        faults.add(path, f"is {quoted(wire)}; it may be at most {MAX_DAYS} days long")
    else:
        return found
    return None


def _named_days(wire: str, now: Now) -> tuple[date, date] | None:
    today = now.today
    if counted := _COUNTED.fullmatch(wire):
        return _counted_days(int(counted[1]), counted[2], today)
    if wire == "day":
        return today, today
    if wire == "month":
        return today.replace(day=1), _month_start(today, 1) - timedelta(days=1)
    if wire == "year":
        return today.replace(month=1, day=1), today.replace(month=12, day=31)
    if wire == "all":
        first = today if now.first_event is None else local(now.first_event, now.timezone).date()
        return min(first, today), today
    return None


def _counted_days(count: int, unit: str, today: date) -> tuple[date, date] | None:
    if count > (MAX_DAYS if unit == "d" else MAX_MONTHS):
        return None
    if unit == "d":
        return today - timedelta(days=count), today - timedelta(days=1)
    return _month_start(today, -count), today.replace(day=1) - timedelta(days=1)


def _month_start(day: date, months: int) -> date:
    """The first of the month that lies so many months after the day's."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def _pair(first: str, last: str, timezone: str) -> Range | None:
    if _DATE.fullmatch(first) and _DATE.fullmatch(last):
        days = date.fromisoformat(first), date.fromisoformat(last)
        return _days(*days, timezone) if all(map(_in_reach, days)) else None
    if not (_INSTANT.fullmatch(first) and _INSTANT.fullmatch(last)):
        return None
    times = datetime.fromisoformat(first.upper()), datetime.fromisoformat(last.upper())
    if not all(_in_reach(time.date()) for time in times):
        return None
    precision = 1 if times[1].microsecond else 1000
    return Range(Period(instant(times[0]), instant(times[1]) + precision), whole_days=False)


def _in_reach(day: date) -> bool:
    return FIRST_YEAR <= day.year <= LAST_YEAR


def _days(first: date, last: date, timezone: str) -> Range:
    return Range(Period(midnight(first, timezone), midnight(last + timedelta(days=1), timezone)))


def written(period: Period, timezone: str) -> tuple[str, str]:
    """The first and the last moment as ISO 8601 in the zone; read as a pair, they mean the same range."""
    last = period.end - (1 if period.end % 1000 else 1000)
    return _text(local(period.start, timezone)), _text(local(last, timezone))


def _text(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds" if at.microsecond else "seconds")
