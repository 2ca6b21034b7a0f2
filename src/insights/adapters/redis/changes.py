import asyncio
from collections import defaultdict
from functools import partial
from typing import Final, final

from insights.adapters.redis.connection import PREFIX, Client, RedisConnection
from insights.adapters.redis.subscriptions import RedisSubscriptions
from insights.application.ports.changes import Changes, Forget
from insights.domain.errors import Unavailable

CHANNEL: Final = f"{PREFIX}changes"


@final
class RedisChanges(Changes):
    """One channel for all topics. Topics announced while one is sent go out together after it."""

    def __init__(self, redis: RedisConnection, subscriptions: RedisSubscriptions) -> None:
        self._redis = redis
        self._subscriptions = subscriptions
        self._heeding: defaultdict[str, list[Forget]] = defaultdict(list)
        self._to_tell: set[str] = set()
        self._teller: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Listen, as soon as Redis is there."""
        await self._subscriptions.add(CHANNEL, self._hear)

    def announce(self, topic: str) -> None:
        self._forget(topic)
        self._to_tell.add(topic)
        if self._teller is None or self._teller.done():
            self._teller = asyncio.create_task(self._tell(), name="announcing changes")

    def heed(self, topic: str, forget: Forget) -> None:
        self._heeding[topic].append(forget)

    async def close(self) -> None:
        """What was announced is told first."""
        if self._teller is not None:
            await asyncio.gather(self._teller, return_exceptions=True)

    async def _tell(self) -> None:
        while self._to_tell:
            topic = self._to_tell.pop()
            try:
                await self._redis.ask(partial(_publish, topic))
            except Unavailable:
                pass  # the others hear of it when what they remember is too old

    def _hear(self, message: bytes | None) -> None:
        for topic in list(self._heeding) if message is None else [message.decode()]:
            self._forget(topic)

    def _forget(self, topic: str) -> None:
        for forget in self._heeding.get(topic, ()):
            forget()


async def _publish(topic: str, client: Client) -> None:
    await client.publish(CHANNEL, topic)
