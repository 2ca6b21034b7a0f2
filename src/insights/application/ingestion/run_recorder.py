"""The recorder beside the requests: take, record, acknowledge."""

import asyncio
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

import msgspec

from insights.application.ingestion.patience import Pause, delay_after, until_available
from insights.application.ingestion.record import RecordEvents
from insights.application.ports.event_queue import Delivery, EventQueue
from insights.domain.errors import Unavailable

logger = logging.getLogger(__name__)

MAX_EVENTS: Final = 20_000
"""About as many events are recorded at once: twice as many as half of them cost a fifth less in the engine,
which has fewer parts to merge, and take twice the memory."""

GATHER_SECONDS: Final = 0.2
"""Under load, one append begins so long after the one before: each costs the store the same work, however
few events it brings. An event that comes alone is recorded at once."""

GATHER_SHARE: Final = 2.0
"""Where more events come and recording takes longer than that, because requests take the processor, they
gather for so many times as long: to record a few of them would take it from the requests again and again."""

LONGEST_GATHER_SECONDS: Final = 0.5


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
        """Two batches are under way where more than they wait, else one."""
        before: asyncio.Task[None] | None = None
        async with asyncio.TaskGroup() as group:
            while deliveries := await self._next():
                began = time.monotonic()
                recording = group.create_task(self._record(deliveries))
                if before is not None:
                    await before
                before = recording
                behind = self._waiting() - _events(deliveries)
                if behind < self.max_events:
                    await recording
                    await self._gather(time.monotonic() - began, more_came=self._waiting() > behind)

    async def _record(self, deliveries: Sequence[Delivery]) -> None:
        await self._until_recorded(deliveries)
        await until_available("Acknowledging", partial(self.queue.ack, deliveries), self.pause)

    async def _gather(self, took: float, *, more_came: bool) -> None:
        if self._waiting() < self.max_events and not self.stop.is_set():
            longer = min(GATHER_SHARE * took, LONGEST_GATHER_SECONDS) if more_came else 0.0
            await self.pause(max(GATHER_SECONDS - took, longer))

    def _waiting(self) -> int:
        return self.queue.depth().events

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


def _events(deliveries: Sequence[Delivery]) -> int:
    return sum(len(delivery.batch.events) for delivery in deliveries)
