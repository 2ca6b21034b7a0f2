"""Rollups equal the raw events, whatever happens in whatever order."""

import asyncio
from collections.abc import Sequence
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from insights.domain.accounts.project import Project
from insights.domain.analytics.rollups import (
    NO_DIMENSION,
    ROLLED_UP,
    RollupRow,
    bucket_start,
    next_start,
)
from tests.builders.analytics import TIMEZONES
from tests.builders.examples import THOROUGH, trying
from tests.builders.recording import NOW, accepted, delivery
from tests.builders.rolling_up import change_zone, recorder
from tests.builders.rollups import DAY, Rollups, rows_from, stretch_of

COMPARED = (NO_DIMENSION, "event:name", "visit:source", "visit:exit_page")
"""After every step one of them, in turn; all of them in the end."""
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


@trying(6)
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
        await compare(rollups, project, COMPARED if THOROUGH else [COMPARED[number % len(COMPARED)]])
    await rollups.roll_up()
    assert await compare(rollups, project, COMPARED) == {"rollup"}


async def compare(rollups: Rollups, project: Project, dimensions: Sequence[str]) -> set[str]:
    sources = set()
    for dimension in dimensions:
        for span in ROLLED_UP[dimension][:1]:
            first = bucket_start(span, NOW - 4 * DAY, project.timezone)
            end = next_start(span, bucket_start(span, NOW + DAY, project.timezone), project.timezone)
            stretch = stretch_of(project, first, end, span, dimension)
            rolled = await rollups.read(stretch)
            raw = await rows_from(rollups.source, stretch)
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
