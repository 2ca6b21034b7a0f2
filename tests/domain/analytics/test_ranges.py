"""What a range of dates means, in zones where clocks change and where they stand at odd offsets."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from insights.domain.analytics.comparison import compared_period
from insights.domain.analytics.faults import Faults
from insights.domain.analytics.query import Period
from insights.domain.analytics.ranges import Now, Range, read_range, written
from insights.domain.errors import Invalid
from tests.builders.analytics import DAY, HOUR, TIMEZONES

NOW = "2026-11-21T15:30:00+00:00"


def ms(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp() * 1000)


def at(now: str = NOW, timezone: str = "UTC", first_event: int | None = None) -> Now:
    return Now(ms(now), timezone, first_event)


def a_range(wire: object, now: Now) -> Range:
    faults = Faults()
    found = read_range(wire, now, "date_range", faults)
    faults.check()
    assert found is not None
    return found


def compared(wire: object, with_: object, now: Now) -> tuple[str, str]:
    faults = Faults()
    period = compared_period(with_, a_range(wire, now), now, faults)
    faults.check()
    assert period is not None
    return written(period, now.timezone)


@pytest.mark.parametrize(
    ("wire", "first", "last"),
    [
        ("day", "2026-11-21", "2026-11-21"),
        ("1d", "2026-11-20", "2026-11-20"),
        ("7d", "2026-11-14", "2026-11-20"),
        ("28d", "2026-10-24", "2026-11-20"),
        ("month", "2026-11-01", "2026-11-30"),
        ("1mo", "2026-10-01", "2026-10-31"),
        ("6mo", "2026-05-01", "2026-10-31"),
        ("12mo", "2025-11-01", "2026-10-31"),
        ("year", "2026-01-01", "2026-12-31"),
        (["2026-02-01", "2026-02-28"], "2026-02-01", "2026-02-28"),
    ],
)
@pytest.mark.parametrize("timezone", TIMEZONES)
def test_named_ranges_are_whole_local_days(wire: object, first: str, last: str, timezone: str) -> None:
    now = Now(ms("2026-11-21T12:00:00+00:00"), timezone)
    start, end = written(a_range(wire, now).period, timezone)
    assert (start[:19], end[:19]) == (f"{first}T00:00:00", f"{last}T23:59:59")


def test_the_day_is_that_of_the_zone() -> None:
    just_before_midnight_utc = at("2026-11-21T23:30:00+00:00", "Asia/Kathmandu")
    assert written(a_range("day", just_before_midnight_utc).period, "Asia/Kathmandu") == (
        "2026-11-22T00:00:00+05:45",
        "2026-11-22T23:59:59+05:45",
    )


def test_24h_ends_with_the_second_of_the_question() -> None:
    now = Now(ms(NOW) + 250, "UTC")
    period = a_range("24h", now).period
    assert period == Period(ms(NOW) + 1000 - DAY, ms(NOW) + 1000)


def test_all_begins_with_the_day_of_the_first_event() -> None:
    first = ms("2026-11-01T22:30:00+00:00")
    assert written(a_range("all", at(timezone="Asia/Kolkata", first_event=first)).period, "Asia/Kolkata") == (
        "2026-11-02T00:00:00+05:30",
        "2026-11-21T23:59:59+05:30",
    )
    assert a_range("all", at()) == a_range("day", at())


def test_the_last_instant_of_a_pair_belongs_to_the_range() -> None:
    whole = a_range(["2026-11-01T10:00:00+01:00", "2026-11-01T10:59:59Z"], at()).period
    assert whole == Period(ms("2026-11-01T09:00:00+00:00"), ms("2026-11-01T11:00:00+00:00"))
    fine = a_range(["2026-11-01T10:00:00Z", "2026-11-01T10:00:00.500Z"], at()).period
    assert fine.end - fine.start == 501


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-10-26", 24)])
def test_days_on_which_clocks_change_are_shorter_or_longer(day: str, hours: int) -> None:
    period = a_range([day, day], at(timezone="Europe/Berlin")).period
    assert period.end - period.start == hours * HOUR


def test_a_day_that_begins_without_midnight_begins_when_clocks_go_forward() -> None:
    period = a_range(["2024-04-26", "2024-04-26"], at(timezone="Africa/Cairo")).period
    assert (period.start, period.end - period.start) == (ms("2024-04-25T22:00:00+00:00"), 23 * HOUR)


def test_a_midnight_that_comes_twice_begins_the_day_when_it_first_comes() -> None:
    period = a_range(["2026-11-01", "2026-11-01"], at(timezone="America/Havana")).period
    assert (period.start, period.end - period.start) == (ms("2026-11-01T04:00:00+00:00"), 25 * HOUR)


@pytest.mark.parametrize(
    "wire",
    [
        None,
        7,
        "",
        "yesterday",
        "0d",
        "07d",
        "5001d",
        "101mo",
        "7D",
        "٧d",
        [],
        ["2026-01-01"],
        ["2026-01-01", "2026-01-02", "2026-01-03"],
        ["2026-01-01", 2],
        ["2026-02-30", "2026-03-01"],
        ["2026-1-1", "2026-1-2"],
        ["20260101", "20260102"],
        ["2026-01-02", "2026-01-01"],
        ["1969-12-31", "1970-01-01"],
        ["2026-01-01", "2200-01-01"],
        ["1990-01-01", "2026-01-01"],
        ["2026-01-01", "2026-01-01T00:00:00Z"],
        ["2026-01-01T00:00:00", "2026-01-02T00:00:00"],
        ["2026-01-01T25:00:00Z", "2026-01-02T00:00:00Z"],
        ["0001-01-01T00:00:00+14:00", "2026-01-02T00:00:00Z"],
        {"from": "2026-01-01"},
    ],
)
def test_what_is_no_range_is_refused_by_name(wire: object) -> None:
    with pytest.raises(Invalid) as refused:
        a_range(wire, at())
    assert [fault.path for fault in refused.value.faults] == ["date_range"]


days = st.dates(date(1971, 1, 1), date(2180, 1, 1))


@given(first=days, length=st.integers(0, 4_999), timezone=st.sampled_from(TIMEZONES))
def test_the_range_as_written_means_the_same_range(first: date, length: int, timezone: str) -> None:
    pair = [first.isoformat(), (first + timedelta(days=length)).isoformat()]
    period = a_range(pair, at(timezone=timezone)).period
    assert a_range([*written(period, timezone)], at(timezone=timezone)).period == period


@given(
    start=st.integers(ms("1971-01-01T00:00:00+00:00"), ms("2180-01-01T00:00:00+00:00")),
    length=st.integers(1, 4_999 * DAY),
    timezone=st.sampled_from(TIMEZONES),
)
def test_instants_as_written_mean_the_same_range(start: int, length: int, timezone: str) -> None:
    period = Period(start, start + length)
    assume(period.end % 1000 != 1)  # its last millisecond is a whole second, which means all of that second
    assert a_range([*written(period, timezone)], at(timezone=timezone)).period == period


@given(day=days, timezone=st.sampled_from((*TIMEZONES, "Africa/Cairo", "America/Havana", "Asia/Beirut")))
def test_the_days_of_a_zone_follow_each_other_without_a_gap(day: date, timezone: str) -> None:
    now = at(timezone=timezone)
    today = a_range([day.isoformat()] * 2, now).period
    tomorrow = a_range([(day + timedelta(days=1)).isoformat()] * 2, now).period
    assert today.end == tomorrow.start
    for moment in (today.start, today.end - 1):
        assert datetime.fromtimestamp(moment // 1000, UTC).astimezone(ZoneInfo(timezone)).date() == day


@pytest.mark.parametrize(
    ("wire", "with_", "expected"),
    [
        ("7d", "previous_period", ("2026-11-07T00:00:00", "2026-11-13T23:59:59")),
        ("7d", "previous_year", ("2025-11-14T00:00:00", "2025-11-20T23:59:59")),
        ("6mo", "previous_period", ("2025-10-29T00:00:00", "2026-04-30T23:59:59")),
        ("7d", ["2026-01-01", "2026-01-07"], ("2026-01-01T00:00:00", "2026-01-07T23:59:59")),
        (["2024-02-01", "2024-02-29"], "previous_year", ("2023-02-01T00:00:00", "2023-02-28T23:59:59")),
        (["2023-02-01", "2023-02-28"], "previous_year", ("2022-02-01T00:00:00", "2022-02-28T23:59:59")),
    ],
)
def test_a_finished_period_is_compared_whole(wire: object, with_: object, expected: tuple[str, str]) -> None:
    start, end = compared(wire, with_, at(timezone="Europe/Berlin"))
    assert (start[:19], end[:19]) == expected


@pytest.mark.parametrize(
    ("wire", "with_", "expected"),
    [
        ("day", "previous_period", ("2026-11-20T00:00:00+00:00", "2026-11-20T15:29:59+00:00")),
        ("day", "previous_year", ("2025-11-21T00:00:00+00:00", "2025-11-21T15:29:59+00:00")),
        ("month", "previous_period", ("2026-10-02T00:00:00+00:00", "2026-10-22T15:29:59+00:00")),
        ("day", ["2026-11-14", "2026-11-14"], ("2026-11-14T00:00:00+00:00", "2026-11-14T15:29:59+00:00")),
        ("month", ["2026-01-01", "2026-01-10"], ("2026-01-01T00:00:00+00:00", "2026-01-10T23:59:59+00:00")),
        ("24h", "previous_period", ("2026-11-19T15:30:01+00:00", "2026-11-20T15:30:00+00:00")),
    ],
)
def test_an_unfinished_period_is_compared_with_as_much_as_has_elapsed(
    wire: object, with_: object, expected: tuple[str, str]
) -> None:
    assert compared(wire, with_, at()) == expected


def test_days_are_compared_by_the_clock_when_it_changes_in_between() -> None:
    now = at("2026-10-25T11:00:00+00:00", "Europe/Berlin")
    expected = ("2026-10-24T00:00:00+02:00", "2026-10-24T11:59:59+02:00")
    assert compared("day", "previous_period", now) == expected


@pytest.mark.parametrize("with_", ["last_year", 3, {}, ["2026-01-01"], ["2026-01-02", "2026-01-01"]])
def test_what_names_no_comparison_is_refused(with_: object) -> None:
    with pytest.raises(Invalid, match=r"^include\.comparison: "):
        compared("7d", with_, at())
