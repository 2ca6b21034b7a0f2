"""Rollups, raw events and both together give one answer: that of the reference evaluator."""

import asyncio
from collections.abc import Sequence
from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.application.analytics.answer_from_rollups import AnswerFromRollups
from insights.domain.accounts.project import Project
from insights.domain.analytics.query import Answer, Condition, Not, Operator, Order, Period, Query
from insights.domain.analytics.reference import evaluate
from insights.domain.analytics.rolled_question import rollups_for
from insights.domain.analytics.rollups import ROLLED_UP, utc_hour
from insights.domain.ingestion.event import Event
from tests.builders.analytics import ANCHORS, COLUMNS, DAY, HOUR, NAMES, TIMEZONES, histories
from tests.builders.event_store import stored_event
from tests.builders.examples import trying
from tests.builders.rollups import MIDNIGHT, Rollups, as_recorded

METRICS = (
    "visitors", "visits", "pageviews", "events", "views_per_visit", "bounce_rate", "visit_duration",
    "total_revenue", "average_revenue", "percentage",
)  # fmt: skip


def answering(rollups: Rollups, raw_up_to: int = 0) -> AnswerFromRollups:
    return AnswerFromRollups(rollups.read, rollups.source, rollups.sketches, raw_up_to)


async def append(rollups: Rollups, events: Sequence[Event]) -> None:
    """With the marks of a recorder that knows all visits."""
    async with rollups.marks.touching({(event.project, utc_hour(event.time)) for event in events}):
        await rollups.events.log.append(events)


def a_query(project: Project, period: Period, **fields: Any) -> Query:
    given_fields = {"metrics": ("visitors", "visits"), **fields}
    return Query(project=project.id, timezone=project.timezone, period=period, **given_fields)


@st.composite
def asked(draw: st.DrawFn) -> dict[str, Any]:
    name = draw(st.sampled_from(list(ROLLED_UP)))
    times = draw(st.sampled_from([(), ("time:day",), ("time:month",), ("time:week", "time:day")]))
    if not name or name == "event:name":
        times = draw(st.sampled_from([times, ("time:hour",)]))
    filters: tuple[Condition, ...] = ()
    named = (name,) if name else ()
    if name and draw(st.booleans()):
        column = name.split(":")[1]
        values = NAMES if column == "name" else COLUMNS.get("path" if "page" in column else column, ("",))
        filters = (Condition(Operator.IS, name, (draw(st.sampled_from(values)) or "(not set)",)),)
        named = draw(st.sampled_from([named, ()]))
    metrics = tuple(draw(st.lists(st.sampled_from(METRICS), min_size=1, max_size=5, unique=True)))
    dimensions = (*times, *named)
    order = st.builds(Order, st.sampled_from(metrics + dimensions), st.sampled_from(("asc", "desc")))
    return {
        "metrics": metrics,
        "dimensions": dimensions,
        "filters": filters,
        "order_by": (draw(order),),
        "limit": draw(st.sampled_from([10_000, 2])),
        "offset": draw(st.sampled_from([0, 1])),
        "total_rows": True,
    }


@trying(4)
@given(data=st.data())
def test_rollups_and_raw_events_agree(shared: tuple[Rollups, asyncio.Runner], data: st.DataObject) -> None:
    rollups, runner = shared
    anchor = data.draw(st.sampled_from(ANCHORS))
    events = as_recorded(data.draw(histories(anchor)))
    late = {event.session_id for event in events if event.session_id % 4 == 0}
    start = anchor + data.draw(st.sampled_from([-2 * DAY, -30 * HOUR, -(17 * HOUR + 1)]))
    period = Period(start, start + data.draw(st.sampled_from([DAY, 3 * DAY + 7, 40 * DAY])))
    questions = data.draw(st.lists(asked(), min_size=4, max_size=4))
    zone = data.draw(st.sampled_from(TIMEZONES))
    runner.run(compare(rollups, zone, events, late, [(period, question) for question in questions]))


async def compare(
    rollups: Rollups,
    zone: str,
    events: list[Event],
    late: set[int],
    questions: list[tuple[Period, dict[str, Any]]],
) -> None:
    rollups.accounts.clock.now = max((event.time for event in events), default=MIDNIGHT)
    project = await rollups.project(timezone=zone)
    owned = [msgspec.structs.replace(event, project=project.id) for event in events]
    owned = as_recorded(owned)
    early = [event for event in owned if event.session_id not in late]
    await append(rollups, early)
    await rollups.roll_up()
    queries = [a_query(project, period, **question) for period, question in questions]
    for query in queries:
        await agree(rollups, query, early)
    await append(rollups, [event for event in owned if event.session_id in late])
    for query in queries:
        await agree(rollups, query, owned)
    await rollups.roll_up()
    for query in queries:
        await agree(rollups, query, owned)


async def agree(rollups: Rollups, query: Query, events: list[Event]) -> None:
    answer = await answering(rollups)(query)
    assert answer is not None
    assert (answer.exact, answer.standard_error) == (True, None)
    assert msgspec.structs.replace(answer, source="raw") == evaluate(query, events), query


@pytest.fixture(scope="module")
def many(shared: tuple[Rollups, asyncio.Runner]) -> tuple[Rollups, asyncio.Runner, Project]:
    """Two days of three thousand visitors, of whom a thousand come on both."""
    rollups, runner = shared
    project = runner.run(rollups.project())
    chance = Random(3)
    ids = [chance.getrandbits(64) for _ in range(5_000)]
    days = [(MIDNIGHT, ids[:3_000]), (MIDNIGHT + DAY, ids[2_000:])]
    events = [
        stored_event(project.id, time=day + n, visitor_id=id_, session_id=id_ ^ day, path="/")
        for day, visitors in days
        for n, id_ in enumerate(visitors)
    ]
    rollups.accounts.clock.now = MIDNIGHT + 2 * DAY
    runner.run(append(rollups, events))
    runner.run(rollups.roll_up())
    return rollups, runner, project


