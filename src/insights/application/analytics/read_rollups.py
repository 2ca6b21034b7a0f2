"""Rows of rollups for any stretch, as the raw events have them now."""

from dataclasses import dataclass
from typing import Literal

import msgspec

from insights.application.ports.rollups import RollupMarks, RollupSource, RollupStore
from insights.domain.analytics.rollups import RollupRow, Stretch, split

Source = Literal["raw", "rollup", "mixed"]


class Rolled(msgspec.Struct, frozen=True):
    rows: list[RollupRow]
    """By beginning and value."""
    source: Source
    """Which of them were kept, and which were computed for this answer."""


@dataclass(frozen=True)
class ReadRollups:
    """Kept rows for buckets as they were left, and rows made now for those that are marked or not whole."""

    marks: RollupMarks
    rollups: RollupStore
    source: RollupSource

    async def __call__(self, stretch: Stretch, value: str | None = None) -> Rolled:
        """The rows of the stretch; of a bucket that it cuts, those of the part within. Raises Unavailable."""
        # Marks first: rows that are read afterwards are at least as new as the marks say.
        marked = await self.marks.of_project(stretch.project, stretch.period)
        kept = await self.rollups.read(stretch, value)
        if kept is None:
            return Rolled(await self._made(stretch, value), "raw")
        rows: list[RollupRow] = []
        sources = set()
        for is_raw, period in split(stretch, marked):
            sources.add(is_raw)
            if is_raw:
                rows += await self._made(msgspec.structs.replace(stretch, period=period), value)
            else:
                rows += (row for row in kept if period.start <= row.start < period.end)
        return Rolled(rows, "mixed" if len(sources) > 1 else "raw" if True in sources else "rollup")

    async def _made(self, stretch: Stretch, value: str | None) -> list[RollupRow]:
        rows = await self.source.rows(stretch)
        wanted = (row for row in rows if value is None or row.value == value)
        return sorted(wanted, key=lambda row: (row.start, row.value))
