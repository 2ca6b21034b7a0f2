"""The wire form of a query: what it comes to mean, and how every broken rule is named."""

from typing import Any as Anything

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.domain.analytics.dimensions import DIMENSIONS
from insights.domain.analytics.metrics import METRICS
from insights.domain.analytics.parse import KEYS, parse, project_named
from insights.domain.analytics.query import All, Any, Condition, GoalCondition, Not, Operator, Order
from insights.domain.analytics.question import Question
from insights.domain.errors import Fault, Invalid
from tests.builders.analytics import GOALS, a_project

NOW = 1_795_275_000_000  # 2026-11-21T15:30:00Z


def ask(**fields: Anything) -> Question:
    wire = {"project": "p", "metrics": ["visitors"], "date_range": "7d", **fields}
    return parse(wire, a_project("Europe/Berlin"), GOALS, NOW)


def faults(**fields: Anything) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refused:
        ask(**fields)
    return [(fault.path, fault.message) for fault in refused.value.faults]


def test_the_least_query_has_the_usual_rest() -> None:
    question = ask()
    query = question.query
    assert (query.dimensions, query.filters, query.limit, query.offset) == ((), (), 10_000, 0)
    assert query.order_by == (Order("visitors", "desc"),)
    assert (query.project, query.timezone) == (a_project().id, "Europe/Berlin")
    assert (question.compared, question.time_labels, query.goals) == (None, None, GOALS)


def test_times_come_in_order_unless_another_is_asked_for() -> None:
    by_day = ask(dimensions=["visit:source", "time:day"], metrics=["visits", "visitors"])
    assert by_day.query.order_by == (Order("time:day", "asc"), Order("visits", "desc"))
    by_source = ask(dimensions=["visit:source"], order_by=[["visit:source", "asc"]])
    assert by_source.query.order_by == (Order("visit:source", "asc"),)


@pytest.mark.parametrize(
    ("date_range", "unit"),
    [
        ("day", "hour"),
        ("24h", "hour"),
        (["2026-10-24", "2026-10-25"], "hour"),
        ("3d", "day"),
        ("30d", "day"),
        ("91d", "week"),
        ("12mo", "month"),
        ("364d", "week"),
    ],
)
def test_time_alone_takes_the_unit_that_suits_the_range(date_range: object, unit: str) -> None:
    question = ask(date_range=date_range, dimensions=["time"], order_by=[["time", "desc"]])
    assert question.query.dimensions == (f"time:{unit}",)
    assert question.query.order_by == (Order(f"time:{unit}", "desc"),)
    assert question.echo.dimensions == (f"time:{unit}",)


def test_filters_become_conditions() -> None:
    question = ask(
        filters=[
            ["is", "event:page", ["/a", "/b"]],
            ["contains", "visit:source", ["goo"], {"case_sensitive": False}],
            [
                "not",
                ["or", [["matches", "event:props:plan", ["^pro"]], ["is_not", "event:props:n", [3]]]],
            ],
            ["and", [["is", "visit:city", ["Bern"]]]],
        ]
    )
    plan = Condition(Operator.MATCHES, "event:props:plan", ("^pro",))
    n = Condition(Operator.IS_NOT, "event:props:n", ("3",))
    assert question.query.filters == (
        Condition(Operator.IS, "event:page", ("/a", "/b")),
        Condition(Operator.CONTAINS, "visit:source", ("goo",), case_sensitive=False),
        Not(Any((plan, n))),
        All((Condition(Operator.IS, "visit:city", ("Bern",)),)),
    )


def test_a_goal_filter_names_goals_and_narrows_the_dimension_to_them() -> None:
    named = ask(filters=[["is", "event:goal", ["Signup", "Blog"]]]).query
    assert [goal.name for goal in named.goals] == ["Blog", "Signup"]
    assert named.filters == (GoalCondition(named.goals),)
    containing = ask(filters=[["contains", "event:goal", ["PAGE"], {"case_sensitive": False}]]).query
    assert [goal.name for goal in containing.goals] == ["Any page", "Odd page"]
    assert ask(filters=[["contains", "event:goal", ["nothing"]]]).query.goals == ()


def test_time_labels_are_all_buckets_of_the_range_in_order() -> None:
    include = {"time_labels": True}
    by_day = ask(date_range=["2026-02-27", "2026-03-01"], dimensions=["time:day"], include=include)
    assert by_day.time_labels == ("2026-02-27", "2026-02-28", "2026-03-01")
    spring = ask(date_range=["2026-03-29", "2026-03-29"], dimensions=["time:hour"], include=include)
    autumn = ask(date_range=["2026-10-25", "2026-10-25"], dimensions=["time:hour"], include=include)
    assert spring.time_labels is not None
    assert "2026-03-29 02:00:00" not in spring.time_labels
    assert len(spring.time_labels) == 23
    assert autumn.time_labels is not None
    assert len(autumn.time_labels) == 24


