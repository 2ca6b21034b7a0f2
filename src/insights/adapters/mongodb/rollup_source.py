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
from insights.domain.analytics.rollups import RollupRow, Span, Stretch, bucket_starts

DAY_MS: Final = 24 * 60 * 60 * 1000


@dataclass(frozen=True, slots=True)
class MongoRollupSource(RollupSource):
    columns: MongoEventColumns
    tables: TableQuery
    estimating: MongoEventColumns
    """Counts no further than a question may read."""

    async def rows(self, stretch: Stretch) -> Sequence[RollupRow]:
        (rows,) = await self.rows_of_all([stretch])
        return rows

    async def rows_of_all(self, stretches: Sequence[Stretch]) -> Sequence[Sequence[RollupRow]]:
        """Reads the events once; where they are too many at once, day by day."""
        found: list[list[RollupRow]] = [[] for _ in stretches]
        for part in await self._parts(stretches[0]) if stretches else ():
            cut = [msgspec.structs.replace(stretch, period=part) for stretch in stretches]
            for rows, more in zip(found, await self.tables.rows_of_all(cut, self.columns), strict=True):
                rows += more
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
