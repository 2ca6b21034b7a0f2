"""Buckets computed from raw events for answers: together for all who ask, anew when events have changed."""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import msgspec

from insights.application.ports.rollups import RollupSource
from insights.domain.analytics.rollup_bucket import RollupBucket
from insights.domain.analytics.rollups import NO_DIMENSION, Stretch

MOST_KEPT: Final = 64
"""Stretches by one dimension: a few days by all of the overview's."""

Buckets = Sequence[RollupBucket]


@dataclass
class _Asked:
    """Who waits for stretches that differ in dimension only."""

    waiting: dict[Stretch, asyncio.Future[Buckets]] = field(default_factory=dict)
    task: asyncio.Task[None] | None = None


class ComputeBuckets:
    """A dashboard asks its panels at once, and all need the same last day. Who comes while something is
    computed waits for the next turn, which takes all who wait: so nobody sees less than was there when he
    asked."""

    def __init__(self, source: RollupSource, most_kept: int = MOST_KEPT) -> None:
        self._source, self._most_kept = source, most_kept
        self._asked: dict[Stretch, _Asked] = {}
        self._kept: OrderedDict[Stretch, tuple[object, Buckets]] = OrderedDict()

    async def __call__(self, stretch: Stretch) -> Buckets:
        """Raises Unavailable."""
        of_any = msgspec.structs.replace(stretch, dimension=NO_DIMENSION)
        asked = self._asked.setdefault(of_any, _Asked())
        future = asked.waiting.get(stretch)
        if future is None:
            future = asked.waiting[stretch] = asyncio.get_running_loop().create_future()
        if asked.task is None:
            asked.task = asyncio.create_task(self._work(of_any, asked))
        return await asyncio.shield(future)  # who gives up does not take it from the others

    async def _work(self, of_any: Stretch, asked: _Asked) -> None:
        while asked.waiting:
            turn, asked.waiting = asked.waiting, {}
            try:
                found = await self._take(of_any, list(turn))
            except Exception as error:
                for future in turn.values():
                    future.set_exception(error)
                    future.exception()  # whoever asked may have given up
            else:
                for stretch, future in turn.items():
                    future.set_result(found[stretch])
        del self._asked[of_any]

    async def _take(self, of_any: Stretch, stretches: list[Stretch]) -> dict[Stretch, Buckets]:
        """The state goes before: what is computed after it is at least as new."""
        state = await self._source.state(of_any.project, of_any.period)
        found = {
            stretch: self._kept[stretch][1]
            for stretch in stretches
            if state is not None and stretch in self._kept and self._kept[stretch][0] == state
        }
        missing = [stretch for stretch in stretches if stretch not in found]
        if missing:
            computed = await self._source.buckets(missing, lazily=True)
            found |= dict(zip(missing, computed, strict=True))
        if state is not None:
            self._keep(state, found)
        return found

    def _keep(self, state: object, found: dict[Stretch, Buckets]) -> None:
        for stretch, buckets in found.items():
            self._kept[stretch] = (state, buckets)
            self._kept.move_to_end(stretch)
        while len(self._kept) > self._most_kept:
            self._kept.popitem(last=False)
