"""Rows of rollups for any stretch, as the raw events have them now."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Literal

import msgspec

from insights.application.ports.rollups import RollupMarks, RollupSource, RollupStore
from insights.domain.analytics.rollup_bucket import RollupBucket, buckets_of, rows_of
from insights.domain.analytics.rollups import RollupRow, Stretch, split

Source = Literal["raw", "rollup", "mixed"]


class Rolled(msgspec.Struct, frozen=True):
    buckets: Sequence[RollupBucket]
    """By beginning."""
    source: Source
    """Which of them were kept, and which were computed for this answer."""

    @property
    def rows(self) -> list[RollupRow]:
        """By beginning and value."""
        return rows_of(self.buckets)


@dataclass(frozen=True)
class ReadRollups:
    """Kept rows for buckets as they were left, and rows made now for those that are marked or not whole."""

    marks: RollupMarks
    rollups: RollupStore
    source: RollupSource
    making: dict[Stretch, "asyncio.Task[Sequence[RollupRow]]"] = field(default_factory=dict)
    """What is being computed now. A dashboard asks its panels at once, and most need the same last day: who
    comes while it is computed gets what it was when that began, less than a second ago."""

    async def __call__(self, stretch: Stretch, value: str | None = None) -> Rolled:
        """The rows of the stretch; of a bucket that it cuts, those of the part within. Raises Unavailable."""
        # Marks first: rows that are read afterwards are at least as new as the marks say.
        marked = await self.marks.of_project(stretch.project, stretch.period)
        rolled = await self.beside(marked, stretch, value)
        return Rolled(await self._made(stretch, value), "raw") if rolled is None else rolled

    async def beside(
        self,
        marked: Collection[int],
        stretch: Stretch,
        value: str | None = None,
        *,
        all_sketches: bool = True,
    ) -> Rolled | None:
        """The same where the marks of the period have just been read. None while rows are not complete in
        this zone. Without `all_sketches`, of the rows that are kept, those with fewer visitors may have none.
        """
        kept = await self.rollups.read(stretch, value, all_sketches=all_sketches)
        if kept is None:
            return None
        buckets: list[RollupBucket] = []
        sources = set()
        for is_raw, period in split(stretch, marked):
            sources.add(is_raw)
            if is_raw:
                buckets += await self._made(msgspec.structs.replace(stretch, period=period), value)
            else:
                buckets += (bucket for bucket in kept if period.start <= bucket.start < period.end)
        return Rolled(buckets, "mixed" if len(sources) > 1 else "raw" if True in sources else "rollup")

    async def _made(self, stretch: Stretch, value: str | None) -> list[RollupBucket]:
        task = self.making.get(stretch)
        if task is None:
            task = self.making[stretch] = asyncio.create_task(self._computed(stretch))
        rows = await asyncio.shield(task)  # who gives up does not take it from the others
        return buckets_of(row for row in rows if value is None or row.value == value)

    async def _computed(self, stretch: Stretch) -> Sequence[RollupRow]:
        try:
            return await self.source.rows(stretch)
        finally:
            del self.making[stretch]
