"""RollupStore, over every relational store."""

from decimal import Decimal

import pytest
import pytest_asyncio

from insights.adapters.sqlalchemy.database import Database
from insights.adapters.sqlalchemy.rollup_marks import SqlAlchemyRollupMarks
from insights.adapters.sqlalchemy.rollups import SqlAlchemyRollups
from insights.adapters.sqlalchemy.unit_of_work import SqlAlchemyUnitOfWork
from insights.application.ports.rollups import RollupStore
from insights.domain.analytics.rollup_bucket import buckets_of, rows_of
from insights.domain.analytics.rollups import Earned, RollupRow, Span, Stretch
from insights.domain.errors import Unavailable
from tests.builders.rollups import DAY, HOUR, MIDNIGHT, a_row, stretch_of, touch
from tests.builders.stored import PROJECT, another, fill

CLAIM = "the latest"


@pytest_asyncio.fixture
async def store(database: Database) -> RollupStore:
    await SqlAlchemyRollupMarks(database).claim(CLAIM)
    return SqlAlchemyRollups(database)


async def kept(store: RollupStore, stretch: Stretch) -> list[RollupRow] | None:
    found = await store.read([stretch])
    return None if found is None else rows_of(found.buckets[0])


FULL = RollupRow(
    start=MIDNIGHT,
    value="/ünï 🙂' \\",
    pageviews=1,
    events=2,
    all_events=2**40,
    visits=4,
    views=5,
    bounces=6,
    duration_ms=2**45,
    revenue={"EUR": Earned(Decimal("-12.5000000001"), 3), "JPY": Earned(Decimal(10) ** 20, 1)},
    visitor_count=7,
    visitors=bytes(range(256)),
)


async def test_a_row_comes_back_as_it_was(store: RollupStore) -> None:
    await store.replace(CLAIM, stretch_of("p"), buckets_of([FULL]))
    await store.completed(CLAIM, "p", "UTC")
    assert await kept(store, stretch_of("p")) == [FULL]


async def test_a_bucket_of_many_rows_comes_back_whole_or_without_the_sketches_of_its_smallest(
    store: RollupStore, database: Database
) -> None:
    pages = [
        a_row(
            value=f"/{n}",
            revenue={"EUR": Earned(Decimal(n), 1)} if n % 7 else {},
            visitor_count=n,
            visitors=b"sketch %d" % n,
        )
        for n in range(1_000)
    ]
    await store.replace(CLAIM, stretch_of("p"), buckets_of(pages))
    await store.completed(CLAIM, "p", "UTC")
    assert await kept(store, stretch_of("p")) == sorted(pages, key=lambda page: page.value)
    found = await SqlAlchemyRollups(database).read([stretch_of("p")], all_sketches=False)
    assert found is not None
    ((bucket,),) = found.buckets
    largest = [page.visitors for page in pages[::-1]]
    assert 8 <= len(bucket.visitors) < 1_000
    assert list(bucket.visitors) == largest[: len(bucket.visitors)]
    assert len(bucket.values) == 1_000


async def test_rows_are_replaced_by_bucket_and_dimension(store: RollupStore) -> None:
    await store.completed(CLAIM, "p", "UTC")
    pages = [a_row(MIDNIGHT + n * DAY, f"/{n}") for n in range(3)]
    two_days = stretch_of("p", end=MIDNIGHT + 2 * DAY, dimension="event:page")
    three_days = stretch_of("p", end=MIDNIGHT + 3 * DAY, dimension="event:page")
    others = [
        stretch_of("p"),
        stretch_of("p", span=Span.HOUR, dimension="event:page"),
        stretch_of("q", dimension="event:page"),
    ]
    await store.completed(CLAIM, "q", "UTC")
    for other in others:
        await store.replace(CLAIM, other, buckets_of([FULL]))
    await store.replace(CLAIM, three_days, buckets_of(pages))
    await store.replace(CLAIM, two_days, buckets_of([a_row(MIDNIGHT, "/b"), a_row(MIDNIGHT, "/C")]))
    assert await kept(store, three_days) == [a_row(MIDNIGHT, "/C"), a_row(MIDNIGHT, "/b"), pages[2]]
    await store.replace(CLAIM, three_days, [])
    assert await kept(store, three_days) == []
    assert [await kept(store, other) for other in others] == [[FULL]] * 3


async def test_several_dimensions_are_read_with_the_marks_of_their_period(
    store: RollupStore, database: Database
) -> None:
    two_days = stretch_of("p", end=MIDNIGHT + 2 * DAY)
    pages = stretch_of("p", end=MIDNIGHT + 2 * DAY, dimension="event:page")
    await store.replace(CLAIM, two_days, buckets_of([a_row(MIDNIGHT + DAY), a_row()]))
    await store.replace(CLAIM, pages, buckets_of([a_row(value="/")]))
    await touch(SqlAlchemyRollupMarks(database), ("p", MIDNIGHT - HOUR), ("p", MIDNIGHT), ("q", MIDNIGHT))
    await store.completed(CLAIM, "p", "UTC")
    found = await store.read([pages, two_days, stretch_of("p", dimension="visit:os")])
    assert found is not None
    assert list(found.marked) == [MIDNIGHT]
    assert [rows_of(each) for each in found.buckets] == [
        [a_row(value="/")],
        [a_row(), a_row(MIDNIGHT + DAY)],
        [],
    ]


