"""RollupSource, over every adapter: its rows are the reference evaluator's, by bucket and value."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.application.ports.rollups import RollupSource
from insights.domain.analytics.buckets import bucket
from insights.domain.analytics.metrics import METRICS
from insights.domain.analytics.numbers import Exact, quotient, shown
from insights.domain.analytics.query import Period, Query, Row
from insights.domain.analytics.reference import evaluate
from insights.domain.analytics.rollup_bucket import rows_of
from insights.domain.analytics.rollups import (
    NO_DIMENSION,
    ROLLED_UP,
    Earned,
    RollupRow,
    Span,
    Stretch,
    bucket_start,
    next_start,
)
from insights.domain.analytics.visitor_links import VisitorLink
from insights.domain.ingestion.event import Event
from tests.builders.analytics import ANCHORS, TIMEZONES, histories
from tests.builders.event_store import SKETCHES, EventStore, in_project, new_project, stored_event
from tests.builders.examples import trying
from tests.builders.links import links
from tests.builders.rollups import DAY, MIDNIGHT, as_recorded, rows_from, stretch_of
from tests.contracts.stores import stores

pytestmark = pytest.mark.asyncio(loop_scope="module")

MEASURED = (
    "visitors", "visits", "pageviews", "events", "views_per_visit", "bounce_rate", "visit_duration",
    "total_revenue", "average_revenue",
)  # fmt: skip
STRETCHES = [(dimension, span) for dimension, spans in ROLLED_UP.items() for span in spans]


store = stores(RollupSource)


@pytest.fixture
def source(store: EventStore) -> RollupSource:
    return store.source


def measured(stretch: Stretch, row: RollupRow) -> Row:
    by_name = stretch.dimension == "event:name"
    exact: list[Exact] = [
        SKETCHES.count([row.visitors]),
        row.visits,
        row.pageviews,
        row.all_events if by_name else row.events,
        quotient(row.views, row.visits),
        quotient(100 * row.bounces, row.visits),
        quotient(Fraction(row.duration_ms, 1000), row.visits),
        {currency: Fraction(earned.amount) for currency, earned in row.revenue.items()},
        {currency: Fraction(earned.amount) / earned.events for currency, earned in row.revenue.items()},
    ]
    labels = [bucket(stretch.span, row.start, stretch.timezone)]
    labels += [] if stretch.dimension == NO_DIMENSION else [row.value]
    units = (METRICS[name].unit for name in MEASURED)
    return Row(tuple(labels), tuple(map(shown, units, exact)))


def check(
    stretch: Stretch,
    rows: Sequence[RollupRow],
    events: Sequence[Event],
    said: Sequence[VisitorLink] = (),
) -> None:
    assert all(row.start == bucket_start(stretch.span, row.start, stretch.timezone) for row in rows)
    assert all(row.visitor_count == SKETCHES.count([row.visitors]) for row in rows)
    by_label = sorted((measured(stretch, row) for row in rows), key=lambda row: row.dimensions)
    assert by_label == defined(stretch, events, said)


def defined(stretch: Stretch, events: Sequence[Event], said: Sequence[VisitorLink]) -> list[Row]:
    named = [] if stretch.dimension == NO_DIMENSION else [stretch.dimension]
    query = Query(
        project=stretch.project,
        timezone=stretch.timezone,
        period=stretch.period,
        metrics=MEASURED,
        dimensions=(f"time:{stretch.span}", *named),
    )
    return list(evaluate(query, events, said).rows)


@trying(20)
@given(data=st.data())
async def test_rows_are_the_reference_evaluators(
    store: EventStore, source: RollupSource, data: st.DataObject
) -> None:
    anchor, zone = data.draw(st.sampled_from(ANCHORS)), data.draw(st.sampled_from(TIMEZONES))
    projects: dict[str, str] = {}
    events, said = as_recorded(data.draw(histories(anchor))), data.draw(st.just([]) | links())
    for event in events:
        event.project = projects.setdefault(event.project, new_project())
    said = [
        msgspec.structs.replace(one, project=projects[one.project]) for one in said if one.project in projects
    ]
    dimension, span = data.draw(st.sampled_from(STRETCHES))
    start = bucket_start(span, anchor + data.draw(st.integers(-3, 1)) * DAY, zone)
    end = next_start(span, start + data.draw(st.integers(0, 4 * DAY)), zone)
    project = next(iter(projects.values()), new_project())
    stretch = Stretch(
        project=project, timezone=zone, span=span, dimension=dimension, period=Period(start, end)
    )
    beside = data.draw(st.sets(st.sampled_from([name for name in ROLLED_UP if span in ROLLED_UP[name]])))
    several = [msgspec.structs.replace(stretch, dimension=name) for name in sorted({*beside, dimension})]
    await store.log.append(events)
    await store.links.add(said)
    check(stretch, await rows_from(source, stretch), events, said)
    lazily = data.draw(st.booleans())
    for each, buckets in zip(several, await source.buckets(several, lazily=lazily), strict=True):
        check(each, rows_of(buckets), events, said)


async def test_neighbours_in_the_upper_half_of_visitor_ids_are_told_apart(
    store: EventStore, source: RollupSource
) -> None:
    project = new_project()
    ids = [2**64 - 1 - n for n in range(50)]
    await store.log.append(
        [stored_event(project, time=MIDNIGHT, visitor_id=id_, session_id=id_) for id_ in ids]
    )
    (row,) = await rows_from(source, stretch_of(project))
    assert SKETCHES.count([row.visitors]) == 50


async def test_more_values_than_a_question_may_answer_are_rolled_up(
    store: EventStore, source: RollupSource
) -> None:
    project = new_project()
    await store.log.append(
        [
            stored_event(project, time=MIDNIGHT, path=f"/{n}", visitor_id=n, session_id=n)
            for n in range(1, 12_001)
        ]
    )
    rows = await rows_from(source, stretch_of(project, dimension="event:page"))
    assert {row.value for row in rows} == {f"/{n}" for n in range(1, 12_001)}
    assert all(row.pageviews == row.visits == SKETCHES.count([row.visitors]) == 1 for row in rows)


async def test_sums_of_money_keep_their_decimals(store: EventStore, source: RollupSource) -> None:
    project = new_project()
    events = [
        stored_event(project, time=MIDNIGHT, revenue=Decimal("99999999999999.9999"), currency="EUR"),
        stored_event(project, time=MIDNIGHT, revenue=Decimal("0.0001"), currency="EUR"),
        stored_event(project, time=MIDNIGHT, revenue=Decimal(-1), currency="JPY"),
    ]
    await store.log.append(in_project(project, events))
    (row,) = await rows_from(source, stretch_of(project))
    assert row.revenue == {"EUR": Earned(Decimal(10) ** 14, 2), "JPY": Earned(Decimal(-1), 1)}


async def test_the_state_tells_whether_events_or_links_were_added_since(
    store: EventStore, source: RollupSource
) -> None:
    project, day = new_project(), Period(MIDNIGHT, MIDNIGHT + DAY)
    await store.log.append([stored_event(project, time=MIDNIGHT, visitor_id=1)])
    before = await source.state(project, day)
    if before is None:
        return  # It need not tell.
    await store.log.append([stored_event(new_project(), time=MIDNIGHT)])
    assert await source.state(project, day) == before
    await store.log.append([stored_event(project, time=MIDNIGHT + 1)])
    later = await source.state(project, day)
    assert later != before
    await store.links.add([VisitorLink(project, 1, 2, MIDNIGHT, "e", True)])
    assert await source.state(project, day) not in (before, later)


async def test_nothing_is_rolled_up_of_nothing(source: RollupSource) -> None:
    assert list(await rows_from(source, stretch_of(new_project(), span=Span.HOUR))) == []
