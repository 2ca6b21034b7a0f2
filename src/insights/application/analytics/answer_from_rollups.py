"""Whether a question is answered from rollups, and the answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import msgspec

from insights.application.analytics.read_rollups import ReadRollups
from insights.application.ports.rollups import RollupSource, RollupStore, Sketches
from insights.domain.analytics.query import Answer, Query
from insights.domain.analytics.rolled_answer import answer_of, rollups_for

RAW_UP_TO: Final = 2_000_000
"""Events. Fewer are read raw, exactly, in less than a tenth of a second."""


@dataclass(frozen=True)
class AnswerFromRollups:
    read: ReadRollups
    rollups: RollupStore
    source: RollupSource
    sketches: Sketches
    raw_up_to: int = RAW_UP_TO

    async def __call__(self, query: Query) -> Answer | None:
        """None for a question that is better answered from raw events, or that only they can answer. Raises
        Unavailable."""
        needed = rollups_for(query)
        if needed is None or await self._few_events(query) or not await self._complete(query):
            return None
        rolled = await self.read(needed.stretch, needed.value)
        counts: list[int] = [0]

        def count(sketches: Iterable[bytes]) -> int:
            counts.append(self.sketches.count(sketches))
            return counts[-1]

        answer = answer_of(query, rolled.rows, count)
        exact = max(counts) <= self.sketches.exact_up_to
        return msgspec.structs.replace(
            answer,
            source=rolled.source,
            exact=exact,
            standard_error=None if exact else self.sketches.standard_error,
        )

    async def _few_events(self, query: Query) -> bool:
        return await self.source.scan_estimate(query.project, query.period) < self.raw_up_to

    async def _complete(self, query: Query) -> bool:
        return await self.rollups.zone(query.project) == query.timezone
