"""Many puts, one message."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from itertools import chain
from typing import NamedTuple

import msgspec

from insights.application.ports.event_queue import Batch
from insights.domain.errors import Unavailable


class Waiting(NamedTuple):
    batch: Batch
    done: asyncio.Future[None]


class Sent(NamedTuple):
    """What became of some puts."""

    puts: Sequence[Waiting]
    events: int
    bytes: int
    failure: Exception | None = None


Send = Callable[[int, bytes], None]
"""Publishes so many events, encoded; blocks, and raises Unavailable or QueueFull."""
Run = Callable[[Callable[[], list[Sent]]], "asyncio.Future[list[Sent]]"]
"""Calls it in the broker's thread."""


class Publisher:
    """The next message is published when the last one is durable, and takes what has gathered. There is no
    timer. What is put in one turn of the loop shares a message."""

    def __init__(
        self, send: Send, run: Run, sent: Callable[[Sent], None], most_events: int, most_bytes: int
    ) -> None:
        self._send = send
        self._run = run
        self._sent = sent
        self._most_events = most_events
        self._most_bytes = most_bytes
        self._encode = msgspec.msgpack.Encoder().encode
        self._waiting: deque[Waiting] = deque()
        self._publishing: asyncio.Task[None] | None = None
        self.unpublished = 0
        """Events that wait for a message, or for its confirmation."""

    def put(self, batch: Batch) -> asyncio.Future[None]:
        """Done when the batch is durable, whether or not anybody still waits for it."""
        done = asyncio.get_running_loop().create_future()
        self._waiting.append(Waiting(batch, done))
        self.unpublished += len(batch.events)
        if self._publishing is None:
            self._publishing = asyncio.create_task(self._publish(), name="publishing")
        return done

    async def finish(self) -> None:
        """Until everything put is published or has failed."""
        while self._publishing is not None:
            await asyncio.wait([self._publishing])

    async def _publish(self) -> None:
        while self._waiting:
            group = self._gather()
            try:
                results = await self._run(partial(self._send_all, group))
            except Exception as error:
                results = [Sent(group, 0, 0, error)]
            for sent in results:
                self._tell(sent)
        self._publishing = None

    def _gather(self) -> list[Waiting]:
        group = [self._waiting.popleft()]
        events = len(group[0].batch.events)
        while self._waiting and events + len(self._waiting[0].batch.events) <= self._most_events:
            group.append(self._waiting.popleft())
            events += len(group[-1].batch.events)
        return group

    def _send_all(self, group: Sequence[Waiting]) -> list[Sent]:
        """In the broker's thread. What is too large goes in halves; a batch that cannot be encoded fails
        alone."""
        batch = _merged(group)
        failure: Exception | None = None
        try:
            body = self._encode(batch)
        except (ValueError, TypeError, OverflowError) as error:
            body, failure = b"", error
        if len(group) > 1 and (failure or len(body) > self._most_bytes):
            half = len(group) // 2
            return self._send_all(group[:half]) + self._send_all(group[half:])
        if failure is None:
            try:
                self._send(len(batch.events), body)
            except Unavailable as error:
                failure = error
        return [Sent(group, len(batch.events), len(body), failure)]

    def _tell(self, sent: Sent) -> None:
        self._sent(sent)
        for waiting in sent.puts:
            self.unpublished -= len(waiting.batch.events)
            if waiting.done.done():
                continue
            if sent.failure is None:
                waiting.done.set_result(None)
            else:
                waiting.done.set_exception(sent.failure)


def _merged(group: Sequence[Waiting]) -> Batch:
    if len(group) == 1:
        return group[0].batch
    events = list(chain.from_iterable(waiting.batch.events for waiting in group))
    return Batch(events, list(chain.from_iterable(waiting.batch.drops for waiting in group)))
