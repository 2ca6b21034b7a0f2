"""Between milliseconds since the epoch and what clocks show in a time zone."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

_zone = lru_cache(maxsize=1024)(ZoneInfo)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)


def local(moment: int, timezone: str) -> datetime:
    return (_EPOCH + moment * _MILLISECOND).astimezone(_zone(timezone))


def moment(clock: datetime, timezone: str) -> int:
    """When clocks show this: the earlier of two moments; a skipped time as if clocks had not gone forward."""
    return instant(clock.replace(tzinfo=_zone(timezone), fold=0))


def instant(at: datetime) -> int:
    """Milliseconds of a time with an offset."""
    return (at - _EPOCH) // _MILLISECOND


def midnight(day: date, timezone: str) -> int:
    """The moment at which a day begins."""
    return moment(datetime.combine(day, time.min), timezone)
