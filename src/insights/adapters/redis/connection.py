"""One Redis, as everything in this folder reaches it: bounded in connections and in time."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar, final

from redis import exceptions
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from insights.domain.errors import Unavailable

PREFIX: Final = "insights:1:"
"""Of every key and channel. The number changes with the form of what is stored under it."""

CONNECTIONS: Final = 20
"""Per process; whoever finds none free waits, and no longer than for an answer."""
CONNECT_SECONDS: Final = 1.0
ANSWER_SECONDS: Final = 2.0
SPARED_SECONDS: Final = 0.5
"""After a failure nobody waits for Redis again for so long."""

AWAY: Final = (exceptions.ConnectionError, exceptions.TimeoutError, OSError)
"""Errors of the way to Redis, not of what was asked."""

T = TypeVar("T")

Client = Any
"""redis-py's own annotations leave open whether a command answers at once or is awaited."""

Watch = Callable[[str], None]
"""Told of every failure: `connection`, or `command` when Redis answered that it will not."""


def unwatched(kind: str) -> None:
    """Nobody looks."""


async def not_swallowing(answer: Awaitable[T]) -> T:
    """The answer, unless the task was cancelled meanwhile: redis-py drops a cancellation that comes while it
    takes a connection from the pool, and whoever waits for the task would wait for ever."""
    task = asyncio.current_task()
    before = task.cancelling() if task else 0
    result = await answer
    if task and task.cancelling() > before:
        raise asyncio.CancelledError
    return result


@final
class RedisConnection:
    """A pool and the manner of asking: a call that Redis cannot answer in time raises Unavailable, and while
    it is away most calls do so without waiting for it."""

    def __init__(self, url: str, watch: Watch = unwatched) -> None:
        self.client: Client = _client(url, CONNECTIONS, retries=1)
        # Whoever listens must learn of a lost connection, so nothing is tried again behind its back.
        self.listening: Client = _client(url, 2, retries=0)
        self._watch = watch
        self._spared_until = 0.0

    async def ask(self, call: Callable[[Client], Awaitable[T]]) -> T:
        """The call's answer. It may be made twice when the connection breaks. Raises Unavailable."""
        if time.monotonic() < self._spared_until:
            raise Unavailable("Redis was away a moment ago.")
        try:
            return await not_swallowing(call(self.client))
        except AWAY as error:
            self._spared_until = time.monotonic() + SPARED_SECONDS
            self._watch("connection")
            raise Unavailable(f"Redis cannot be reached: {error}.") from error
        except exceptions.RedisError as error:
            self._watch("command")
            raise Unavailable(f"Redis refused a command: {error}.") from error

    async def check(self) -> None:
        """Raises Unavailable when Redis does not answer."""
        await self.ask(lambda client: client.ping())

    async def close(self) -> None:
        await self.client.aclose(close_connection_pool=True)
        await self.listening.aclose(close_connection_pool=True)


def _client(url: str, connections: int, retries: int) -> Client:
    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=connections,
        timeout=ANSWER_SECONDS,
        socket_connect_timeout=CONNECT_SECONDS,
        socket_timeout=ANSWER_SECONDS,
        # One that Redis closed while it was idle is found out by the first command on it.
        retry=Retry(NoBackoff(), retries, supported_errors=(exceptions.ConnectionError,)),
        client_name="insights",
        protocol=2,
    )
    return Redis.from_pool(pool)
