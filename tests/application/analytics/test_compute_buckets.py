"""What is computed for answers: together for who asks together, and never older than the question."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest_asyncio

from insights.application.analytics.compute_buckets import ComputeBuckets
from insights.domain.accounts.project import Project
from insights.domain.analytics.rollup_bucket import RollupBucket
from insights.domain.analytics.rollups import Stretch
from insights.domain.errors import Unavailable
from tests.builders.event_store import stored_event
from tests.builders.rollups import (
    MIDNIGHT,
    FailingSource,
    Rollups,
    WatchedSource,
    open_rollups,
    stretch_of,
)

PANELS = ("", "event:page", "visit:source", "visit:country")


@pytest_asyncio.fixture
async def rollups(tmp_path: Path) -> AsyncIterator[Rollups]:
    opened = open_rollups(tmp_path)
    yield opened
    await opened.close()


@pytest_asyncio.fixture
async def project(rollups: Rollups) -> Project:
    project = await rollups.project()
    await append(rollups, project, 1)
    return project


async def append(rollups: Rollups, project: Project, *minutes: int) -> None:
    events = [stored_event(project.id, time=MIDNIGHT + 60_000 * n, session_id=n) for n in minutes]
    await rollups.events.log.append(events)


def day(project: Project, dimension: str = "") -> Stretch:
    return stretch_of(project, dimension=dimension)


def events_in(buckets: Sequence[RollupBucket]) -> int:
    return sum(sum(bucket.sums["all_events"]) for bucket in buckets)


async def test_who_asks_while_something_is_computed_waits_for_one_turn_together(
    rollups: Rollups, project: Project
) -> None:
    source = WatchedSource(rollups.source)
    compute = ComputeBuckets(source)
    first = asyncio.create_task(compute(day(project)))
    await source.begun.wait()
    found = await asyncio.gather(*(compute(day(project, name)) for name in (*PANELS, *PANELS)))
    assert [events_in(buckets) for buckets in (await first, *found)] == [1] * 9
    assert source.dimensions == [[""], ["event:page", "visit:source", "visit:country"]]


async def test_nothing_is_computed_again_until_something_is_stored(
    rollups: Rollups, project: Project
) -> None:
    source = WatchedSource(rollups.source)
    compute = ComputeBuckets(source)
    for name in (*PANELS, *PANELS):
        assert events_in(await compute(day(project, name))) == 1
    await append(rollups, await rollups.project(), 1)
    assert events_in(await compute(day(project))) == 1
    assert len(source.dimensions) == len(PANELS)
    for stored in (2, 3):
        await append(rollups, project, stored)
        assert [events_in(await compute(day(project, name))) for name in PANELS] == [stored] * len(PANELS)


async def test_what_is_stored_while_it_is_computed_is_in_the_next_answer(
    rollups: Rollups, project: Project
) -> None:
    async def store_more() -> None:
        await append(rollups, project, 2)

    compute = ComputeBuckets(FailingSource(rollups.source, 1, store_more))
    assert events_in(await compute(day(project))) == 1
    assert events_in(await compute(day(project))) == 2


async def test_who_gives_up_does_not_take_it_from_the_others(rollups: Rollups, project: Project) -> None:
    source = WatchedSource(rollups.source)
    compute = ComputeBuckets(source)
    first, second = (asyncio.create_task(compute(day(project))) for _ in range(2))
    await source.begun.wait()
    first.cancel()
    assert events_in(await second) == 1


async def test_a_store_that_is_away_is_asked_again(rollups: Rollups, project: Project) -> None:
    async def refuse() -> None:
        raise Unavailable("The store went away.")

    compute = ComputeBuckets(FailingSource(rollups.source, 1, refuse))
    asked = await asyncio.gather(*(compute(day(project)) for _ in range(3)), return_exceptions=True)
    assert all(isinstance(each, Unavailable) for each in asked)
    assert events_in(await compute(day(project))) == 1


async def test_what_was_not_asked_for_the_longest_is_forgotten(rollups: Rollups, project: Project) -> None:
    source = WatchedSource(rollups.source)
    compute = ComputeBuckets(source, most_kept=2)
    for name in ("", "visit:os", "event:page", "event:page", "visit:os", ""):
        await compute(day(project, name))
    assert source.dimensions == [[""], ["visit:os"], ["event:page"], [""]]
