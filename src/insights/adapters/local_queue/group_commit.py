"""Many puts, one write."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from itertools import chain
from typing import NamedTuple

from insights.adapters.local_queue.file import Message, QueueFile
from insights.adapters.local_queue.worker import Worker
from insights.application.ports.event_queue import Batch
from insights.application.ports.system import Clock


class Waiting(NamedTuple):
    batch: Batch
    done: asyncio.Future[None]


class Commit(NamedTuple):
    """What became of some puts: the message that holds them, or why there is none."""

    puts: Sequence[Waiting]
    written: tuple[Message, Batch] | Exception


class GroupCommit:
    """The next write starts when the last one ends, and takes what has gathered. There is no timer.

    What is put in one turn of the loop shares a write even when none is running: the first of them waits for
    the end of the turn.
    """

    def __init__(
        self,
        file: QueueFile,
        worker: Worker,
        clock: Clock,
        per_message: int,
        written: Callable[[Message, Batch], None],
    ) -> None:
        self._file = file
        self._worker = worker
        self._clock = clock
        self._per_message = per_message
        self._written = written
        self._loop = asyncio.get_running_loop()
        self._waiting: deque[Waiting] = deque()
        self._idle = asyncio.Event()
        self._idle.set()
        self.unwritten = 0
        """Events that wait for a write, or for its end."""

    def put(self, batch: Batch) -> asyncio.Future[None]:
        """Done when the batch is durable, whether or not anybody still waits for it."""
        done = self._loop.create_future()
        self._waiting.append(Waiting(batch, done))
        self.unwritten += len(batch.events)
        if self._idle.is_set():
            self._idle.clear()
            self._loop.call_soon(self._next)
        return done

    async def finish(self) -> None:
        """Until everything put is written or has failed."""
        await self._idle.wait()

    def _next(self) -> None:
        if not self._waiting:
            self._idle.set()
            return
        group = [self._waiting.popleft()]
        events = len(group[0].batch.events)
        while self._waiting and events + len(self._waiting[0].batch.events) <= self._per_message:
            group.append(self._waiting.popleft())
            events += len(group[-1].batch.events)
        self._worker.start(lambda: self._commit(group), lambda result: self._committed(group, result))

    def _commit(self, group: list[Waiting]) -> list[Commit]:
        """In the worker's thread. A batch that cannot be encoded fails alone."""
        now = self._clock.now_ms()
        try:
            return [Commit(group, self._write(_merged(group), now))]
        except (ValueError, TypeError, OverflowError) as error:
            if len(group) == 1:
                return [Commit(group, error)]
            return [commit for one in group for commit in self._commit([one])]

    def _write(self, batch: Batch, now_ms: int) -> tuple[Message, Batch]:
        return self._file.write(batch, now_ms), batch

    def _committed(self, group: list[Waiting], result: list[Commit] | Exception) -> None:
        for commit in [Commit(group, result)] if isinstance(result, Exception) else result:
            if not isinstance(commit.written, Exception):
                self._written(*commit.written)
            for waiting in commit.puts:
                self.unwritten -= len(waiting.batch.events)
                _tell(waiting, commit.written)
        self._next()


def _tell(waiting: Waiting, written: tuple[Message, Batch] | Exception) -> None:
    if waiting.done.done():
        return
    if isinstance(written, Exception):
        waiting.done.set_exception(written)
    else:
        waiting.done.set_result(None)


def _merged(group: list[Waiting]) -> Batch:
    if len(group) == 1:
        return group[0].batch
    events = list(chain.from_iterable(waiting.batch.events for waiting in group))
    return Batch(events, list(chain.from_iterable(waiting.batch.drops for waiting in group)))