def test_the_echo_can_be_asked_again() -> None:
    question = ask(
        date_range="day",
        dimensions=["time"],
        filters=[["is", "event:goal", ["Signup"]]],
        include={"comparison": "previous_period", "total_rows": True, "imports": True},
        pagination={"limit": 5, "offset": 10},
        exact=True,
    )
    echo = msgspec.json.decode(msgspec.json.encode(question.echo))
    assert echo["date_range"] == ["2026-11-21T00:00:00+01:00", "2026-11-21T23:59:59+01:00"]
    assert echo["comparison_date_range"] == ["2026-11-20T00:00:00+01:00", "2026-11-20T16:29:59+01:00"]
    again = {key: value for key, value in echo.items() if key in KEYS}
    assert parse(again, a_project("Europe/Berlin"), GOALS, NOW).query == question.query


def test_the_compared_query_differs_in_its_period_and_is_not_paged() -> None:
    question = ask(include={"comparison": "previous_year", "total_rows": True}, pagination={"limit": 3})
    assert question.compared is not None
    assert (question.compared.limit, question.compared.offset) == (100_000, 0)
    same = msgspec.structs.replace(question.compared, period=question.query.period, limit=3, total_rows=True)
    assert same == question.query


def test_every_broken_rule_is_named_at_once() -> None:
    assert faults(metrics=["vistors"], dimensions=["event:nam"], colour=1, pagination={"limit": 0}) == [
        ("colour", "unknown key 'colour'"),
        ("metrics[0]", "unknown metric 'vistors'; did you mean `visitors`?"),
        ("dimensions[0]", "unknown dimension 'event:nam'; did you mean `event:name`?"),
        ("pagination.limit", "is 0; it must be an integer from 1 to 10000"),
    ]


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"metrics": []}, "metrics"),
        ({"metrics": "visitors"}, "metrics"),
        ({"metrics": None}, "metrics"),
        ({"metrics": ["visitors"] * 21}, "metrics"),
        ({"metrics": ["visitors", "visits", "visitors"]}, "metrics[2]"),
        ({"metrics": [["visitors"]]}, "metrics[0]"),
        ({"dimensions": "event:page"}, "dimensions"),
        ({"dimensions": ["time", "time:day"]}, "dimensions[1]"),
        ({"dimensions": ["event:props:"]}, "dimensions[0]"),
        ({"dimensions": ["event:props:" + "k" * 301]}, "dimensions[0]"),
        ({"dimensions": [f"event:props:{n}" for n in range(9)]}, "dimensions"),
        ({"dimensions": [{}]}, "dimensions[0]"),
        ({"filters": {}}, "filters"),
        ({"filters": ["is"]}, "filters[0]"),
        ({"filters": [[]]}, "filters[0]"),
        ({"filters": [[3, "event:page", ["/"]]]}, "filters[0]"),
        ({"filters": [["equals", "event:page", ["/"]]]}, "filters[0][0]"),
        ({"filters": [["has_done", ["is", "event:name", ["x"]]]]}, "filters[0][0]"),
        ({"filters": [["is", "segment", [1]]]}, "filters[0][1]"),
        ({"filters": [["is", "event:page"]]}, "filters[0]"),
        ({"filters": [["is", "visit:nothing", ["/"]]]}, "filters[0][1]"),
        ({"filters": [["is", ["event:page"], ["/"]]]}, "filters[0][1]"),
        ({"filters": [["is", "time:day", ["2026-01-01"]]]}, "filters[0][1]"),
        ({"filters": [["is", "event:page", "/"]]}, "filters[0][2]"),
        ({"filters": [["is", "event:page", []]]}, "filters[0][2]"),
        ({"filters": [["is", "event:page", ["/", None]]]}, "filters[0][2][1]"),
        ({"filters": [["is", "event:page", ["x" * 2001]]]}, "filters[0][2][0]"),
        ({"filters": [["is", "event:page", ["/"], {"case": 1}]]}, "filters[0][3]"),
        ({"filters": [["is", "event:page", ["/"], {"case_sensitive": 1}]]}, "filters[0][3]"),
        ({"filters": [["is", "event:page", ["x"] * 1001]]}, "filters"),
        ({"filters": [["is", "event:page", ["x"]]] * 101}, "filters"),
        ({"filters": [["and", []]]}, "filters[0]"),
        ({"filters": [["or", ["is"]]]}, "filters[0][1][0]"),
        ({"filters": [["not", ["is", "event:page", ["/"]], []]]}, "filters[0]"),
        ({"filters": [["not", ["is", "event:goal", ["Signup"]]]]}, "filters[0][1]"),
        ({"filters": [["is_not", "event:goal", ["Signup"]]]}, "filters[0][0]"),
        ({"filters": [["is", "event:goal", ["Blog", "Signpu"]]]}, "filters[0][2][1]"),
        ({"filters": [["is", "visit:country", ["DE", "Germany"]]]}, "filters[0][2][1]"),
        ({"order_by": {}}, "order_by"),
        ({"order_by": ["visitors"]}, "order_by[0]"),
        ({"order_by": [["visitors", "down"]]}, "order_by[0]"),
        ({"order_by": [["visits", "asc"]]}, "order_by[0][0]"),
        ({"order_by": [["visitors", "asc"], ["visitors", "desc"]]}, "order_by[1]"),
        ({"include": []}, "include"),
        ({"include": {"colour": True}}, "include.colour"),
        ({"include": {"total_rows": 1}}, "include.total_rows"),
        ({"include": {"time_labels": True}}, "include.time_labels"),
        ({"include": {"comparison": "before"}}, "include.comparison"),
        (
            {"include": {"time_labels": True}, "dimensions": ["time:minute"], "date_range": "7d"},
            "include.time_labels",
        ),
        ({"pagination": 5}, "pagination"),
        ({"pagination": {"page": 5}}, "pagination.page"),
        ({"pagination": {"limit": 10_001}}, "pagination.limit"),
        ({"pagination": {"offset": -1}}, "pagination.offset"),
        ({"pagination": {"limit": True}}, "pagination.limit"),
        ({"pagination": {"limit": 2.0}}, "pagination.limit"),
        ({"exact": "yes"}, "exact"),
        ({"metrics": ["percentage"]}, "metrics[0]"),
        ({"metrics": ["visitors", "scroll_depth"]}, "metrics[1]"),
        ({"metrics": ["time_on_page"], "dimensions": ["visit:entry_page"]}, "metrics[0]"),
        ({"metrics": ["conversion_rate"], "dimensions": ["event:page"]}, "metrics[0]"),
        ({"metrics": ["group_conversion_rate"]}, "metrics[0]"),
        ({"metrics": ["bounce_rate"], "dimensions": ["event:name"]}, "metrics[0]"),
        ({"metrics": ["visit_duration"], "dimensions": ["event:props:x"]}, "metrics[0]"),
        ({"metrics": ["exit_rate"], "dimensions": ["visit:exit_page", "time:day"]}, "metrics[0]"),
    ],
)
def test_a_broken_rule_is_named_with_its_place(fields: dict[str, object], path: str) -> None:
    assert [place for place, _ in faults(**fields)] == [path]


