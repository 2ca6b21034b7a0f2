"""Beside an event store that computes no rollups: every question is answered raw."""

from collections.abc import Sequence
from typing import final

from insights.application.ports.rollups import RollupSource
from insights.domain.analytics.query import Period
from insights.domain.analytics.rollups import RollupRow, Stretch
from insights.domain.errors import Unavailable


@final
class NoRollupSource(RollupSource):
    async def rows(self, stretch: Stretch) -> Sequence[RollupRow]:
        raise Unavailable("The event store in use computes no rollups.")

    async def scan_estimate(self, project: str, period: Period) -> int:
        """Nothing: so few events are always read raw."""
        return 0
