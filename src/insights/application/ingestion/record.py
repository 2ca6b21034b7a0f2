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

from insights.application.ingestion.append import AppendEvents, Refused
from insights.application.ingestion.link_visitors import LinkVisitors
from insights.application.ingestion.notebook import Notebook
from insights.application.ingestion.patience import Pause, delay_after, until_available
from insights.application.ingestion.repeats import DropRepeats
from insights.application.ingestion.sessionise import Sessioniser
from insights.application.ingestion.steps import Step, run_step
from insights.application.ingestion.stored_before import hours_stored_before
from insights.application.ingestion.tally import Item, Tally
from insights.application.ports.event_queue import Delivery, EventQueue
from insights.application.ports.live import LiveBroadcast
from insights.application.ports.locks import Locks
from insights.application.ports.records import DeadLetters, DropCounts
from insights.application.ports.rollups import RollupMarks, TouchedHour
from insights.application.ports.system import Clock
from insights.domain.analytics.visitor_links import VisitorLink
from insights.domain.errors import Unavailable
from insights.domain.ingestion.event import Accepted, Event

logger = logging.getLogger(__name__)

SLICE = 200
"""Events between two chances for other tasks to run: about a millisecond. Work in a thread would not be
kinder: it would hold the interpreter's lock for longer at a time."""

MAX_EVENTS = 10_000
"""About as many events are recorded at once."""

GATHER_SECONDS = 0.2
"""Under load, one append begins so long after the one before: each costs the store the same work, however
few events it brings. An event that comes alone is recorded at once."""

LOCK = "recording"
LOCK_MS = 10_000
"""A recorder that dies while it gives visits holds up the others for no longer."""

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
    point: drops are counted, once per message; hours whose numbers will change are marked; links between
    visitors are added; events are appended, and shown to whoever watches; what failed becomes dead letters.
    After it the messages may be acknowledged. One call at a time goes through; other recorders may work on
    other messages meanwhile."""

    drop_repeats: DropRepeats
    steps: Sequence[Step]
    sessionise: Sessioniser
    locks: Locks
    marks: RollupMarks
    append: AppendEvents
    link: LinkVisitors
    live: LiveBroadcast
    drop_counts: DropCounts
    dead_letters: DeadLetters
    clock: Clock
    pause: Pause = asyncio.sleep
    watch: Watch = unwatched
    notebook: Notebook = field(default_factory=Notebook)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def __call__(self, deliveries: Sequence[Delivery]) -> Recorded:
        async with self.turn:
            tallies = [Tally(delivery) for delivery in deliveries]
            items = [
                (tally, accepted)
                for tally, delivery in zip(tallies, deliveries, strict=True)
                for accepted in delivery.batch.events
            ]
            items = await self._enrich(items)
            doubtful = {delivery.id for delivery in deliveries if delivery.redelivered}
            items = await self._timed("drop_repeats", items, self.drop_repeats(items, doubtful))
            items = await self._timed("sessionise", items, self._give_visits(items))
            await self._count_drops(tallies)
            self._note_drops(tallies)
            again = [accepted for tally in tallies for accepted in tally.stored_before]
            stored = await self._timed("append", items, self._append(items, again))
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

    async def _give_visits(self, items: Sequence[Item]) -> list[Item]:
        """The one part in which the recorders of an installation take turns."""

        async def in_turn() -> list[Item]:
            async with self.locks.hold(LOCK, LOCK_MS) as lease:
                return await self.sessionise(items, lease)

        return await until_available("Giving visits", in_turn, self.pause)

    async def _append(self, items: Sequence[Item], again: Sequence[Accepted]) -> int:
        stored = [accepted.event for _, accepted in items]
        said = await self.link.worth_adding(self.sessionise.said, again)
        hours = self.sessionise.touched | await hours_stored_before(
            self.append.log, self.link.links, again, self.pause
        )
        refused = await self._store(stored, said, hours)
        if refused:
            errors = {(event.project, event.id): error for event, error in refused}
            for tally, accepted in items:
                if (error := errors.get((accepted.event.project, accepted.event.id))) is not None:
                    tally.set_aside(accepted, "append", error)
            stored = [event for event in stored if (event.project, event.id) not in errors]
        self.live.publish(stored)
        self.notebook.stored(stored)
        await self.drop_repeats.settle(stored, [event for event, _ in refused])
        return len(stored)

    async def _store(
        self, events: Sequence[Event], said: Sequence[VisitorLink], hours: set[TouchedHour]
    ) -> list[Refused]:
        """Marks, links, events, in this order (`docs/decisions/0200`). What links change is asked while no
        mark can be taken away; as long as hours are found that are not marked, it begins anew."""
        while True:
            async with AsyncExitStack() as stack:
                enter = partial(self._enter, stack, hours)
                await until_available("Marking", enter, self.pause)
                unmarked = await self.link.hours(said) - hours
                if not unmarked:
                    await self.link.add(said)
                    return await self.append(events)
            hours |= unmarked

    async def _enter(self, stack: AsyncExitStack, hours: set[TouchedHour]) -> None:
        await stack.enter_async_context(self.marks.touching(hours))

    async def _count_drops(self, tallies: Sequence[Tally]) -> None:
        for tally in tallies:
            if drops := tally.drops():
                await until_available(
                    "Counting drops", partial(self.drop_counts.add, tally.message, drops), self.pause
                )

    def _note_drops(self, tallies: Sequence[Tally]) -> None:
        for tally in tallies:
            for (_, reason), accepted in tally.left_out.items():
                self.notebook.dropped(accepted.event, reason)

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
    """Take, record, acknowledge, until the queue is closed or `stop` is set: then what is under way is
    finished. Cancelling it at any point loses nothing: what was not acknowledged is delivered again."""

    queue: EventQueue
    record: RecordEvents
    pause: Pause = asyncio.sleep
    max_events: int = MAX_EVENTS
    stop: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self) -> None:
        while deliveries := await self._next():
            began = time.monotonic()
            await self._until_recorded(deliveries)
            await until_available("Acknowledging", partial(self.queue.ack, deliveries), self.pause)
            if self.queue.depth().events < self.max_events and not self.stop.is_set():
                await self.pause(max(0.0, began + GATHER_SECONDS - time.monotonic()))

    async def _next(self) -> Sequence[Delivery]:
        """Nothing at the end. Taking is given up by a cancellation, which loses no message."""
        if self.stop.is_set():
            return ()
        taking = asyncio.ensure_future(self.queue.take(self.max_events))
        stopping = asyncio.ensure_future(self.stop.wait())
        try:
            await asyncio.wait({taking, stopping}, return_when=asyncio.FIRST_COMPLETED)
            return await taking if taking.done() else ()
        except Unavailable:
            return ()
        finally:
            stopping.cancel()
            taking.cancel()
            await asyncio.gather(taking, stopping, return_exceptions=True)

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
