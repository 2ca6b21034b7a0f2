"""The event queue of one process: group commit to a file, delivery from memory while it keeps up."""

import asyncio
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Self, final

import msgspec

from insights.adapters.local_queue.backlog import Backlog
from insights.adapters.local_queue.file import Durability, Message, QueueFile, Reading
from insights.adapters.local_queue.group_commit import GroupCommit
from insights.adapters.local_queue.worker import Worker
from insights.application.ports.event_queue import Batch, Delivery, EventQueue, QueueDepth, QueueFull
from insights.application.ports.system import Clock
from insights.domain.errors import Unavailable

log = logging.getLogger(__name__)


class QueueLimits(msgspec.Struct, frozen=True):
    """Numbers of events, but for `bytes`; past the first three `put` raises QueueFull."""

    events: int = 10_000_000
    bytes: int = 2 * 1024**3
    unwritten: int = 100_000
    """Waiting in memory for a slow disk."""
    per_message: int = 5_000
    """One commit takes no more, so that no message is a burden to its reader."""
    in_memory: int = 40_000
    """Written and kept at hand for `take`; past it messages are read back from the file."""


@final
class LocalQueue(EventQueue):
    """One thread owns the file and the event loop owns everything else, so there is no lock.

    Made by `open`, inside the loop that uses it.
    """

    def __init__(
        self, file: QueueFile, worker: Worker, backlog: Backlog, clock: Clock, limits: QueueLimits
    ) -> None:
        self._file = file
        self._worker = worker
        self._backlog = backlog
        self._clock = clock
        self._limits = limits
        self._commit = GroupCommit(file, worker, clock, limits.per_message, self._written)
        self._taking = asyncio.Lock()
        self._news = asyncio.Event()
        self._reading = False
        self._failure: Exception | None = None
        self._undeleted: set[int] = set()
        """Acknowledged, and not yet out of the file."""
        self._closed = False

    @classmethod
    async def open(
        cls, path: Path, clock: Clock, durability: Durability = "disk", limits: QueueLimits | None = None
    ) -> Self:
        """Make the file where there is none. Raises QueueBroken, or Conflict when another process has it."""
        limits = limits or QueueLimits()
        worker = Worker("local-queue")
        try:
            file, backlog = await worker.call(lambda: _opened(path, durability, limits.in_memory))
        except BaseException:
            worker.end()
            raise
        return cls(file, worker, backlog, clock, limits)

    async def put(self, batch: Batch) -> None:
        self._check_open()
        self._check_room(len(batch.events))
        await self._commit.put(batch)

    async def take(self, max_events: int) -> Sequence[Delivery]:
        async with self._taking:
            while not self._backlog.any_at_hand:
                self._check_open()
                self._read_back()
                self._news.clear()
                await self._news.wait()
                self._raise_failure()
            return self._backlog.take(max_events)

    async def ack(self, deliveries: Sequence[Delivery]) -> None:
        """Where the disk has no room even for this, the messages stay in the file until the next `ack`."""
        self._undeleted.update(self._backlog.outstanding(delivery.id for delivery in deliveries))
        if self._closed or not self._undeleted:
            return
        ids = list(self._undeleted)
        try:
            await self._worker.call(lambda: self._file.delete(ids))
        except Unavailable as error:
            log.warning("%d acknowledged messages stay in the queue for now: %s", len(ids), error)
            return
        self._undeleted.difference_update(ids)
        self._backlog.forget(ids)

    def depth(self) -> QueueDepth:
        return self._backlog.depth(self._clock.now_ms())

    async def check(self) -> None:
        self._check_open()

    async def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        self._news.set()
        await self._commit.finish()
        await self._worker.call(self._file.close)
        self._worker.end()

    def _written(self, message: Message, batch: Batch) -> None:
        self._backlog.add(message, batch)
        self._news.set()

    def _read_back(self) -> None:
        """Once at a time. What it finds is kept also when `take` was given up meanwhile."""
        first = self._backlog.in_file
        if first is None or self._reading:
            return
        self._reading = True
        self._worker.start(lambda: self._file.read(first, self._limits.in_memory), self._was_read)

    def _was_read(self, result: Reading | Exception) -> None:
        self._reading = False
        if isinstance(result, Exception):
            self._failure = result
        else:
            self._backlog.refill(result)
        self._news.set()

    def _raise_failure(self) -> None:
        failure, self._failure = self._failure, None
        if failure is not None:
            raise failure

    def _check_open(self) -> None:
        if self._closed:
            raise Unavailable("The event queue is closed.")

    def _check_room(self, events: int) -> None:
        limits, backlog, unwritten = self._limits, self._backlog, self._commit.unwritten
        if backlog.events + unwritten + events > limits.events or backlog.bytes >= limits.bytes:
            raise QueueFull(f"The event queue is full: {backlog.events:,} events wait to be recorded.", 5)
        if unwritten and unwritten + events > limits.unwritten:
            raise QueueFull(f"The disk is slow: {unwritten:,} events wait to be written.", 1)


def _opened(path: Path, durability: Durability, in_memory: int) -> tuple[QueueFile, Backlog]:
    file = QueueFile(path, durability)
    try:
        return file, Backlog(*file.contents(), in_memory)
    except BaseException:
        file.close()
        raise
