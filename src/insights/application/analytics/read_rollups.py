"""Rows of rollups for any stretch, as the raw events have them now."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec

from insights.application.analytics.compute_buckets import ComputeBuckets
from insights.application.ports.rollups import RollupStore
from insights.domain.analytics.rollup_bucket import RollupBucket, of_value, rows_of
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

    rollups: RollupStore
    compute: ComputeBuckets

    async def __call__(self, stretch: Stretch, value: str | None = None) -> Rolled:
        """The rows of the stretch; of a bucket that it cuts, those of the part within. Raises Unavailable."""
        kept = await self.rollups.read([stretch])
        if kept is None:
            return Rolled(_only(await self.compute(stretch), value), "raw")
        return await self.beside(kept.buckets[0], kept.marked, stretch, value)

    async def beside(
        self,
        kept: Sequence[RollupBucket],
        marked: Collection[int],
        stretch: Stretch,
        value: str | None = None,
    ) -> Rolled:
        """The same, beside what was kept of the stretch when these hours were marked."""
        buckets: list[RollupBucket] = []
        sources = set()
        for is_raw, period in split(stretch, marked):
            sources.add(is_raw)
            if is_raw:
                buckets += await self.compute(msgspec.structs.replace(stretch, period=period))
            else:
                buckets += (bucket for bucket in kept if period.start <= bucket.start < period.end)
        source: Source = "mixed" if len(sources) > 1 else "raw" if True in sources else "rollup"
        return Rolled(_only(buckets, value), source)


def _only(buckets: Sequence[RollupBucket], value: str | None) -> Sequence[RollupBucket]:
    if value is None:
        return buckets
    return [found for bucket in buckets if (found := of_value(bucket, value)) is not None]
