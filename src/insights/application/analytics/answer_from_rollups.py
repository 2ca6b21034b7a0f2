"""Whether a question is answered from rollups, and the answer."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from insights.application.analytics.read_rollups import ReadRollups, Rolled
from insights.application.ports.rollups import RollupSource, Sketches
from insights.domain.analytics.query import Answer, Query
from insights.domain.analytics.rolled_answer import MoreSketches, answer_of
from insights.domain.analytics.rolled_question import Suffices, rollups_for
from insights.domain.analytics.rollup_bucket import RollupBucket

RAW_UP_TO: Final = 2_000_000
"""Events. Fewer are read raw, exactly, in less than a tenth of a second."""


@dataclass(frozen=True)
class AnswerFromRollups:
    read: ReadRollups
    source: RollupSource
    sketches: Sketches
    raw_up_to: int = RAW_UP_TO

    async def __call__(self, query: Query) -> Answer | None:
        """None for a question that is better answered from raw events, or that only they can answer. Raises
        Unavailable."""
        needed = rollups_for(query)
        if needed is None:
            return None
        try:
            return await self._answer(query, needed, all_sketches=False)
        except MoreSketches:
            return await self._answer(query, needed, all_sketches=True)

    async def _answer(self, query: Query, needed: Suffices, *, all_sketches: bool) -> Answer | None:
        further = [needed.everyone] if needed.counts_everyone else []
        stretches = list(dict.fromkeys((needed.stretch, needed.days, *further)))
        kept = await self.read.rollups.read(stretches, all_sketches=all_sketches)
        if kept is None:
            return None
        found = dict(zip(stretches, kept.buckets, strict=True))
        if await self._few_events(query, found[needed.days]):
            return None
        wanted = [(needed.stretch, needed.value), *((each, None) for each in further)]
        # At once, so that what has to be computed is computed together.
        rolled, *everyone = await asyncio.gather(
            *(self.read.beside(found[each], kept.marked, each, value) for each, value in wanted)
        )
        return self._merged(query, rolled, next(iter(everyone), None))

    def _merged(self, query: Query, rolled: Rolled, everyone: Rolled | None) -> Answer:
        counts: list[int] = [0]

        def count(sketches: Iterable[bytes]) -> int:
            counts.append(self.sketches.count(sketches))
            return counts[-1]

        answer = answer_of(query, rolled.buckets, count, None if everyone is None else everyone.buckets)
        exact = max(counts) <= self.sketches.exact_up_to
        sources = {rolled.source, *([everyone.source] if everyone else [])}
        return msgspec.structs.replace(
            answer,
            source=sources.pop() if len(sources) == 1 else "mixed",
            exact=exact,
            standard_error=None if exact else self.sketches.standard_error,
        )

    async def _few_events(self, query: Query, days: Sequence[RollupBucket]) -> bool:
        """What is rolled up says that there are many without asking the event store."""
        known = sum(sum(day.sums["all_events"]) for day in days)
        if known >= self.raw_up_to:
            return False
        return await self.source.scan_estimate(query.project, query.period) < self.raw_up_to
