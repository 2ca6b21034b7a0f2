"""docs/metrics.md by example: which events and visits count, and in which rows they stand."""

from datetime import UTC, datetime

import pytest

from insights.domain.analytics.query import Any, Condition, Not, Operator, Order, Period
from insights.domain.errors import Invalid
from tests.builders.analytics import DAY, HOUR, MINUTE, an_event
from tests.builders.asking import MONDAY, NOON, ask, is_, numbers, table


def test_nothing_counts_zero_and_is_divided_to_null() -> None:
    answer = ask(
        [], "visitors", "visits", "bounce_rate", "visit_duration", "views_per_visit", "total_revenue"
    )
    assert numbers(answer) == (0, 0, None, None, None, ())


def test_with_dimensions_nothing_has_no_rows() -> None:
    assert ask([], "visitors", by=("event:page",)).rows == ()


def test_a_visit_over_midnight_belongs_to_the_day_on_which_it_began() -> None:
    late = [an_event(MONDAY + DAY - MINUTE), an_event(MONDAY + DAY + MINUTE)]
    tuesday = Period(MONDAY + DAY, MONDAY + 2 * DAY)
    metrics = ("visits", "visitors", "pageviews", "views_per_visit", "visit_duration")
    assert numbers(ask(late, *metrics)) == (1, 1, 1, 2.0, 120)
    assert numbers(ask(late, *metrics, period=tuesday)) == (0, 1, 1, None, None)


def test_by_day_events_and_their_visit_stand_in_the_rows_of_their_own_time() -> None:
    late = [an_event(MONDAY + DAY - MINUTE), an_event(MONDAY + DAY + MINUTE)]
    both = ask(late, "visits", "pageviews", by=("time:day",), period=Period(MONDAY, MONDAY + 2 * DAY))
    assert table(both) == {("2026-11-16",): (1, 1), ("2026-11-17",): (0, 1)}


def test_a_visit_is_looked_at_until_a_day_after_the_period() -> None:
    visit = [an_event(NOON), an_event(MONDAY + 2 * DAY - 1), an_event(MONDAY + 2 * DAY)]
    assert numbers(ask(visit, "views_per_visit")) == (2.0,)


def test_engagement_does_not_end_a_bounce_but_a_click_does() -> None:
    bounce = [an_event(NOON), an_event(NOON + 5000, "engagement", engaged_ms=5000)]
    stayed = [an_event(NOON, session_id=2), an_event(NOON + 1000, "click", session_id=2)]
    two_pages = [an_event(NOON, session_id=3), an_event(NOON + 1000, session_id=3)]
    assert numbers(ask(bounce + stayed + two_pages, "bounce_rate", "visit_duration")) == (33.3, 2)


def test_a_visit_without_a_page_view_is_no_bounce() -> None:
    assert numbers(ask([an_event(NOON, "click")], "bounce_rate")) == (0.0,)


def test_events_leaves_out_what_is_not_interactive_unless_asked_for_by_name() -> None:
    history = [an_event(NOON), an_event(NOON, "engagement"), an_event(NOON, "404"), an_event(NOON, "signup")]
    assert numbers(ask(history, "events")) == (2,)
    by_name = ask(history, "events", by=("event:name",))
    assert table(by_name) == {("pageview",): (1,), ("engagement",): (1,), ("404",): (1,), ("signup",): (1,)}
    within = (Any((is_("event:name", "404"), is_("event:page", "/nowhere"))),)
    assert numbers(ask(history, "events", where=within)) == (1,)


def test_an_event_filter_selects_whole_visits() -> None:
    visit = [an_event(NOON, path="/"), an_event(NOON + MINUTE, path="/pricing")]
    other = [an_event(NOON, path="/", session_id=2)]
    answer = ask(
        visit + other, "visits", "pageviews", "views_per_visit", where=(is_("event:page", "/pricing"),)
    )
    assert numbers(answer) == (1, 1, 2.0)


def test_an_event_of_the_visit_outside_the_period_selects_it_too() -> None:
    visit = [an_event(MONDAY + DAY - 1, path="/"), an_event(MONDAY + DAY + 1, path="/pricing")]
    assert numbers(ask(visit, "visits", "visitors", where=(is_("event:page", "/pricing"),))) == (1, 0)


def test_not_is_said_of_each_event_and_keeps_the_visit_for_another_event() -> None:
    visit = [an_event(NOON, path="/"), an_event(NOON + MINUTE, path="/pricing")]
    answer = ask(visit, "visits", "pageviews", where=(Not(is_("event:page", "/pricing")),))
    assert numbers(answer) == (1, 1)


def test_a_visit_has_the_source_of_its_first_event_and_the_exit_page_of_its_last_page_view() -> None:
    visit = [
        an_event(NOON, "click", source="Google", path="/clicked"),
        an_event(NOON + 1, path="/first", source="Bing"),
        an_event(NOON + 2, path="/last", source=""),
        an_event(NOON + 3, "engagement", path="/later"),
    ]
    by = ("visit:source", "visit:entry_page", "visit:exit_page")
    assert table(ask(visit, "visits", by=by)) == {("Google", "/first", "/last"): (1,)}


