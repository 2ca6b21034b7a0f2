"""What runs beside the requests for as long as the server does: the recorder, and housekeeping."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog

from insights.application.ingestion.record import RunRecorder
from insights.application.ingestion.repeats import LearnSeenIds
from insights.application.ingestion.roll_up import RollUp
from insights.application.ports.event_queue import EventQueue
from insights.domain.errors import Unavailable

HOUSEKEEPING_SECONDS = 600.0
DRAIN_SECONDS = 1.0
"""How long the recorder may go on with what is queued once nothing new comes; the rest waits on disk."""

log = structlog.get_logger("insights.background")

Chore = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    queue: EventQueue
    recorder: RunRecorder
    learn_seen_ids: LearnSeenIds
    chores: Mapping[str, Chore]
    """Done at start and every ten minutes; each is safe to repeat, and none stops another by failing."""
    roll_up: RollUp
    rollup_interval: float
    """Seconds from the end of a run to the beginning of the next."""

    @asynccontextmanager
    async def running(self) -> AsyncIterator[set[asyncio.Task[None]]]:
        """The tasks that must not end while the server runs. Leaving the block ends them all."""
        recorder = asyncio.create_task(self.recorder(), name="recorder")
        keeper = asyncio.create_task(_again(self.chores, HOUSEKEEPING_SECONDS), name="housekeeping")
        roller = asyncio.create_task(
            _again({"roll up": self.roll_up}, self.rollup_interval), name="rolling up"
        )
        learner = asyncio.create_task(self.learn_seen_ids(), name="learning seen ids")
        try:
            yield {recorder, keeper, roller}
            await self._drain(recorder)
        finally:
            tasks = (recorder, keeper, roller, learner)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _drain(self, recorder: asyncio.Task[None]) -> None:
        deadline = asyncio.get_running_loop().time() + DRAIN_SECONDS
        while self.queue.depth().messages and not recorder.done():
            if asyncio.get_running_loop().time() > deadline:
                log.info("queued events stay on disk", events=self.queue.depth().events)
                return
            await asyncio.sleep(0.02)


async def _again(chores: Mapping[str, Chore], seconds: float) -> None:
    while True:
        for name, chore in chores.items():
            try:
                await chore()
            except Unavailable as refused:
                log.warning("chore put off", chore=name, reason=str(refused))
            except Exception:
                log.exception("chore failed; it is tried again", chore=name)
        await asyncio.sleep(seconds)
