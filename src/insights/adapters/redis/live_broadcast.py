import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Final, final

import msgspec

from insights.adapters.redis.connection import PREFIX, Client, RedisConnection
from insights.adapters.redis.subscriptions import RedisSubscriptions
from insights.application.ports.live import BUFFER, LiveBroadcast, Newest
from insights.domain.analytics.live import Sighting, sighting_of
from insights.domain.errors import Unavailable
from insights.domain.ingestion.event import Event

logger = logging.getLogger(__name__)

MOST_WAITING: Final = 40_000
"""Events that wait to be sent before the oldest are dropped."""
OF_A_MESSAGE: Final = 500

DECODER: Final = msgspec.msgpack.Decoder(list[Sighting])


@final
class RedisLiveBroadcast(LiveBroadcast):
    """A channel per project. What is published waits for a task of its own, which first asks Redis for which
    of the projects anybody listens, and sends nothing for the others. Open and silent: without Redis what is
    published is dropped."""

    def __init__(
        self,
        redis: RedisConnection,
        subscriptions: RedisSubscriptions,
        buffer: int = BUFFER,
    ) -> None:
        self._redis = redis
        self._subscriptions = subscriptions
        self._buffer = buffer
        self._waiting: deque[Sequence[Event]] = deque()
        self._sender: asyncio.Task[None] | None = None

    def publish(self, events: Sequence[Event]) -> None:
        if not events:
            return
        self._waiting.append(events)
        while len(self._waiting) > 1 and sum(map(len, self._waiting)) > MOST_WAITING:
            self._waiting.popleft()
        if self._sender is None or self._sender.done():
            self._sender = asyncio.create_task(self._send(), name="sending to the live view")

    @asynccontextmanager
    async def subscribe(self, project: str) -> AsyncIterator[AsyncIterator[Sequence[Sighting]]]:
        subscriber = Newest(self._buffer)

        def hear(message: bytes | None) -> None:
            if message is not None:
                subscriber.put(DECODER.decode(message))

        await self._subscriptions.add(_channel(project), hear)
        try:
            yield subscriber
        finally:
            await self._subscriptions.remove(_channel(project), hear)

    async def close(self) -> None:
        if self._sender is not None:
            self._sender.cancel()
            await asyncio.gather(self._sender, return_exceptions=True)

    async def _send(self) -> None:
        while self._waiting:
            events = self._waiting.popleft()
            try:
                await self._tell(events)
            except Unavailable as error:
                logger.debug("The live view is not told: %s", error)

    async def _tell(self, events: Sequence[Event]) -> None:
        projects = list(dict.fromkeys(event.project for event in events))
        counts = await self._redis.ask(lambda client: client.pubsub_numsub(*map(_channel, projects)))
        for project, (channel, listeners) in zip(projects, counts, strict=True):
            if listeners:
                for message in _messages([event for event in events if event.project == project]):
                    await self._redis.ask(partial(_publish, channel, message))


async def _publish(channel: bytes, message: bytes, client: Client) -> None:
    await client.publish(channel, message)


def _channel(project: str) -> str:
    return f"{PREFIX}live:{project}"


def _messages(events: Sequence[Event]) -> Iterator[bytes]:
    for start in range(0, len(events), OF_A_MESSAGE):
        yield msgspec.msgpack.encode([sighting_of(event) for event in events[start : start + OF_A_MESSAGE]])
