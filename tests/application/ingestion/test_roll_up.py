"""Rollups equal the raw events: through late events, zones that change, and runs that break off."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from insights.application.ingestion.roll_up import RolledUp, RollUp
from insights.application.ports.rollups import RollupSource
from insights.domain.accounts.project import Project
from insights.domain.analytics.query import Period
from insights.domain.analytics.rollups import (
    NO_DIMENSION,
    ROLLED_UP,
    RollupRow,
    Span,
    Stretch,
    bucket_start,
    next_start,
)
from insights.domain.errors import Unavailable
from tests.builders.analytics import TIMEZONES
from tests.builders.recording import NOW, Recording, accepted, delivery
from tests.builders.rollups import DAY, HOUR, Rollups, open_rollups, stretch_of


@pytest.fixture
async def rollups(tmp_path: Path) -> AsyncIterator[Rollups]:
    opened = open_rollups(tmp_path)
    yield opened
    await opened.close()


async def record(rollups: Rollups, recording: Recording, project: Project, *minutes: float) -> None:
    events = [accepted(f"{minute} {NOW}", minute=minute, project=project.id) for minute in minutes]
    await recording.record([delivery(1, *events)])


def recorder(rollups: Rollups) -> Recording:
    recording = Recording(log=rollups.events.log, marks=rollups.marks)
    recording.clock.now = rollups.accounts.clock.now
    return recording


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
    assert await rollups.read(stretch_of(project, NOW - DAY, NOW + DAY)) == msgspec.structs.replace(
        rolled, source="rollup"
    )


async def test_a_change_of_zone_builds_everything_anew(rollups: Rollups) -> None:
    project, recording = await rollups.project(timezone="UTC"), recorder(rollups)
    await record(rollups, recording, project, -2000, 5)
    await rollups.roll_up()
    moved = await change_zone(rollups, project, "Asia/Kathmandu")
    assert await rollups.store.read(stretch_of(moved)) is None
    await rollups.roll_up()
    assert await rollups.store.read(stretch_of(project)) is None
    start = bucket_start(Span.DAY, NOW, moved.timezone)
    rolled = await rollups.read(stretch_of(moved, start, start + DAY))
    assert ([row.start for row in rolled.rows], rolled.source) == ([start], "rollup")


async def test_rebuilding_one_project_leaves_the_others(rollups: Rollups) -> None:
    ours, theirs, recording = await rollups.project(), await rollups.project(), recorder(rollups)
    for project in (ours, theirs):
        await record(rollups, recording, project, 5)
    await rollups.roll_up()
    await rollups.store.replace(stretch_of(ours), [])
    await rollups.store.replace(stretch_of(theirs), [])
    assert (await rollups.rebuild(ours)).projects == 1
    assert await pageviews(rollups, ours) == ([1], "rollup")
    assert await pageviews(rollups, theirs) == ([], "rollup")
    assert (await rollups.rebuild(None)).projects == 2
    assert await pageviews(rollups, theirs) == ([1], "rollup")


async def test_marks_of_a_deleted_project_go_away(rollups: Rollups) -> None:
    async with rollups.marks.touching([("gone", HOUR)]):
        pass
    assert await rollups.roll_up() == RolledUp()
    assert await rollups.marks.claim("c") == []


class FailingSource(RollupSource):
    """Answers so many times, then does `instead`."""

    def __init__(self, source: RollupSource, answers: int, instead: Callable[[], Awaitable[Any]]) -> None:
        self.source, self.left, self.instead = source, answers, instead

    async def rows(self, stretch: Stretch) -> Sequence[RollupRow]:
        rows = await self.source.rows(stretch)
        self.left -= 1
        if self.left == 0:
            await self.instead()
        return rows

    async def scan_estimate(self, project: str, period: Period) -> int:
        return await self.source.scan_estimate(project, period)


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


async def change_zone(rollups: Rollups, project: Project, zone: str) -> Project:
    changed = msgspec.structs.replace(project, timezone=zone)
    async with rollups.accounts.unit_of_work.begin() as work:
        await work.projects.replace(changed)
        await work.commit()
    return changed


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Rollups, asyncio.Runner]]:
    """One engine for all examples, in one event loop."""
    with asyncio.Runner() as runner:
        opened = open_rollups(tmp_path_factory.mktemp("rollups"))
        yield opened, runner
        runner.run(opened.close())


visitors = st.integers(1, 4)
sent = st.tuples(st.integers(-3 * 1440, 1000), visitors, st.sampled_from(["/a", "/b", "/c"]))
batches = st.lists(sent, min_size=1, max_size=12)
happenings = st.lists(
    st.tuples(st.just("record"), batches)
    | st.tuples(st.just("roll up"), st.none())
    | st.tuples(st.just("move"), st.sampled_from(TIMEZONES)),
    min_size=2,
    max_size=6,
)


@settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(history=happenings)
def test_whatever_happens_rows_that_are_read_are_those_of_the_raw_events(
    shared: tuple[Rollups, asyncio.Runner], history: list[tuple[str, Any]]
) -> None:
    rollups, runner = shared
    runner.run(live_through(rollups, history))


async def live_through(rollups: Rollups, history: list[tuple[str, Any]]) -> None:
    project, recording = await rollups.project(), recorder(rollups)
    for number, (what, with_) in enumerate(history):
        if what == "roll up":
            await rollups.roll_up()
        elif what == "move":
            project = await change_zone(rollups, project, with_)
        else:
            events = [
                accepted(
                    f"{number} {n}",
                    minute=minute,
                    visitor=visitor,
                    path=path,
                    source=path,
                    project=project.id,
                )
                for n, (minute, visitor, path) in enumerate(with_)
            ]
            await recording.record([delivery(number, *events)])
        await compare(rollups, project)
    await rollups.roll_up()
    assert await compare(rollups, project) == {"rollup"}


async def compare(rollups: Rollups, project: Project) -> set[str]:
    sources = set()
    for dimension in (NO_DIMENSION, "event:name", "visit:source", "visit:exit_page"):
        for span in ROLLED_UP[dimension][:1]:
            first = bucket_start(span, NOW - 4 * DAY, project.timezone)
            end = next_start(span, bucket_start(span, NOW + DAY, project.timezone), project.timezone)
            stretch = stretch_of(project, first, end, span, dimension)
            rolled = await rollups.read(stretch)
            raw = await rollups.source.rows(stretch)
            assert counted(rollups, rolled.rows) == counted(rollups, raw), stretch
            sources.add(rolled.source)
    return sources


def counted(rollups: Rollups, rows: Sequence[RollupRow]) -> dict[tuple[int, str], tuple[RollupRow, int]]:
    """The rows by their key, with the numbers of visitors instead of sketches, which have many spellings."""
    return {
        (row.start, row.value): (
            msgspec.structs.replace(row, visitors=b""),
            rollups.sketches.count([row.visitors]),
        )
        for row in rows
    }
