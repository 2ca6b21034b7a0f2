"""From the queue to the event log."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple, TypeVar

import msgspec

from insights.application.ingestion.append import AppendEvents, Refused
from insights.application.ingestion.link_visitors import LinkVisitors
from insights.application.ingestion.notebook import Notebook
from insights.application.ingestion.patience import Pause, until_available
from insights.application.ingestion.repeats import DropRepeats
from insights.application.ingestion.sessionise import Sessioniser
from insights.application.ingestion.steps import Step, run_step
from insights.application.ingestion.stored_before import hours_stored_before
from insights.application.ingestion.tally import Item, Tally
from insights.application.ingestion.turns import in_turns
from insights.application.ports.event_queue import Delivery
from insights.application.ports.live import LiveBroadcast
from insights.application.ports.locks import Locks
from insights.application.ports.records import DeadLetters, DropCounts
from insights.application.ports.rollups import RollupMarks, TouchedHour
from insights.application.ports.system import Clock
from insights.domain.analytics.visitor_links import VisitorLink
from insights.domain.ingestion.event import Event

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


class _Prepared(NamedTuple):
    """A batch that has only to be stored."""

    tallies: Sequence[Tally]
    items: Sequence[Item]
    said: Sequence[VisitorLink]
    touched: set[TouchedHour]


@dataclass(frozen=True, kw_only=True)
class RecordEvents:
    """Record the events of messages. The effects come in an order that makes it safe to begin again at any
    point: drops are counted, once per message; hours whose numbers will change are marked; links between
    visitors are added; events are appended, and shown to whoever watches; what failed becomes dead letters.
    After it the messages may be acknowledged.

    Calls go through one after the other, but the next batch is prepared while one is stored: the claims tell
    which events are under way, and their visits are held. Other recorders may work on other messages."""

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
    storing: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def __call__(self, deliveries: Sequence[Delivery]) -> Recorded:
        async with AsyncExitStack() as turn:
            await turn.enter_async_context(self.turn)
            prepared = await self._prepare(deliveries)
            async with self.storing:
                if not prepared.said:  # else the next batch has to find these links
                    await turn.aclose()
                return await self._store(prepared)

    async def _prepare(self, deliveries: Sequence[Delivery]) -> _Prepared:
        once = {
            delivery.id: delivery for delivery in deliveries
        }.values()  # a broker may hold a message twice
        tallies = [Tally(delivery) for delivery in once]
        items = [
            (tally, accepted)
            for tally, delivery in zip(tallies, once, strict=True)
            for accepted in delivery.batch.events
        ]
        items = await self._enrich(items)
        doubtful = {delivery.id for delivery in deliveries if delivery.redelivered}
        new = self.drop_repeats(items, doubtful, self._nothing_under_way)
        items = await self._timed("drop_repeats", items, new)
        items = await self._timed("sessionise", items, self._give_visits(items))
        return _Prepared(tallies, items, self.sessionise.said, self.sessionise.touched)

    async def _store(self, prepared: _Prepared) -> Recorded:
        tallies, items = prepared.tallies, prepared.items
        await self._count_drops(tallies)
        self._note_drops(tallies)
        stored = await self._timed("append", items, self._append(prepared))
        await self._keep_letters(tallies)
        return Recorded(
            stored=stored,
            dropped=sum(drop.count for tally in tallies for drop in tally.drops()),
            dead=sum(len(tally.dead) for tally in tallies),
        )

    async def _enrich(self, items: Sequence[Item]) -> list[Item]:
        enriched: list[Item] = []
        async for part in in_turns(items):
            going = list(part)
            for step in self.steps:
                entered, began = len(going), time.perf_counter()
                going = run_step(step, going)
                self.watch(step.name, entered, time.perf_counter() - began)
            enriched += going
        return enriched

    async def _nothing_under_way(self) -> None:
        """Until the batch before is stored."""
        async with self.storing:
            pass

    async def _give_visits(self, items: Sequence[Item]) -> list[Item]:
        """The one part in which the recorders of an installation take turns."""

        async def in_turn() -> list[Item]:
            async with self.locks.hold(LOCK, LOCK_MS) as lease:
                return await self.sessionise(items, lease)

        return await until_available("Giving visits", in_turn, self.pause)

    async def _append(self, prepared: _Prepared) -> int:
        items = prepared.items
        again = [accepted for tally in prepared.tallies for accepted in tally.stored_before]
        stored = [accepted.event for _, accepted in items]
        said = await self.link.worth_adding(prepared.said, again)
        hours = prepared.touched | await hours_stored_before(
            self.append.log, self.link.links, again, self.pause
        )
        refused = await self._mark_and_append(stored, said, hours)
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

    async def _mark_and_append(
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
