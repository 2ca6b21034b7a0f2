"""Bringing rollups up to the raw events: always computed again, never added to."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Final

import msgspec

from insights.application.ports.event_log import EventReader
from insights.application.ports.rollups import RollupMarks, RollupSource, RollupStore
from insights.application.ports.system import Clock, Ids
from insights.application.ports.unit_of_work import UnitOfWork
from insights.domain.accounts.project import Project
from insights.domain.analytics.query import Period
from insights.domain.analytics.rollups import (
    ROLLED_UP,
    Span,
    Stretch,
    bucket_start,
    bucket_starts,
    days_of,
    runs,
)
from insights.domain.errors import Unavailable

DAYS_AT_ONCE: Final = 7
"""A statement about hours also reads the day before and the day after: the more at once, the less is read
twice."""
EVENTS_AT_ONCE: Final = 2_000_000
"""A statement that would read more takes fewer days, so that memory does not grow with the traffic."""


class RolledUp(msgspec.Struct, frozen=True):
    """What a run did."""

    projects: int = 0
    days: int = 0
    rows: int = 0


@dataclass(frozen=True, kw_only=True)
class RollUp:
    """Every ten minutes, and on demand. Safe to break off and to run again at any point: marks go away last.

    What is touched while it runs stays marked, and is read raw until the next time. Of two runs at once, in
    two processes, the later one takes over and the earlier one ends with Unavailable.
    """

    marks: RollupMarks
    rollups: RollupStore
    source: RollupSource
    reader: EventReader
    unit_of_work: UnitOfWork
    clock: Clock
    ids: Ids
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def __call__(self) -> RolledUp:
        """Of all projects with marks, and of those whose rows are not complete in their zone. Raises
        Unavailable; one project that cannot be computed now leaves the others to theirs."""
        async with self.turn:
            claim = self.ids.uuid7()
            touched: dict[str, set[int]] = defaultdict(set)
            for project_id, hour in await self.marks.claim(claim):
                touched[project_id].add(hour)
            outdated = await self.rollups.outdated()
            done = RolledUp()
            refused: list[Unavailable] = []
            for project_id in sorted({*touched, *outdated}):
                try:
                    done = await self._roll_up(claim, project_id, touched[project_id], done)
                    await self.marks.release(claim, project_id)
                except Unavailable as error:
                    refused.append(error)
            if refused:
                raise refused[0]
            return done

    async def _roll_up(self, claim: str, project_id: str, hours: set[int], before: RolledUp) -> RolledUp:
        async with self.unit_of_work.read() as view:
            project = await view.projects.of_any_organization(project_id)
        if project is None or project.id != project_id:
            return before  # Deleted: its stragglers' marks go with it.
        complete = await self.rollups.zone(project_id) == project.timezone
        days = days_of(hours, project.timezone) if complete else await self._begin_anew(claim, project)
        rows = 0
        async for period in self._periods(project, days):
            stretches = list(_stretches(project, period))
            for stretch, found in zip(stretches, await self.source.buckets(stretches), strict=True):
                await self.rollups.replace(claim, stretch, found)
                rows += sum(len(bucket.values) for bucket in found)
        if not complete:
            await self.rollups.completed(claim, project_id, project.timezone)
        return RolledUp(before.projects + 1, before.days + len(days), before.rows + rows)

    async def _periods(self, project: Project, days: set[int]) -> AsyncIterator[Period]:
        for run in runs(days, project.timezone, DAYS_AT_ONCE):
            parts = 1 + await self.source.scan_estimate(project.id, run) // EVENTS_AT_ONCE
            within = list(bucket_starts(Span.DAY, run, project.timezone))
            for period in runs(within, project.timezone, max(1, len(within) // parts)):
                yield period

    async def _begin_anew(self, claim: str, project: Project) -> set[int]:
        """Every day since the first event; what is appended from now on is marked."""
        await self.rollups.forget(claim, project.id)
        first = await self.reader.first_event_time(project.id)
        if first is None:
            return set()
        start = bucket_start(Span.DAY, first, project.timezone)
        return set(bucket_starts(Span.DAY, Period(start, self.clock.now_ms() + 1), project.timezone))


def _stretches(project: Project, period: Period) -> Iterator[Stretch]:
    for dimension, spans in ROLLED_UP.items():
        for span in spans:
            yield Stretch(
                project=project.id,
                timezone=project.timezone,
                span=span,
                dimension=dimension,
                period=period,
            )


@dataclass(frozen=True)
class RebuildRollups:
    """All rows from the raw events, by the same code as every ten minutes."""

    rollups: RollupStore
    roll_up: RollUp

    async def __call__(self, project: Project | None) -> RolledUp:
        """Of one project, or of all; what else is behind is brought up too. Raises Unavailable; then the next
        run goes on."""
        async with self.roll_up.turn:
            claim = self.roll_up.ids.uuid7()
            await self.roll_up.marks.claim(claim)  # A run elsewhere must not complete what is forgotten here.
            await self.rollups.forget(claim, None if project is None else project.id)
        return await self.roll_up()
