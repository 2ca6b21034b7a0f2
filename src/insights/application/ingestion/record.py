"""From the queue to the event log."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

import msgspec

from insights.application.ingestion.append import AppendEvents
from insights.application.ingestion.patience import Pause, delay_after, until_available
from insights.application.ingestion.repeats import DropRepeats
from insights.application.ingestion.sessionise import Sessioniser
from insights.application.ingestion.steps import Step, run_step
from insights.application.ingestion.tally import Item, Tally
from insights.application.ports.event_queue import Delivery, EventQueue
from insights.application.ports.live import LiveBroadcast
from insights.application.ports.records import DeadLetters, DropCounts
from insights.application.ports.rollups import RollupMarks
from insights.application.ports.system import Clock
from insights.domain.errors import Unavailable

logger = logging.getLogger(__name__)

SLICE = 200
"""Events between two chances for other tasks to run: about a millisecond. Work in a thread would not be
kinder: it would hold the interpreter's lock for longer at a time."""

MAX_EVENTS = 10_000
"""About as many events are recorded at once."""

GATHER_SECONDS = 0.2
"""Under load, one append begins so long after the one before: each costs the store the same work, however
few events it brings. An event that comes alone is recorded at once."""

T = TypeVar("T")

Watch = Callable[[str, int, float], None]
"""Told of every step: its name, how many events went in, and the seconds it took."""


def unwatched(step: str, events: int, seconds: float) -> None:
    """Nobody looks."""


class Recorded(msgspec.Struct, frozen=True):
    stored: int
    dropped: int
    """With those that acceptance dropped."""
    dead: int


@dataclass(frozen=True, kw_only=True)
class RecordEvents:
    """Record the events of messages. The effects come in an order that makes it safe to begin again at any
    point: drops are counted, once per message; the hours whose numbers will change are marked; events are
    appended, and shown to whoever watches; what failed is kept as dead letters.
    After it the messages may be acknowledged. One call at a time goes through."""

    drop_repeats: DropRepeats
    steps: Sequence[Step]
    sessionise: Sessioniser
    marks: RollupMarks
    append: AppendEvents
    live: LiveBroadcast
    drop_counts: DropCounts
    dead_letters: DeadLetters
    clock: Clock
    pause: Pause = asyncio.sleep
    watch: Watch = unwatched
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def __call__(self, deliveries: Sequence[Delivery]) -> Recorded:
        async with self.turn:
            tallies = [Tally(delivery) for delivery in deliveries]
            items = [
                (tally, accepted)
                for tally, delivery in zip(tallies, deliveries, strict=True)
                for accepted in delivery.batch.events
            ]
            doubtful = {delivery.id for delivery in deliveries if delivery.redelivered}
            items = await self._timed("drop_repeats", items, self.drop_repeats(items, doubtful))
            items = await self._enrich(items)
            items = await self._timed("sessionise", items, self.sessionise(items))
            await self._count_drops(tallies)
            stored = await self._timed("append", items, self._append(items))
            await self._keep_letters(tallies)
        return Recorded(
            stored=stored,
            dropped=sum(drop.count for tally in tallies for drop in tally.drops()),
            dead=sum(len(tally.dead) for tally in tallies),
        )

    async def _enrich(self, items: Sequence[Item]) -> list[Item]:
        enriched: list[Item] = []
        for start in range(0, len(items), SLICE):
            part = items[start : start + SLICE]
            for step in self.steps:
                entered, began = len(part), time.perf_counter()
                part = run_step(step, part)
                self.watch(step.name, entered, time.perf_counter() - began)
            enriched += part
            await asyncio.sleep(0)
        return enriched

    async def _append(self, items: Sequence[Item]) -> int:
        stored = [accepted.event for _, accepted in items]
        async with AsyncExitStack() as stack:
            marked = partial(self.marks.touching, self.sessionise.touched)
            await until_available("Marking", lambda: stack.enter_async_context(marked()), self.pause)
            refused = await self.append(stored)
        if refused:
            errors = {(event.project, event.id): error for event, error in refused}
            for tally, accepted in items:
                if (error := errors.get((accepted.event.project, accepted.event.id))) is not None:
                    tally.set_aside(accepted, "append", error)
            stored = [event for event in stored if (event.project, event.id) not in errors]
        self.live.publish(stored)
        await self.drop_repeats.remember(items)
        return len(stored)

    async def _count_drops(self, tallies: Sequence[Tally]) -> None:
        for tally in tallies:
            if drops := tally.drops():
                await until_available(
                    "Counting drops", partial(self.drop_counts.add, tally.message, drops), self.pause
                )

    async def _keep_letters(self, tallies: Sequence[Tally]) -> None:
        if letters := [letter for tally in tallies for letter in tally.letters(self.clock.now_ms())]:
            await until_available("Keeping dead letters", lambda: self.dead_letters.keep(letters), self.pause)

    async def _timed(self, step: str, items: Sequence[Item], work: Awaitable[T]) -> T:
        began = time.perf_counter()
        done = await work
        self.watch(step, len(items), time.perf_counter() - began)
        return done


@dataclass(frozen=True)
class RunRecorder:
    """Take, record, acknowledge, until the queue is closed. Cancelling it at any point loses nothing: what
    was not acknowledged is delivered again."""

    queue: EventQueue
    record: RecordEvents
    pause: Pause = asyncio.sleep
    max_events: int = MAX_EVENTS

    async def __call__(self) -> None:
        while True:
            try:
                deliveries = await self.queue.take(self.max_events)
            except Unavailable:
                return
            began = time.monotonic()
            await self._until_recorded(deliveries)
            await until_available("Acknowledging", partial(self.queue.ack, deliveries), self.pause)
            if self.queue.depth().events < self.max_events:
                await self.pause(max(0.0, began + GATHER_SECONDS - time.monotonic()))

    async def _until_recorded(self, deliveries: Sequence[Delivery]) -> None:
        """A surprise is told and tried again: no message is given up, and those behind it wait."""
        attempt = 0
        while True:
            try:
                await self.record(deliveries)
            except Exception:
                logger.exception("Recording failed, trying again")
                await self.pause(delay_after(attempt))
                deliveries = [msgspec.structs.replace(one, redelivered=True) for one in deliveries]
                attempt += 1
            else:
                return
