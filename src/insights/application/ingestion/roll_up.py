"""Bringing rollups up to the raw events: always computed again, never added to."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
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

DAYS_AT_ONCE: Final = 7
"""Each statement also reads the day before and the day after: the more at once, the less is read twice."""


class RolledUp(msgspec.Struct, frozen=True):
    """What a run did."""

    projects: int = 0
    days: int = 0
    rows: int = 0


@dataclass(frozen=True, kw_only=True)
class RollUp:
    """Every ten minutes, and on demand. Safe to break off and to run again at any point: marks go away last.

    What is touched while it runs stays marked, and is read raw until the next time.
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
        Unavailable."""
        async with self.turn:
            claim = self.ids.uuid7()
            touched: dict[str, set[int]] = defaultdict(set)
            for project_id, hour in await self.marks.claim(claim):
                touched[project_id].add(hour)
            outdated = await self.rollups.outdated()
            done = RolledUp()
            for project_id in sorted({*touched, *outdated}):
                done = await self._roll_up(project_id, touched[project_id], done)
                await self.marks.release(claim, project_id)
            return done

    async def _roll_up(self, project_id: str, hours: set[int], before: RolledUp) -> RolledUp:
        async with self.unit_of_work.read() as view:
            project = await view.projects.of_any_organization(project_id)
        if project is None or project.id != project_id:
            return before  # Deleted: its stragglers' marks go with it.
        complete = await self.rollups.zone(project_id) == project.timezone
        days = days_of(hours, project.timezone) if complete else await self._begin_anew(project)
        rows = 0
        for period in runs(days, project.timezone, DAYS_AT_ONCE):
            for stretch in _stretches(project, period):
                found = await self.source.rows(stretch)
                await self.rollups.replace(stretch, found)
                rows += len(found)
        if not complete:
            await self.rollups.completed(project_id, project.timezone)
        return RolledUp(before.projects + 1, before.days + len(days), before.rows + rows)

    async def _begin_anew(self, project: Project) -> set[int]:
        """Every day since the first event; what is appended from now on is marked."""
        await self.rollups.forget(project.id)
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
            await self.rollups.forget(None if project is None else project.id)
        return await self.roll_up()