def test_at_the_same_time_the_smaller_id_is_first() -> None:
    visit = [an_event(NOON, id="b", source="Second"), an_event(NOON, id="a", source="First")]
    assert table(ask(visit, "visits", by=("visit:source",))) == {("First",): (1,)}


def test_a_visit_stands_in_the_row_of_every_page_it_has_seen() -> None:
    visit = [
        an_event(NOON, path="/a", properties={"plan": "x"}),
        an_event(NOON + 1, path="/b"),
        an_event(NOON + 2, path="/b"),
    ]
    assert table(ask(visit, "visits", "pageviews", by=("event:page",))) == {("/a",): (1, 1), ("/b",): (1, 2)}
    together = ask(visit, "visits", by=("event:page", "event:props:plan"))
    assert table(together) == {("/a", "x"): (1,), ("/b", "(none)"): (1,)}


def test_what_is_absent_has_a_name_that_filters_know() -> None:
    nothing = [an_event(NOON)]
    by = ("visit:source", "visit:utm_medium", "event:props:plan", "event:page", "visit:country_name")
    shown = ("Direct / None", "(not set)", "(none)", "", "(not set)")
    assert table(ask(nothing, "visitors", by=by)) == {shown: (1,)}
    for dimension, value in zip(by, shown, strict=True):
        assert numbers(ask(nothing, "visitors", where=(is_(dimension, value),))) == (1,)


@pytest.mark.parametrize(
    ("value", "text"), [(3, "3"), (0.5, "0.5"), (True, "true"), ("3", "3"), ("", "(none)")]
)
def test_a_property_is_shown_and_compared_as_text(value: str | float | bool, text: str) -> None:
    events = [an_event(NOON, properties={"plan": value})]
    assert table(ask(events, "visitors", by=("event:props:plan",))) == {(text,): (1,)}


def test_countries_have_english_names() -> None:
    events = [an_event(NOON, country="CI"), an_event(NOON, country="ZZ", session_id=2)]
    assert {key for (key,) in table(ask(events, "visits", by=("visit:country_name",)))} == {
        "Côte d’Ivoire",
        "ZZ",
    }


@pytest.mark.parametrize(
    ("operator", "value", "case_sensitive", "holds"),
    [
        (Operator.IS, "/Straße.A", True, True),
        (Operator.IS, "/straße.a", True, False),
        (Operator.IS, "/straße.a", False, True),
        (Operator.IS_NOT, "/x", True, True),
        (Operator.CONTAINS, ".", True, True),
        (Operator.CONTAINS, "A%", True, False),
        (Operator.CONTAINS_NOT, "STR", False, False),
        (Operator.MATCHES, r"aße\.[A-Z]$", True, True),
        (Operator.MATCHES, "^straße", True, False),
        (Operator.MATCHES_NOT, "^/STRAẞE", False, False),
    ],
)
def test_conditions_compare_text(operator: Operator, value: str, case_sensitive: bool, holds: bool) -> None:
    where = (Condition(operator, "event:page", (value,), case_sensitive),)
    assert numbers(ask([an_event(NOON, path="/Straße.A")], "visitors", where=where)) == (int(holds),)


def test_a_pattern_that_is_none_is_refused() -> None:
    with pytest.raises(Invalid, match="not a regular expression"):
        ask([an_event(NOON)], "visitors", where=(Condition(Operator.MATCHES, "event:page", ("(",)),))


def test_the_order_is_by_exact_values_then_by_the_dimensions_and_nulls_come_last() -> None:
    history = [
        *(an_event(NOON + n, "engagement", path="/b", session_id=1, scroll_depth=50) for n in range(1)),
        an_event(NOON, "engagement", path="/a", session_id=2, scroll_depth=50),
        an_event(NOON, "engagement", path="/c", session_id=3, scroll_depth=90),
        an_event(NOON, path="/d", session_id=4),
    ]
    for direction, expected in (("desc", ["/c", "/a", "/b", "/d"]), ("asc", ["/a", "/b", "/c", "/d"])):
        order = (Order("scroll_depth", direction),)  # type: ignore[arg-type]  # a literal in a loop
        answer = ask(history, "scroll_depth", by=("event:page",), order=order)
        assert [row.dimensions[0] for row in answer.rows] == expected


def test_an_hour_that_comes_twice_is_one_row() -> None:
    half_past_two = int(datetime(2026, 10, 25, 0, 30, tzinfo=UTC).timestamp() * 1000)
    twice = [an_event(half_past_two), an_event(half_past_two + HOUR, session_id=2)]
    period = Period(half_past_two - DAY, half_past_two + DAY)
    answer = ask(twice, "visits", by=("time:hour",), period=period, timezone="Europe/Berlin")
    assert table(answer) == {("2026-10-25 02:00:00",): (2,)}


def test_weeks_begin_on_monday_and_months_on_the_first_also_before_the_period() -> None:
    wednesday = MONDAY + 2 * DAY
    period = Period(wednesday, wednesday + DAY)
    answer = ask([an_event(wednesday)], "visitors", by=("time:week", "time:month"), period=period)
    assert table(answer) == {("2026-11-16", "2026-11-01"): (1,)}
