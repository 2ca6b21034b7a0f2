"""Rollups equal the raw events: through late events, zones that change, and runs that break off."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from insights.application.ingestion.roll_up import RolledUp, RollUp
from insights.application.ports.rollups import RollupSource
from insights.domain.accounts.project import Project
from insights.domain.analytics.rollups import (
    Span,
    bucket_start,
)
from insights.domain.errors import Unavailable
from tests.builders.recording import NOW
from tests.builders.rolling_up import change_zone, record, recorder
from tests.builders.rollups import DAY, HOUR, FailingSource, Rollups, WatchedSource, open_rollups, stretch_of


@pytest.fixture
async def rollups(tmp_path: Path) -> AsyncIterator[Rollups]:
    opened = open_rollups(tmp_path)
    yield opened
    await opened.close()


async def pageviews(rollups: Rollups, project: Project) -> tuple[list[int], str]:
    rolled = await rollups.read(stretch_of(project, NOW - 2 * DAY, NOW + DAY))
    return [row.pageviews for row in rolled.rows], rolled.source


async def test_a_project_is_rolled_up_from_its_first_event_on(rollups: Rollups) -> None:
    project, recording = await rollups.project(), recorder(rollups)
    await record(rollups, recording, project, -2000, -1999, 5)
    assert await pageviews(rollups, project) == ([2, 1], "raw")
    assert (await rollups.roll_up()).projects == 1
    assert await pageviews(rollups, project) == ([2, 1], "rollup")


async def test_only_what_was_touched_is_computed_again(rollups: Rollups) -> None:
    project, recording = await rollups.project(), recorder(rollups)
    await record(rollups, recording, project, -2000, 5)
    await rollups.roll_up()
    assert await rollups.roll_up() == RolledUp()
    await record(rollups, recording, project, 6)
    assert await pageviews(rollups, project) == ([1, 2], "mixed")
    done = await rollups.roll_up()
    assert (done.projects, done.days) == (1, 1)
    assert await pageviews(rollups, project) == ([1, 2], "rollup")


async def test_a_late_event_marks_its_own_day_again(rollups: Rollups) -> None:
    project, recording = await rollups.project(), recorder(rollups)
    await record(rollups, recording, project, -2000, 5)
    await rollups.roll_up()
    await record(rollups, recording, project, -1900)
    assert await pageviews(rollups, project) == ([2, 1], "mixed")
    await rollups.roll_up()
    assert await pageviews(rollups, project) == ([2, 1], "rollup")


async def test_an_event_after_midnight_marks_the_day_in_which_its_visit_began(rollups: Rollups) -> None:
    project, recording = await rollups.project(), recorder(rollups)
    await record(rollups, recording, project, -5)
    await rollups.roll_up()
    await record(rollups, recording, project, 5)
    rolled = await rollups.read(stretch_of(project, NOW - DAY, NOW + DAY))
    assert [(row.visits, row.views, row.bounces) for row in rolled.rows] == [(1, 2, 0), (0, 0, 0)]
    assert rolled.source == "raw"
    await rollups.roll_up()
    again = await rollups.read(stretch_of(project, NOW - DAY, NOW + DAY))
    assert (again.rows, again.source) == (rolled.rows, "rollup")


async def test_a_change_of_zone_builds_everything_anew(rollups: Rollups) -> None:
    project, recording = await rollups.project(timezone="UTC"), recorder(rollups)
    await record(rollups, recording, project, -2000, 5)
    await rollups.roll_up()
    moved = await change_zone(rollups, project, "Asia/Kathmandu")
    assert await rollups.store.read([stretch_of(moved)]) is None
    await rollups.roll_up()
    assert await rollups.store.read([stretch_of(project)]) is None
    start = bucket_start(Span.DAY, NOW, moved.timezone)
    rolled = await rollups.read(stretch_of(moved, start, start + DAY))
    assert ([row.start for row in rolled.rows], rolled.source) == ([start], "rollup")


async def test_rebuilding_one_project_leaves_the_others(rollups: Rollups) -> None:
    ours, theirs, recording = await rollups.project(), await rollups.project(), recorder(rollups)
    for project in (ours, theirs):
        await record(rollups, recording, project, 5)
    await rollups.roll_up()
    await rollups.marks.claim("by hand")
    await rollups.store.replace("by hand", stretch_of(ours), [])
    await rollups.store.replace("by hand", stretch_of(theirs), [])
    assert (await rollups.rebuild(ours)).projects == 1
    assert await pageviews(rollups, ours) == ([1], "rollup")
    assert await pageviews(rollups, theirs) == ([], "rollup")
    assert (await rollups.rebuild(None)).projects == 2
    assert await pageviews(rollups, theirs) == ([1], "rollup")


async def test_the_more_events_the_fewer_days_are_read_at_once(rollups: Rollups) -> None:
    project, recording = await rollups.project(), recorder(rollups)
    await record(rollups, recording, project, *range(-10 * 1440, 5, 1440))
    busy = WatchedSource(rollups.source, estimate=40_000_000)
    rolled = await replace(rollups.roll_up, source=busy)()
    assert (rolled.days, set(busy.days)) == (12, {1})
    assert (await pageviews(rollups, project))[1] == "rollup"


async def test_marks_of_a_deleted_project_go_away(rollups: Rollups) -> None:
    async with rollups.marks.touching([("gone", HOUR)]):
        pass
    assert await rollups.roll_up() == RolledUp()
    assert await rollups.marks.claim("c") == []


async def refuse() -> None:
    raise Unavailable("The store went away.")


def with_source(rollups: Rollups, source: RollupSource) -> RollUp:
    return replace(rollups.roll_up, source=source, turn=asyncio.Lock())


@pytest.mark.parametrize("answers", [1, 2, 16])
async def test_a_run_that_breaks_off_leaves_the_answers_right(rollups: Rollups, answers: int) -> None:
    project, recording = await rollups.project(), recorder(rollups)
    await record(rollups, recording, project, 5)
    await rollups.roll_up()
    await record(rollups, recording, project, 6)
    with pytest.raises(Unavailable):
        await with_source(rollups, FailingSource(rollups.source, answers, refuse))()
    assert await pageviews(rollups, project) == ([2], "mixed")
    await rollups.roll_up()
    assert await pageviews(rollups, project) == ([2], "rollup")


async def test_a_project_that_cannot_be_computed_leaves_the_others_to_theirs(rollups: Rollups) -> None:
    first, second = sorted([await rollups.project() for _ in range(2)], key=lambda project: project.id)
    recording = recorder(rollups)
    for project in (first, second):
        await record(rollups, recording, project, 5)
    with pytest.raises(Unavailable):
        await with_source(rollups, FailingSource(rollups.source, 1, refuse))()
    assert await pageviews(rollups, second) == ([1], "rollup")
    assert await rollups.store.zone(first.id) is None


async def test_what_is_appended_while_a_run_computes_stays_marked(rollups: Rollups) -> None:
    project, recording = await rollups.project(), recorder(rollups)
    await record(rollups, recording, project, 5)
    append = partial(record, rollups, recording, project, 6)
    await with_source(rollups, FailingSource(rollups.source, 16, append))()
    assert await pageviews(rollups, project) == ([2], "mixed")
    await rollups.roll_up()
    assert await pageviews(rollups, project) == ([2], "rollup")


async def test_a_value_can_be_read_alone_from_both_sources(rollups: Rollups) -> None:
    project, recording = await rollups.project(), recorder(rollups)
    await record(rollups, recording, project, -1440, 5)
    await rollups.roll_up()
    await record(rollups, recording, project, 6)
    stretch = stretch_of(project, NOW - DAY, NOW + DAY, dimension="event:name")
    assert [row.all_events for row in (await rollups.read(stretch, "pageview")).rows] == [1, 2]
    assert (await rollups.read(stretch, "page")).rows == []