async def test_who_has_read_before_sees_what_another_process_has_replaced_since(
    store: RollupStore, database: Database
) -> None:
    here, days = SqlAlchemyRollups(database), stretch_of("p", end=MIDNIGHT + 2 * DAY)
    await store.completed(CLAIM, "p", "UTC")
    await store.replace(CLAIM, days, buckets_of([FULL, a_row(MIDNIGHT + DAY)]))
    for _ in range(2):
        assert await kept(here, days) == [FULL, a_row(MIDNIGHT + DAY)]
    await store.replace(CLAIM, stretch_of("p"), buckets_of([a_row(events=1)]))
    assert await kept(here, days) == [a_row(events=1), a_row(MIDNIGHT + DAY)]
    await store.replace(CLAIM, days, [])
    assert await kept(here, days) == []


async def test_who_has_read_a_part_of_the_sketches_may_read_all(
    store: RollupStore, database: Database
) -> None:
    await store.completed(CLAIM, "p", "UTC")
    pages = [a_row(value=f"/{n:03}", visitors=b"%d" % n) for n in range(300)]
    await store.replace(CLAIM, stretch_of("p"), buckets_of(pages))
    here = SqlAlchemyRollups(database)
    for whole in (False, True, False):
        found = await here.read([stretch_of("p")], all_sketches=whole)
        assert found is not None
        ((bucket,),) = found.buckets
        assert (len(bucket.visitors) == 300) or not whole
    assert await kept(here, stretch_of("p")) == pages


async def test_a_replacement_that_fails_changes_nothing(store: RollupStore) -> None:
    await store.completed(CLAIM, "p", "UTC")
    await store.replace(CLAIM, stretch_of("p"), buckets_of([FULL]))
    bad = RollupRow(start=MIDNIGHT, pageviews=2**70)
    with pytest.raises(Exception, match="int"):
        await store.replace(CLAIM, stretch_of("p"), buckets_of([a_row(), bad]))
    assert await kept(store, stretch_of("p")) == [FULL]


async def test_a_run_that_another_has_taken_over_from_changes_nothing(
    store: RollupStore, database: Database
) -> None:
    await store.replace(CLAIM, stretch_of("p"), buckets_of([FULL]))
    await store.completed(CLAIM, "p", "UTC")
    await SqlAlchemyRollupMarks(database).claim("later")
    for change in (
        store.replace(CLAIM, stretch_of("p"), []),
        store.completed(CLAIM, "p", "Europe/Berlin"),
        store.forget(CLAIM, "p"),
        store.forget(CLAIM, None),
    ):
        with pytest.raises(Unavailable, match="taken over"):
            await change
    assert await kept(store, stretch_of("p")) == [FULL]
    await store.replace("later", stretch_of("p"), [])
    assert await kept(store, stretch_of("p")) == []


async def test_rows_are_read_only_in_the_zone_in_which_they_are_complete(store: RollupStore) -> None:
    await store.replace(CLAIM, stretch_of("p"), buckets_of([FULL]))
    assert await kept(store, stretch_of("p")) is None
    assert await store.zone("p") is None
    for zone in ("Europe/Berlin", "UTC"):
        await store.completed(CLAIM, "p", zone)
        assert await store.zone("p") == zone
        assert (await kept(store, stretch_of("p")) is None) == (zone != "UTC")
    await store.forget(CLAIM, "p")
    assert await kept(store, stretch_of("p")) is None
    await store.completed(CLAIM, "p", "UTC")
    assert await kept(store, stretch_of("p")) == []


async def test_all_projects_can_be_forgotten(store: RollupStore) -> None:
    for project in ("p", "q"):
        await store.completed(CLAIM, project, "UTC")
    await store.forget(CLAIM, None)
    assert [await store.zone(project) for project in ("p", "q")] == [None, None]


async def test_projects_in_another_zone_than_their_rows_are_outdated(
    store: RollupStore, database: Database
) -> None:
    work = SqlAlchemyUnitOfWork(database)
    await fill(work)
    assert list(await store.outdated()) == ["project"]
    await store.completed(CLAIM, "project", "UTC")
    assert list(await store.outdated()) == ["project"]
    await store.completed(CLAIM, "project", PROJECT.timezone)
    assert list(await store.outdated()) == []
    async with work.begin() as w:
        await w.projects.replace(another(id="project", timezone="Europe/Berlin"))
        await w.commit()
    assert list(await store.outdated()) == ["project"]


async def test_nothing_is_kept_of_a_project_that_is_removed(store: RollupStore, database: Database) -> None:
    marks, work = SqlAlchemyRollupMarks(database), SqlAlchemyUnitOfWork(database)
    for project in ("project", "other"):
        await touch(marks, (project, HOUR))
        await store.replace(CLAIM, stretch_of(project), buckets_of([FULL]))
        await store.completed(CLAIM, project, "UTC")
    async with work.begin() as w:
        await w.projects.remove("project")
        await w.commit()
    assert list(await marks.claim(CLAIM)) == [("other", HOUR)]
    assert await store.zone("project") is None
    await store.completed(CLAIM, "project", "UTC")
    assert await kept(store, stretch_of("project")) == []
    assert await kept(store, stretch_of("other")) == [FULL]
