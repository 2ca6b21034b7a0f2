"""Whether a question is answered from rollups, and the answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import msgspec

from insights.application.analytics.read_rollups import ReadRollups, Rolled
from insights.application.ports.rollups import RollupSource, Sketches
from insights.domain.analytics.query import Answer, Query
from insights.domain.analytics.rolled_answer import MoreSketches, answer_of
from insights.domain.analytics.rolled_question import rollups_for

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
        if needed is None or await self._few_events(query):
            return None
        marked = await self.read.marks.of_project(query.project, query.period)
        everyone = None
        if needed.everyone is not None:
            everyone = await self.read.beside(marked, needed.everyone)
            if everyone is None:
                return None
        rolled = await self.read.beside(marked, needed.stretch, needed.value, all_sketches=False)
        try:
            return None if rolled is None else self._answer(query, rolled, everyone)
        except MoreSketches:
            rolled = await self.read.beside(marked, needed.stretch, needed.value)
            return None if rolled is None else self._answer(query, rolled, everyone)

    def _answer(self, query: Query, rolled: Rolled, everyone: Rolled | None) -> Answer:
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

    async def _few_events(self, query: Query) -> bool:
        return await self.source.scan_estimate(query.project, query.period) < self.raw_up_to
