import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from typing import final

from insights.application.ports.rollups import RollupMarks, TouchedHour
from insights.domain.analytics.query import Period
from insights.domain.analytics.rollups import HOUR_MS


@final
class MemoryRollupMarks(RollupMarks):
    """For trials, and for tests of what stands on marks."""

    def __init__(self) -> None:
        self._marks: dict[TouchedHour, str] = {}
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def touching(self, hours: Collection[TouchedHour]) -> AsyncIterator[None]:
        async with self._turn:
            self._marks |= dict.fromkeys(hours, "")
            yield

    async def claim(self, claim: str) -> Sequence[TouchedHour]:
        async with self._turn:
            self._marks = dict.fromkeys(self._marks, claim)
            return list(self._marks)

    async def release(self, claim: str, project: str) -> None:
        self._marks = {
            mark: name for mark, name in self._marks.items() if (mark[0], name) != (project, claim)
        }

    async def of_project(self, project: str, period: Period) -> Sequence[int]:
        hours = (hour for of, hour in self._marks if of == project)
        return sorted(hour for hour in hours if period.start - HOUR_MS < hour < period.end)