@pytest.fixture(scope="module")
def hundreds(
    shared: tuple[Rollups, asyncio.Runner],
) -> tuple[Rollups, asyncio.Runner, Project, list[Event]]:
    """Three days of 250 pages, by visitors who come again."""
    rollups, runner = shared
    project = runner.run(rollups.project())
    chance = Random(5)
    visits = [(chance.randrange(3) * DAY, chance.randrange(1, 200)) for _ in range(2_000)]
    events = [
        stored_event(
            project.id,
            time=MIDNIGHT + day + n,
            visitor_id=visitor,
            session_id=1 + n,
            path=f"/{int(250 * chance.random() ** 2)}",
        )
        for n, (day, visitor) in enumerate(visits)
    ]
    rollups.accounts.clock.now = MIDNIGHT + 3 * DAY
    runner.run(append(rollups, events))
    runner.run(rollups.roll_up())
    return rollups, runner, project, events


def test_visitors_of_large_sets_are_within_the_stated_error_and_said_to_be(
    many: tuple[Rollups, asyncio.Runner, Project],
) -> None:
    rollups, runner, project = many
    query = a_query(project, Period(MIDNIGHT, MIDNIGHT + 2 * DAY))
    answer = runner.run(answering(rollups)(query))
    assert answer is not None
    visitors, visits = answer.rows[0].metrics
    assert isinstance(visitors, int)
    assert answer.standard_error is not None
    assert abs(visitors - 5_000) < 4 * answer.standard_error * 5_000
    assert (visits, answer.exact, answer.source) == (6_000, False, "rollup")
    only_visits = msgspec.structs.replace(query, metrics=("visits",))
    exact = runner.run(answering(rollups)(only_visits))
    assert exact is not None
    assert exact.exact


def test_a_ragged_period_is_answered_from_both(many: tuple[Rollups, asyncio.Runner, Project]) -> None:
    rollups, runner, project = many
    answer = runner.run(answering(rollups)(a_query(project, Period(MIDNIGHT, MIDNIGHT + DAY + 1_000))))
    assert answer is not None
    assert (answer.rows[0].metrics[1], answer.source) == (4_000, "mixed")


@pytest.mark.parametrize(("limit", "offset"), [(5, 0), (3, 118), (200, 60)])
@pytest.mark.parametrize("metric", ["visitors", "percentage", "pageviews"])
def test_any_page_of_many_rows_is_that_of_the_raw_events(
    hundreds: tuple[Rollups, asyncio.Runner, Project, list[Event]], metric: str, limit: int, offset: int
) -> None:
    """Also rows whose sketches do not stand in front, and those that are ahead in no bucket."""
    rollups, runner, project, events = hundreds
    query = a_query(
        project,
        Period(MIDNIGHT, MIDNIGHT + 3 * DAY),
        metrics=("pageviews", "percentage", "visitors"),
        dimensions=("event:page",),
        order_by=(Order(metric, "desc"),),
        limit=limit,
        offset=offset,
        total_rows=True,
    )
    runner.run(agree(rollups, query, events))


def test_few_events_are_left_to_the_raw_reader(many: tuple[Rollups, asyncio.Runner, Project]) -> None:
    rollups, runner, project = many
    query = a_query(project, Period(MIDNIGHT, MIDNIGHT + 2 * DAY))
    estimate = runner.run(rollups.source.scan_estimate(project.id, query.period))
    assert estimate >= 6_000
    assert runner.run(answering(rollups, estimate + 1)(query)) is None
    assert runner.run(answering(rollups, estimate)(query)) is not None


def test_what_is_not_complete_in_the_questions_zone_is_left_to_the_raw_reader(
    many: tuple[Rollups, asyncio.Runner, Project],
) -> None:
    rollups, runner, project = many
    query = a_query(project, Period(MIDNIGHT, MIDNIGHT + DAY))
    elsewhere: Answer | None = runner.run(
        answering(rollups)(msgspec.structs.replace(query, timezone="Asia/Kolkata"))
    )
    assert elsewhere is None


@pytest.mark.parametrize(
    "fields",
    [
        {"exact": True},
        {"metrics": ("visitors", "time_on_page")},
        {"dimensions": ("time:minute",)},
        {"dimensions": ("time:hour", "visit:source")},
        {"dimensions": ("visit:source", "visit:country")},
        {"dimensions": ("visit:city",)},
        {"dimensions": ("event:goal",)},
        {"dimensions": ("event:props:plan",)},
        {"filters": (Condition(Operator.IS, "visit:source", ("a", "b")),)},
        {"filters": (Condition(Operator.IS, "visit:source", ("a",), case_sensitive=False),)},
        {"filters": (Condition(Operator.CONTAINS, "visit:source", ("a",)),)},
        {"filters": (Not(Condition(Operator.IS, "visit:source", ("a",))),)},
        {"filters": (Condition(Operator.IS, "visit:source", ("a",)),), "dimensions": ("visit:country",)},
        {"filters": (Condition(Operator.IS, "visit:source", ("a",)),) * 2},
    ],
)
def test_what_rollups_do_not_hold_is_left_to_the_raw_reader(fields: dict[str, Any]) -> None:
    query = Query(project="p", timezone="UTC", period=Period(0, DAY), **{"metrics": ("visits",), **fields})
    assert rollups_for(query) is None
