"""What is kept ready beside the raw events: sums and visitors of each local hour and day.

A bucket is named by the moment at which it begins, and is what carries its label (docs/metrics.md): the hour
that is repeated when clocks go back is one bucket. A visit belongs to the bucket of its first event.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import groupby
from typing import Final

import msgspec

from insights.domain.analytics.query import Period
from insights.domain.analytics.zones import local, midnight, moment

HOUR_MS: Final = 3_600_000
_STEP_MS: Final = HOUR_MS // 4
"""No hour is shorter: clocks are put forward by quarters."""


class Span(StrEnum):
    HOUR = "hour"
    DAY = "day"


NO_DIMENSION: Final = ""

ROLLED_UP: Final[Mapping[str, tuple[Span, ...]]] = {
    NO_DIMENSION: (Span.HOUR, Span.DAY),
    "event:name": (Span.HOUR, Span.DAY),
    "event:page": (Span.DAY,),
    "visit:entry_page": (Span.DAY,),
    "visit:exit_page": (Span.DAY,),
    "visit:source": (Span.DAY,),
    "visit:channel": (Span.DAY,),
    "visit:utm_source": (Span.DAY,),
    "visit:utm_medium": (Span.DAY,),
    "visit:utm_campaign": (Span.DAY,),
    "visit:country": (Span.DAY,),
    "visit:device": (Span.DAY,),
    "visit:browser": (Span.DAY,),
    "visit:os": (Span.DAY,),
}
"""What the overview shows. Hours of values that are many would outnumber the events."""


class Earned(msgspec.Struct, frozen=True):
    """Revenue in one currency, and how many events it is the sum of."""

    amount: Decimal
    events: int


class RollupRow(msgspec.Struct, frozen=True, kw_only=True):
    """One value of one dimension in one bucket. Everything in it can be merged with another row's."""

    start: int
    """Of the bucket, milliseconds since the epoch."""
    value: str = ""
    """As answers show it; empty where there is no dimension."""
    pageviews: int = 0
    events: int = 0
    """Interactive ones."""
    all_events: int = 0
    visits: int = 0
    """Of those that begin in the bucket: their number, page views, bounces and lengths."""
    views: int = 0
    bounces: int = 0
    duration_ms: int = 0
    revenue: dict[str, Earned] = {}
    """By currency."""
    visitor_count: int = 0
    """Distinct ones, exactly; in more than one row they are counted by their sketches."""
    visitors: bytes = b""
    """A sketch of the visitor ids: see the port `Sketches`."""


class Stretch(msgspec.Struct, frozen=True, kw_only=True):
    """Neighbouring buckets of one project, with their rows by one dimension."""

    project: str
    timezone: str
    span: Span
    dimension: str
    period: Period
    """Where it cuts a bucket, the bucket's row is of the part within."""


def bucket_start(span: Span, time: int, timezone: str) -> int:
    """When the local hour or day begins that a moment falls into."""
    at = local(time, timezone)
    if span is Span.DAY:
        return midnight(at.date(), timezone)
    return moment(at.replace(minute=0, second=0, microsecond=0, tzinfo=None), timezone)


def next_start(span: Span, start: int, timezone: str) -> int:
    """When the bucket ends that begins at `start`."""
    if span is Span.DAY:
        # A day that the zone leaves out begins when the next one does.
        at, days = local(start, timezone).date(), 1
        while (end := midnight(at + timedelta(days=days), timezone)) <= start:
            days += 1
        return end
    time = start + _STEP_MS
    while (begun := bucket_start(span, time, timezone)) <= start:
        time += _STEP_MS
    return begun


def bucket_starts(span: Span, period: Period, timezone: str) -> Iterator[int]:
    """Of all buckets that begin in the period, in order."""
    start = bucket_start(span, period.start, timezone)
    if start < period.start:
        start = next_start(span, start, timezone)
    while start < period.end:
        yield start
        start = next_start(span, start, timezone)


def utc_hour(time: int) -> int:
    """The hour by which touched buckets are marked, whatever the project's zone: when it begins."""
    return time - time % HOUR_MS


def days_of(hours: Collection[int], timezone: str) -> set[int]:
    """The beginnings of the local days that these UTC hours lie in; one hour may lie in two."""
    return {bucket_start(Span.DAY, time, timezone) for hour in hours for time in (hour, hour + HOUR_MS - 1)}


def runs(days: Collection[int], timezone: str, longest: int) -> Iterator[Period]:
    """Neighbouring days together, at most so many."""
    run: list[int] = []
    end = 0
    for day in sorted(days):
        if run and (day != end or len(run) == longest):
            yield Period(run[0], end)
            run = []
        run.append(day)
        end = next_start(Span.DAY, day, timezone)
    if run:
        yield Period(run[0], end)


def parts(stretch: Stretch) -> Iterator[tuple[int, Period]]:
    """Of each bucket that shares time with the stretch: its beginning, and the part of it within."""
    span, zone, period = stretch.span, stretch.timezone, stretch.period
    first = bucket_start(span, period.start, zone)
    for start in bucket_starts(span, Period(first, period.end), zone):
        end = next_start(span, start, zone)
        yield start, Period(max(start, period.start), min(end, period.end))


def split(stretch: Stretch, marked: Collection[int]) -> Iterator[tuple[bool, Period]]:
    """The stretch's period in parts, in order: whether a part must be computed, because its buckets are
    marked or not whole; and the part."""
    hours, span, zone, period = sorted(marked), stretch.span, stretch.timezone, stretch.period

    def is_raw(bounds: Period) -> bool:
        first = bisect_right(hours, bounds.start - HOUR_MS)
        is_marked = first < len(hours) and hours[first] < bounds.end
        return is_marked or bounds.start < period.start or bounds.end > period.end

    buckets = (Period(start, next_start(span, start, zone)) for start, _ in parts(stretch))
    for raw, part in groupby(buckets, is_raw):
        found = list(part)
        yield raw, Period(max(found[0].start, period.start), min(found[-1].end, period.end))
