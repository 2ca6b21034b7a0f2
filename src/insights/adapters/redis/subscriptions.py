"""What this process hears from others, over one connection that comes back by itself."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Final, final

from redis import exceptions

from insights.adapters.redis.connection import AWAY, RedisConnection, not_swallowing

logger = logging.getLogger(__name__)

CONFIRM_SECONDS: Final = 2.0
SILENCE_SECONDS: Final = 5.0
"""After so long without a word Redis is asked for one; without it for as long again, the line is dead."""
AGAIN_SECONDS: Final = 0.5

Heed = Callable[[bytes | None], None]
"""Called with each message. None: some may have been missed."""


@final
class RedisSubscriptions:
    def __init__(self, redis: RedisConnection) -> None:
        self._redis = redis
        self._heeds: dict[str, set[Heed]] = {}
        self._heard: dict[str, asyncio.Event] = {}
        self._pubsub: Any = None
        self._speaking = asyncio.Lock()
        self._reader: asyncio.Task[None] | None = None

    async def add(self, channel: str, heed: Heed) -> None:
        """Return once Redis sends what is published from now on; after a moment also while it is away."""
        if channel not in self._heeds:
            self._heeds[channel] = set()
            self._heard[channel] = asyncio.Event()
        self._heeds[channel].add(heed)
        if self._reader is None:
            self._reader = asyncio.create_task(self._read(), name="listening to Redis")
        elif not self._heard[channel].is_set():
            await self._say("subscribe", channel)
        try:
            async with asyncio.timeout(CONFIRM_SECONDS):
                await self._heard[channel].wait()
        except TimeoutError:
            logger.warning("Redis does not confirm a subscription; it is subscribed to when it is back")

    async def remove(self, channel: str, heed: Heed) -> None:
        self._heeds[channel].discard(heed)
        if not self._heeds[channel]:
            del self._heeds[channel], self._heard[channel]
            await self._say("unsubscribe", channel)

    async def close(self) -> None:
        if self._reader is not None:
            self._reader.cancel()
            await asyncio.gather(self._reader, return_exceptions=True)

    async def _say(self, what: str, channel: str) -> None:
        """What does not get through is made good when the reader connects."""
        try:
            async with self._speaking:
                if self._pubsub is not None:
                    await not_swallowing(getattr(self._pubsub, what)(channel))
        except (*AWAY, exceptions.RedisError):
            pass

    async def _read(self) -> None:
        while True:
            try:
                await self._listen()
            except (*AWAY, exceptions.RedisError) as error:
                logger.warning("Redis cannot be listened to now: %s", error)
            for heard in self._heard.values():
                heard.clear()
            for heeds in list(self._heeds.values()):
                for heed in list(heeds):
                    heed(None)
            await asyncio.sleep(AGAIN_SECONDS)

    async def _listen(self) -> None:
        async with self._redis.listening.pubsub() as pubsub:
            async with self._speaking:
                # At least one, or there is no connection to read from.
                await not_swallowing(pubsub.subscribe("insights", *self._heeds))
                self._pubsub = pubsub
            try:
                asked = False
                while True:
                    message = await not_swallowing(pubsub.get_message(timeout=SILENCE_SECONDS))
                    if message is not None:
                        asked = False
                        self._hear(message)
                    elif asked:
                        raise exceptions.ConnectionError("nothing is heard any more")
                    else:
                        await not_swallowing(_ping(pubsub))
                        asked = True
            finally:
                self._pubsub = None

    def _hear(self, message: dict[str, Any]) -> None:
        channel = (message["channel"] or b"").decode()
        if message["type"] == "subscribe" and channel in self._heard:
            self._heard[channel].set()
        elif message["type"] == "message":
            for heed in list(self._heeds.get(channel, ())):
                heed(message["data"])


def _ping(pubsub: Any) -> Awaitable[None]:
    answer: Awaitable[None] = pubsub.ping()
    return answer
