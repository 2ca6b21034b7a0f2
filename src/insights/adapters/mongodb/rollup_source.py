"""Rows of rollups from raw events in MongoDB: it hands their columns out, and a table query counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import msgspec

from insights.adapters.mongodb.event_columns import MongoEventColumns
from insights.application.ports.event_tables import TableQuery
from insights.application.ports.rollups import RollupSource
from insights.domain.analytics.query import Period
from insights.domain.analytics.rollup_bucket import RollupBucket
from insights.domain.analytics.rollups import Span, Stretch, bucket_starts

DAY_MS: Final = 24 * 60 * 60 * 1000


@dataclass(frozen=True, slots=True)
class MongoRollupSource(RollupSource):
    columns: MongoEventColumns
    tables: TableQuery
    estimating: MongoEventColumns
    """Counts no further than a question may read."""

    async def buckets(
        self, stretches: Sequence[Stretch], *, lazily: bool = False
    ) -> Sequence[Sequence[RollupBucket]]:
        """Reads the events once; where they are too many at once, day by day."""
        found: list[list[RollupBucket]] = [[] for _ in stretches]
        for part in await self._parts(stretches[0]) if stretches else ():
            cut = [msgspec.structs.replace(stretch, period=part) for stretch in stretches]
            more = await self.tables.buckets(cut, self.columns, lazily=lazily)
            for buckets, further in zip(found, more, strict=True):
                buckets += further
        return found

    async def scan_estimate(self, project: str, period: Period) -> int:
        return await self.estimating.count(project, _around(period))

    async def _parts(self, stretch: Stretch) -> list[Period]:
        whole = stretch.period
        if await self.columns.count(stretch.project, _around(whole)) <= self.columns.most:
            return [whole]
        edges = {whole.start, *bucket_starts(Span.DAY, whole, stretch.timezone), whole.end}
        return [Period(start, end) for start, end in pairwise(sorted(edges))]


def _around(period: Period) -> Period:
    """Visits are looked at a day before and after."""
    return Period(period.start - DAY_MS, period.end + DAY_MS)
