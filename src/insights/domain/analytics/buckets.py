"""Time dimensions: the label of the local bucket that a moment falls into.

A bucket is what carries its label. Where clocks go back, the repeated hour (or minutes) is one bucket,
longer than others; where they go forward, the skipped one does not exist.
"""

from collections.abc import Iterator
from datetime import timedelta
from itertools import chain
from typing import Final

from insights.domain.analytics.query import Period
from insights.domain.analytics.zones import local

_MINUTE_MS: Final = 60_000
_STEP_MS: Final = {"minute": _MINUTE_MS, "hour": 15 * _MINUTE_MS}
"""No longer than any bucket, so that none is stepped over but perhaps the last."""
_DAY_STEP_MS: Final = 6 * 60 * _MINUTE_MS


def bucket(unit: str, time: int, timezone: str) -> str:
    """`2026-11-21 13:00:00` for minutes and hours; dates for days, weeks (Mondays), months (the 1st)."""
    at = local(time, timezone)
    if unit == "minute":
        return f"{at:%Y-%m-%d %H:%M}:00"
    if unit == "hour":
        return f"{at:%Y-%m-%d %H}:00:00"
    if unit == "week":
        return (at.date() - timedelta(days=at.weekday())).isoformat()
    return (at.date() if unit == "day" else at.date().replace(day=1)).isoformat()


def buckets(unit: str, period: Period, timezone: str) -> Iterator[str]:
    """The labels of all buckets that the period touches, in the order in which they begin."""
    seen = ""
    step = _STEP_MS.get(unit, _DAY_STEP_MS)
    steps = range(period.start - period.start % step, period.end, step)
    for time in chain(steps, [period.end - 1] if steps else []):
        label = bucket(unit, max(time, period.start), timezone)
        if label > seen:
            yield (seen := label)
