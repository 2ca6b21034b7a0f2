"""What runs beside the requests for as long as the server does, or in processes of its own: the recorder, the
relay of messages, and housekeeping."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import structlog

from insights.application.ingestion.repeats import LearnSeenIds
from insights.application.ingestion.roll_up import RollUp
from insights.application.ingestion.run_recorder import RunRecorder
from insights.application.messages.relay import RunRelay
from insights.application.ports.event_queue import EventQueue
from insights.domain.errors import Unavailable

HOUSEKEEPING_SECONDS = 600.0
DRAIN_SECONDS = 1.0
"""How long the recorder may go on with what is queued once nothing new comes; the rest waits on disk."""
FINISH_SECONDS = 2.5
"""How long it may then take for the batch it is at."""

log = structlog.get_logger("insights.background")

Chore = Callable[[], Awaitable[object]]
Tasks = set[asyncio.Task[None]]
"""Those that must not end while the process runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    queue: EventQueue
    recorder: RunRecorder
    learn_seen_ids: LearnSeenIds
    shared: bool
    """Others put and take too: what is queued at the end is left to them."""

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Tasks]:
        recorder = asyncio.create_task(self.recorder(), name="recorder")
        learner = asyncio.create_task(self.learn_seen_ids(), name="learning seen ids")
        try:
            yield {recorder}
            if not self.shared:
                await self._drain(recorder)
            self.recorder.stop.set()
            await asyncio.wait({recorder}, timeout=FINISH_SECONDS)
        finally:
            await cancelled(recorder, learner)

    async def _drain(self, recorder: asyncio.Task[None]) -> None:
        deadline = asyncio.get_running_loop().time() + DRAIN_SECONDS
        while self.queue.depth().messages and not recorder.done():
            if asyncio.get_running_loop().time() > deadline:
                log.info("queued events stay on disk", events=self.queue.depth().events)
                return
            await asyncio.sleep(0.02)


@dataclass(frozen=True, slots=True, kw_only=True)
class Housekeeping:
    chores: Mapping[str, Chore]
    """Done at start and every ten minutes; each is safe to repeat, and none stops another by failing."""
    roll_up: RollUp
    rollup_interval: float
    """Seconds from the end of a run to the beginning of the next."""

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Tasks]:
        keeper = asyncio.create_task(_again(self.chores, HOUSEKEEPING_SECONDS), name="housekeeping")
        roller = asyncio.create_task(
            _again({"roll up": self.roll_up}, self.rollup_interval), name="rolling up"
        )
        try:
            yield {keeper, roller}
        finally:
            await cancelled(keeper, roller)


@dataclass(frozen=True, slots=True)
class Relaying:
    """Of messages to those who subscribe to them."""

    relay: RunRelay

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Tasks]:
        relay = asyncio.create_task(self.relay(), name="relaying messages")
        try:
            yield {relay}
        finally:
            await cancelled(relay)


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """All of it, in the one process of a data directory."""

    recording: Recording
    relaying: Relaying
    housekeeping: Housekeeping

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Tasks]:
        async with (
            self.housekeeping.running() as keeping,
            self.relaying.running() as relaying,
            self.recording.running() as recording,
        ):
            yield keeping | relaying | recording


async def cancelled(*tasks: asyncio.Task[Any]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


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
