"""Beside an event store that computes no rollups: every question is answered raw."""

from collections.abc import Sequence
from typing import final

from insights.application.ports.rollups import RollupSource
from insights.domain.analytics.query import Period
from insights.domain.analytics.rollup_bucket import RollupBucket
from insights.domain.analytics.rollups import Stretch
from insights.domain.errors import Unavailable


@final
class NoRollupSource(RollupSource):
    async def buckets(
        self, stretches: Sequence[Stretch], *, lazily: bool = False
    ) -> Sequence[Sequence[RollupBucket]]:
        raise Unavailable("The event store in use computes no rollups.")

    async def scan_estimate(self, project: str, period: Period) -> int:
        """Nothing: so few events are always read raw."""
        return 0