def test_filters_may_be_six_deep_and_no_deeper() -> None:
    nested: list[object] = ["is", "event:page", ["/"]]
    for _ in range(5):
        nested = ["not", nested]
    assert ask(filters=[nested]).query.filters
    assert faults(filters=[["not", nested]])[0][1] == "is nested deeper than 6 levels"


@pytest.mark.parametrize("metric", METRICS)
def test_every_metric_can_be_asked_for_with_what_it_needs(metric: str) -> None:
    dimensions = {"exit_rate": ["visit:exit_page"], "percentage": ["visit:source"]}.get(metric, [])
    filters = [["is", "event:page", ["/"]], ["is", "event:goal", ["Signup"]]]
    assert ask(metrics=[metric], dimensions=dimensions, filters=filters).query.metrics == (metric,)


@pytest.mark.parametrize("dimension", [*DIMENSIONS, "event:props:a b"])
def test_every_dimension_can_be_asked_for(dimension: str) -> None:
    assert ask(dimensions=[dimension]).query.dimensions == (dimension,)


@pytest.mark.parametrize(
    ("wire", "path"),
    [
        ([], "query"),
        (None, "query"),
        ({}, "project"),
        ({"project": "a", "site_id": "a"}, "project"),
        ({"project": 3}, "project"),
        ({"site_id": ""}, "site_id"),
    ],
)
def test_the_project_has_to_be_named(wire: object, path: str) -> None:
    with pytest.raises(Invalid) as refused:
        project_named(wire)
    assert [fault.path for fault in refused.value.faults] == [path]
    assert project_named({"site_id": "x"}) == "x"


def faults_of(wire: dict[str, Anything]) -> tuple[Fault, ...]:
    """Nothing for what is understood; any other error than Invalid is let through."""
    try:
        parse(wire, a_project("Asia/Kathmandu"), GOALS, NOW)
    except Invalid as refused:
        return refused.faults or (Fault("", "refused without a fault"),)
    return ()


words = st.sampled_from(
    ("is", "and", "not", "event:page", "event:goal", "7d", "time", "visitors", "asc", "", "Ä")
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | words,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(words | st.sampled_from(KEYS), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(KEYS), anything))
def test_whatever_is_sent_is_understood_or_refused_with_its_place(wire: dict[str, Anything]) -> None:
    found = faults_of(wire)
    assert all(fault.path and fault.message for fault in found)
