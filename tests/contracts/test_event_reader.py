"""EventReader, over every adapter: it answers as the reference evaluator does. MongoDB's answers through an
EventColumns and a TableQuery, which are held to their ports with it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given

from insights.application.ports.event_log import EventReader
from insights.domain.analytics.query import Condition, Not, Operator, Order, Period, Query
from insights.domain.analytics.reference import evaluate
from insights.domain.analytics.visitor_links import LONGEST_CHAIN, LONGEST_WALK, VisitorLink
from insights.domain.errors import Invalid
from insights.domain.ingestion.event import Event
from tests.builders.analytics import OTHER_PROJECT, PROJECT, cases
from tests.builders.event_store import EventStore, in_project, new_project, stored_event
from tests.builders.examples import trying
from tests.builders.links import links
from tests.contracts.stores import stores

pytestmark = pytest.mark.asyncio(loop_scope="module")

MINUTE, HOUR = 60_000, 3_600_000


store = stores(EventReader)


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


def a_query(project: str, start: str, end: str, **fields: object) -> Query:
    given_fields = {"timezone": "UTC", "metrics": ("visitors",), **fields}
    return Query(project=project, period=Period(at(start), at(end)), **given_fields)


async def rows(
    store: EventStore, query: Query, events: list[Event], said: Sequence[VisitorLink] = ()
) -> list[tuple[object, ...]]:
    """The answer to a query over these events, and proof that the reference gives the same."""
    await store.log.append(events)
    answer = await store.reader.answer(query)
    assert answer == evaluate(query, events, said)
    return [(*row.dimensions, *row.metrics) for row in answer.rows]


def one_visitor_per_session(events: list[Event]) -> list[Event]:
    """As the recorder makes them; a history at random may give one session to two visitors."""
    owner: dict[tuple[str, int], int] = {}
    return [e for e in events if owner.setdefault((e.project, e.session_id), e.visitor_id) == e.visitor_id]


@trying(35)
@given(case=cases())
async def test_every_answer_is_the_reference_evaluators(
    store: EventStore, case: tuple[Query, list[Event]]
) -> None:
    query, history = case
    projects = {query.project: new_project()}
    events = one_visitor_per_session(history)
    for event in events:
        event.project = projects.setdefault(event.project, new_project())
    query = msgspec.structs.replace(query, project=projects[query.project])
    await store.log.append(events)
    assert await store.reader.answer(query) == evaluate(query, events)


@trying(20)
@given(case=cases(), said=links())
async def test_visitors_are_people_and_a_visit_may_be_of_two_in_a_project_with_links(
    store: EventStore, case: tuple[Query, list[Event]], said: list[VisitorLink]
) -> None:
    query, events = case
    projects = {PROJECT: new_project(), OTHER_PROJECT: new_project()}
    for event in events:
        event.project = projects[event.project]
    said = [msgspec.structs.replace(link, project=projects[link.project]) for link in said]
    if not any(link.project == projects[PROJECT] for link in said):
        events = one_visitor_per_session(events)
    query = msgspec.structs.replace(query, project=projects[PROJECT])
    await store.log.append(events)
    await store.links.add(said)
    assert await store.reader.answer(query) == evaluate(query, events, said)


async def test_chains_as_long_as_they_may_be_and_circles_are_one_person_each(store: EventStore) -> None:
    project = new_project()
    chain, circle, longer = 100, 200, 300
    steps = [(chain + n, chain + n + 1) for n in range(LONGEST_WALK - 1)]
    steps += [(circle + n, circle + (n + 1) % LONGEST_CHAIN) for n in range(LONGEST_CHAIN)]
    steps += [(longer + n, longer + n + 1) for n in range(2 * LONGEST_WALK)]
    said = [VisitorLink(project, from_id, to_id, n, f"e{n}") for n, (from_id, to_id) in enumerate(steps)]
    ids = sorted({id_ for step in steps for id_ in step})
    events = [stored_event(project, visitor_id=id_, session_id=id_) for id_ in ids]
    await store.links.add(said)
    query = a_query(project, "2026-01-01", "2027-01-01", dimensions=("event:page",))
    ((_, visitors),) = await rows(store, query, events, said)
    assert (
        visitors
        == evaluate(query, [e for e in events if e.visitor_id >= longer], said).rows[0].metrics[0] + 2
    )


async def test_a_link_counts_in_answers_asked_for_after_it_was_added(store: EventStore) -> None:
    project = new_project()
    query = a_query(project, "2026-01-01", "2027-01-01", metrics=("visitors", "visits"))
    events = [stored_event(project, visitor_id=n, session_id=n) for n in (1, 2, 3)]
    assert await rows(store, query, events) == [(3, 3)]
    said = [VisitorLink(project, 1, 3, 10, "a")]
    for link in (said[0], VisitorLink(project, 2, 3, 11, "b"), VisitorLink(project, 2, 9, 5, "c")):
        said.append(link)
        await store.links.add([link])
        assert await store.reader.answer(query) == evaluate(query, events, said)
    assert (await store.reader.answer(query)).rows[0].metrics == (2, 3)


async def test_a_repeated_hour_is_one_bucket_and_a_skipped_one_none(store: EventStore) -> None:
    project = new_project()
    hours = {
        "timezone": "Europe/Berlin",
        "dimensions": ("time:hour",),
        "order_by": (Order("time:hour", "asc"),),
    }
    autumn = a_query(project, "2026-10-24T22:00", "2026-10-25T23:00", metrics=("events",), **hours)
    spring = a_query(project, "2026-03-28T23:00", "2026-03-29T22:00", metrics=("events",), **hours)
    every_hour = [stored_event(project, time=autumn.period.start + n * HOUR) for n in range(25)]
    every_hour += [
        stored_event(project, time=spring.period.start + n * HOUR, session_id=2) for n in range(23)
    ]
    long_day = await rows(store, autumn, every_hour)
    assert len(long_day) == 24
    assert long_day[2] == ("2026-10-25 02:00:00", 2)
    short_day = [(row.dimensions[0], row.metrics[0]) for row in (await store.reader.answer(spring)).rows]
    assert len(short_day) == 23
    assert short_day[1:3] == [("2026-03-29 01:00:00", 1), ("2026-03-29 03:00:00", 1)]


async def test_days_and_hours_begin_at_a_quarter_to_in_kathmandu(store: EventStore) -> None:
    project = new_project()
    times = [
        at("2026-06-14T18:14:59"),
        at("2026-06-14T18:15"),
        at("2026-06-14T19:14:59"),
        at("2026-06-14T19:15"),
    ]
    events = [stored_event(project, time=time) for time in times]
    query = a_query(
        project,
        "2026-06-14T00:00",
        "2026-06-15T00:00",
        timezone="Asia/Kathmandu",
        metrics=("pageviews",),
        dimensions=("time:day", "time:hour"),
    )
    assert await rows(store, query, events) == [
        ("2026-06-14", "2026-06-14 23:00:00", 1),
        ("2026-06-15", "2026-06-15 00:00:00", 2),
        ("2026-06-15", "2026-06-15 01:00:00", 1),
    ]


async def test_a_visit_over_midnight_belongs_to_the_day_it_began(store: EventStore) -> None:
    project = new_project()
    times = ("2026-11-20T23:55", "2026-11-21T00:05", "2026-11-21T00:25")
    events = [
        stored_event(project, time=at(time), source="t.co" if n == 0 else "") for n, time in enumerate(times)
    ]
    asked = {
        "metrics": ("visitors", "pageviews", "visits", "visit_duration"),
        "dimensions": ("visit:source",),
    }
    first = a_query(project, "2026-11-20T00:00", "2026-11-21T00:00", **asked)
    second = a_query(project, "2026-11-21T00:00", "2026-11-22T00:00", **asked)
    assert await rows(store, first, events) == [("t.co", 1, 1, 1, 1800)]
    assert evaluate(second, events) == await store.reader.answer(second)
    assert [row.metrics for row in (await store.reader.answer(second)).rows] == [(1, 2, 0, None)]


@pytest.mark.parametrize("first", ["a", "b"])
async def test_of_events_of_one_millisecond_the_least_id_comes_first(store: EventStore, first: str) -> None:
    project = new_project()
    sources = {"a": "Alpha", "b": "Beta"}
    noon = at("2026-11-20T12:00")
    events = [stored_event(project, id=f"{id_}-{first}", time=noon, source=sources[id_]) for id_ in "ba"]
    events += [stored_event(project, id="0", time=noon + 1, source="Later")]
    query = a_query(project, "2026-11-20T00:00", "2026-11-21T00:00", dimensions=("visit:source",))
    assert await rows(store, query, events if first == "a" else events[::-1]) == [("Alpha", 1)]


async def test_money_is_summed_exactly_for_each_currency(store: EventStore) -> None:
    project = new_project()
    noon = at("2026-11-20T12:00")
    paid = [("0.10", "EUR"), ("0.20", "EUR"), ("99999999999999.99", "EUR"), ("5", "JPY")]
    events = [
        stored_event(project, time=noon, name="buy", revenue=Decimal(amount), currency=currency)
        for amount, currency in paid
    ]
    events.append(stored_event(project, time=noon))
    asked = ("total_revenue", "average_revenue")
    query = a_query(project, "2026-11-20T00:00", "2026-11-21T00:00", metrics=asked)
    assert await rows(store, query, events) == [
        ((("EUR", "100000000000000.29"), ("JPY", "5")), (("EUR", "33333333333333.43"), ("JPY", "5")))
    ]


async def test_nothing_is_counted_as_nothing(store: EventStore) -> None:
    asked = ("visitors", "visits", "bounce_rate", "visit_duration", "total_revenue")
    query = a_query(new_project(), "2026-11-20T00:00", "2026-11-20T00:00", metrics=asked, total_rows=True)
    assert await rows(store, query, []) == [(0, 0, None, None, ())]
    by_page = msgspec.structs.replace(query, dimensions=("event:page",), offset=5)
    assert (await store.reader.answer(by_page)) == evaluate(by_page, [])


async def test_a_page_past_the_last_row_still_tells_how_many_there_are(store: EventStore) -> None:
    project = new_project()
    events = [stored_event(project, time=at("2026-11-20T12:00"), path=path) for path in ("/a", "/b", "/c")]
    query = a_query(
        project, "2026-11-20T00:00", "2026-11-21T00:00", dimensions=("event:page",), total_rows=True, offset=9
    )
    assert await rows(store, query, events) == []
    assert (await store.reader.answer(query)).total_rows == 3


async def test_no_other_projects_events_are_read(store: EventStore) -> None:
    ours, theirs = new_project(), new_project()
    noon = at("2026-11-20T12:00")
    events = [stored_event(project, time=noon, source=project) for project in (ours, theirs)]
    query = a_query(
        ours,
        "2026-11-20T00:00",
        "2026-11-21T00:00",
        metrics=("visitors", "visits", "percentage"),
        dimensions=("visit:source",),
    )
    assert await rows(store, query, events) == [(ours, 1, 1, 100.0)]
    other = in_project(theirs, events)
    assert evaluate(query, other).rows == ()


HARD_TEXTS = ("'", '"', "\\", "\\'", "{p0:String}", "%s", "--", "; DROP TABLE events", "\n", "🙂", "Ünï")


@pytest.mark.parametrize("text", HARD_TEXTS)
async def test_any_text_is_a_value_and_never_a_part_of_the_statement(store: EventStore, text: str) -> None:
    project = new_project()
    events = [stored_event(project, time=at("2026-11-20T12:00"), path=text, properties={text: text})]
    filters = (
        Condition(Operator.IS, f"event:props:{text}", (text,)),
        Condition(Operator.CONTAINS, "event:page", (text,), case_sensitive=False),
        Not(Condition(Operator.IS, "event:page", ("", "x"))),
    )
    query = a_query(
        project,
        "2026-11-20T00:00",
        "2026-11-21T00:00",
        dimensions=("event:page", f"event:props:{text}"),
        filters=filters,
    )
    assert await rows(store, query, events) == [(text, text, 1)]


async def test_a_pattern_that_is_none_is_invalid(store: EventStore) -> None:
    project = new_project()
    await store.log.append([stored_event(project, time=at("2026-11-20T12:00"))])
    for dimension in ("event:page", "visit:source"):
        bad = (Condition(Operator.MATCHES, dimension, ("(",)),)
        query = a_query(project, "2026-11-20T00:00", "2026-11-21T00:00", filters=bad)
        with pytest.raises(Invalid, match="RE2"):
            await store.reader.answer(query)
    assert (await store.reader.answer(msgspec.structs.replace(query, filters=()))).rows[0].metrics == (1,)


async def test_events_and_the_first_of_them_are_known_for_each_project(store: EventStore) -> None:
    project, empty = new_project(), new_project()
    noon = at("2026-11-20T12:00")
    await store.log.append([stored_event(project, time=noon + n) for n in (5, 0, 9)])
    await store.log.append([stored_event(project, time=noon + 7)])
    assert await store.reader.event_count(project) == 4
    assert await store.reader.first_event_time(project) == noon
    assert await store.reader.event_count(empty) == 0
    assert await store.reader.first_event_time(empty) is None
