"""What must hold of every answer, whatever the history and the query."""

import random
from collections import Counter
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.domain.analytics.buckets import bucket, buckets
from insights.domain.analytics.metrics import METRICS
from insights.domain.analytics.query import Period, Query
from insights.domain.analytics.reference import evaluate
from insights.domain.ingestion.event import Event
from tests.builders.analytics import ANCHORS, DAY, HOUR, PROJECT, TIMEZONES, cases, histories
from tests.builders.examples import trying


@given(cases(), st.randoms(use_true_random=False))
def test_the_order_in_which_events_arrive_changes_nothing(
    case: tuple[Query, list[Event]], chance: random.Random
) -> None:
    query, events = case
    shuffled = chance.sample(events, len(events))
    assert evaluate(query, shuffled) == evaluate(query, events)


@given(cases())
def test_events_of_other_projects_change_nothing(case: tuple[Query, list[Event]]) -> None:
    query, events = case
    own = [event for event in events if event.project == query.project]
    assert evaluate(query, own) == evaluate(query, events)


@given(cases())
def test_pages_put_together_are_the_whole_answer(case: tuple[Query, list[Event]]) -> None:
    query, events = case
    whole = evaluate(msgspec.structs.replace(query, limit=10_000, offset=0, total_rows=True), events)
    pages = [
        row
        for offset in range(0, len(whole.rows), 2)
        for row in evaluate(msgspec.structs.replace(query, limit=2, offset=offset), events).rows
    ]
    assert tuple(pages) == whole.rows
    assert whole.total_rows == len(whole.rows)


@given(cases())
def test_no_two_rows_have_the_same_dimensions(case: tuple[Query, list[Event]]) -> None:
    query, events = case
    counted = Counter(row.dimensions for row in evaluate(query, events).rows)
    assert not [key for key, rows in counted.items() if rows > 1]


@pytest.mark.parametrize("metric", [name for name, metric in METRICS.items() if metric.additive])
@given(events=histories(ANCHORS[0]), cut=st.integers(1, 47), timezone=st.sampled_from(TIMEZONES))
@trying(30)
def test_additive_metrics_of_two_periods_add_up_to_those_of_both(
    metric: str, events: list[Event], cut: int, timezone: str
) -> None:
    """As long as no visit lasts longer than the day that a visit is looked at around a period."""
    events = [event for event in events if _lasts(event.session_id, events) < DAY]
    start = ANCHORS[0] - 24 * HOUR
    middle, end = start + cut * HOUR, start + 48 * HOUR

    def over(first: int, last: int) -> Counter[str]:
        query = Query(project=PROJECT, timezone=timezone, period=Period(first, last), metrics=(metric,))
        (value,) = evaluate(query, events).rows[0].metrics
        amounts = value if isinstance(value, tuple) else [("", value)]
        return Counter({currency: round(float(amount or 0) * 1000) for currency, amount in amounts})

    separate = over(start, middle)
    separate.update(over(middle, end))
    assert +separate == +over(start, end)
    assert -separate == -over(start, end)


def _lasts(session: int, events: list[Event]) -> int:
    times = [event.time for event in events if event.session_id == session]
    return max(times) - min(times)


@given(
    anchor=st.sampled_from(ANCHORS),
    timezone=st.sampled_from(TIMEZONES),
    unit=st.sampled_from(("minute", "hour", "day", "week", "month")),
    offset=st.integers(0, 180),
    length=st.integers(1, 200),
    moment=st.floats(0, 1, exclude_max=True),
)
def test_every_moment_of_a_period_falls_into_one_of_its_buckets(
    anchor: int, timezone: str, unit: str, offset: int, length: int, moment: float
) -> None:
    period = Period(anchor + offset * 60_000, anchor + (offset + length) * 60_000)
    labels = list(buckets(unit, period, timezone))
    assert all(earlier < later for earlier, later in pairwise(labels))
    at = period.start + int((period.end - period.start) * moment)
    assert bucket(unit, at, timezone) in labels
