"""Rollups over real adapters: the embedded engine, a relational store, and what computes and reads them."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from insights.adapters.clickhouse.embedded import EventStore, open_embedded
from insights.adapters.clickhouse.rollup_source import ClickHouseRollupSource
from insights.adapters.datasketches.sketches import HllSketches
from insights.adapters.sqlalchemy.rollup_marks import SqlAlchemyRollupMarks
from insights.adapters.sqlalchemy.rollups import SqlAlchemyRollups
from insights.application.analytics.compute_buckets import ComputeBuckets
from insights.application.analytics.read_rollups import ReadRollups
from insights.application.ingestion.roll_up import RebuildRollups, RollUp
from insights.application.ports.rollups import RollupMarks, RollupSource, TouchedHour
from insights.domain.accounts.project import Project
from insights.domain.analytics.query import Period
from insights.domain.analytics.rollup_bucket import RollupBucket, rows_of
from insights.domain.analytics.rollups import NO_DIMENSION, RollupRow, Span, Stretch
from insights.domain.ingestion.event import Event
from tests.builders.accounts import Accounts, fresh_database

HOUR, DAY = 3_600_000, 86_400_000
MIDNIGHT = 1_795_219_200_000
"""2026-11-21T00:00:00Z"""


class WatchedSource(RollupSource):
    """Tells what is computed, and may pretend that there are many events."""

    def __init__(self, source: RollupSource, estimate: int | None = None) -> None:
        self.source, self.estimate = source, estimate
        self.days: list[int] = []
        """Of each computation, how many it takes."""
        self.dimensions: list[list[str]] = []
        """Of each computation, those it was for."""
        self.begun = asyncio.Event()

    async def buckets(
        self, stretches: Sequence[Stretch], *, lazily: bool = False
    ) -> Sequence[Sequence[RollupBucket]]:
        period = stretches[0].period
        self.days.append((period.end - period.start) // DAY)
        self.dimensions.append([stretch.dimension for stretch in stretches])
        self.begun.set()
        return await self.source.buckets(stretches, lazily=lazily)

    async def state(self, project: str, period: Period) -> object:
        return await self.source.state(project, period)

    async def scan_estimate(self, project: str, period: Period) -> int:
        return await self.source.scan_estimate(project, period) if self.estimate is None else self.estimate


class FailingSource(RollupSource):
    """Answers for so many stretches, one at a time, then does `instead`."""

    def __init__(self, source: RollupSource, answers: int, instead: Callable[[], Awaitable[Any]]) -> None:
        self.source, self.left, self.instead = source, answers, instead

    async def buckets(
        self, stretches: Sequence[Stretch], *, lazily: bool = False
    ) -> Sequence[Sequence[RollupBucket]]:
        found: list[Sequence[RollupBucket]] = []
        for stretch in stretches:
            found += await self.source.buckets([stretch], lazily=lazily)
            self.left -= 1
            if self.left == 0:
                await self.instead()
        return found

    async def scan_estimate(self, project: str, period: Period) -> int:
        return await self.source.scan_estimate(project, period)


@dataclass
class Rollups:
    """All of it, with accounts for projects to live in."""

    events: EventStore
    accounts: Accounts
    sketches: HllSketches = field(default_factory=HllSketches)

    def __post_init__(self) -> None:
        self.accounts.clock.now = MIDNIGHT + DAY
        self.source = ClickHouseRollupSource(self.events.bulk, self.sketches)
        self.marks = SqlAlchemyRollupMarks(self.accounts.database)
        self.store = SqlAlchemyRollups(self.accounts.database)
        self.roll_up = RollUp(
            marks=self.marks,
            rollups=self.store,
            source=self.source,
            reader=self.events.reader,
            unit_of_work=self.accounts.unit_of_work,
            clock=self.accounts.clock,
            ids=self.accounts.ids,
        )
        self.rebuild = RebuildRollups(self.store, self.roll_up)
        self.read = ReadRollups(self.store, ComputeBuckets(self.source))

    async def project(self, **fields: Any) -> Project:
        email = f"{self.accounts.ids.token(8)}@example.com".lower()
        return await self.accounts.project(await self.accounts.principal(email), **fields)

    async def close(self) -> None:
        await self.events.close()
        await self.accounts.database.close()


def open_rollups(folder: Path) -> Rollups:
    return Rollups(open_embedded(folder / "events", durable=False), Accounts(fresh_database(folder)))


def stretch_of(
    project: Project | str,
    start: int = MIDNIGHT,
    end: int = MIDNIGHT + DAY,
    span: Span = Span.DAY,
    dimension: str = NO_DIMENSION,
) -> Stretch:
    named = project if isinstance(project, str) else project.id
    zone = "UTC" if isinstance(project, str) else project.timezone
    return Stretch(project=named, timezone=zone, span=span, dimension=dimension, period=Period(start, end))


def a_row(start: int = MIDNIGHT, value: str = "", **sums: Any) -> RollupRow:
    return RollupRow(start=start, value=value, **sums)


def as_recorded(events: Sequence[Event]) -> list[Event]:
    """A session has one visitor, and ends within a day: longer ones are not looked at whole."""
    first = {(e.project, e.session_id): e for e in sorted(events, key=lambda e: (e.time, e.id), reverse=True)}
    return [
        event
        for event in events
        if event.visitor_id == (begun := first[event.project, event.session_id]).visitor_id
        and event.time < begun.time + DAY
    ]


async def touch(marks: RollupMarks, *hours: TouchedHour) -> None:
    async with marks.touching(hours):
        pass


async def rows_from(source: RollupSource, stretch: Stretch) -> list[RollupRow]:
    (buckets,) = await source.buckets([stretch])
    return rows_of(buckets)
