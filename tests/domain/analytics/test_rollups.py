"""Which hours and days there are, and which of them an hour of UTC touches."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.domain.analytics.buckets import bucket
from insights.domain.analytics.query import Period
from insights.domain.analytics.rollups import (
    HOUR_MS,
    Span,
    Stretch,
    bucket_start,
    bucket_starts,
    days_of,
    next_start,
    runs,
    split,
    utc_hour,
)
from tests.builders.analytics import ANCHORS, DAY, TIMEZONES

times = st.builds(
    lambda anchor, minutes: anchor + minutes * 60_000, st.sampled_from(ANCHORS), st.integers(-4_000, 4_000)
)
zones = st.sampled_from((*TIMEZONES, "Asia/Beirut", "America/Havana", "Antarctica/Troll"))
spans = st.sampled_from(Span)


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


@given(spans, times, zones)
def test_every_moment_lies_in_the_bucket_of_its_label_and_in_no_other(
    span: Span, time: int, zone: str
) -> None:
    start = bucket_start(span, time, zone)
    assert start <= time < next_start(span, start, zone)
    assert bucket(span, start, zone) == bucket(span, time, zone)
    assert bucket_start(span, start, zone) == start


@given(spans, times, st.integers(1, 4 * DAY), zones)
def test_buckets_follow_one_another_without_a_gap(span: Span, time: int, length: int, zone: str) -> None:
    starts = list(bucket_starts(span, Period(time, time + length), zone))
    assert all(time <= start < time + length for start in starts)
    assert [next_start(span, start, zone) for start in starts[:-1]] == starts[1:]


def test_the_hour_that_is_repeated_is_one_and_the_day_has_25() -> None:
    day = bucket_start(Span.DAY, at("2026-10-25T12:00"), "Europe/Berlin")
    period = Period(day, next_start(Span.DAY, day, "Europe/Berlin"))
    assert period.end - period.start == 25 * HOUR_MS
    hours = list(bucket_starts(Span.HOUR, period, "Europe/Berlin"))
    assert len(hours) == 24
    assert hours[2:4] == [at("2026-10-25T00:00"), at("2026-10-25T02:00")]


def test_a_day_that_a_zone_left_out_is_no_bucket() -> None:
    """Samoa went over the date line: there was no 30 December 2011."""
    day = bucket_start(Span.DAY, at("2011-12-30T00:00"), "Pacific/Apia")
    assert bucket("day", day, "Pacific/Apia") == "2011-12-29"
    assert bucket("day", next_start(Span.DAY, day, "Pacific/Apia"), "Pacific/Apia") == "2011-12-31"


@given(times, zones)
def test_the_day_of_a_moment_is_among_those_of_its_hour(time: int, zone: str) -> None:
    assert bucket_start(Span.DAY, time, zone) in days_of([utc_hour(time)], zone)


def test_an_hour_may_lie_in_two_days() -> None:
    assert len(days_of([at("2026-11-20T18:00")], "Asia/Kolkata")) == 2
    assert len(days_of([at("2026-11-20T19:00")], "Asia/Kolkata")) == 1


@given(st.sets(st.integers(0, 40)), st.integers(1, 9))
def test_runs_hold_each_day_once_and_are_no_longer_than_allowed(numbers: set[int], longest: int) -> None:
    zone = "Europe/Berlin"
    every = list(bucket_starts(Span.DAY, Period(at("2026-10-01T00:00"), at("2026-12-01T00:00")), zone))
    days = {every[number] for number in numbers}
    found = [list(bucket_starts(Span.DAY, run, zone)) for run in runs(days, zone, longest)]
    assert [day for run in found for day in run] == sorted(days)
    assert all(len(run) <= longest for run in found)


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kolkata", "Europe/Berlin"])
@given(st.sets(st.integers(-3, 60)), spans)
def test_a_bucket_is_marked_when_a_marked_hour_shares_time_with_it(
    zone: str, numbers: set[int], span: Span
) -> None:
    start = bucket_start(span, at("2026-10-24T05:00"), zone)
    end = bucket_start(span, at("2026-10-26T12:00"), zone)
    marked = {utc_hour(start) + number * HOUR_MS for number in numbers}
    stretch = Stretch(project="p", timezone=zone, span=span, dimension="", period=Period(start, end))
    parts = list(split(stretch, marked))
    assert [part.start for _, part in parts[1:]] == [part.end for _, part in parts[:-1]]
    assert (parts[0][1].start, parts[-1][1].end) == (start, end)
    for is_marked, part in parts:
        for each in bucket_starts(span, part, zone):
            minutes = range(each, next_start(span, each, zone), 60_000)
            assert is_marked == any(utc_hour(minute) in marked for minute in minutes)
