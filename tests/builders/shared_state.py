"""Redis as the adapters reach it, empty, and closed again."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from insights.adapters.redis.changes import RedisChanges
from insights.adapters.redis.connection import RedisConnection
from insights.adapters.redis.live_broadcast import RedisLiveBroadcast
from insights.adapters.redis.subscriptions import RedisSubscriptions


@asynccontextmanager
async def empty_redis(url: str) -> AsyncIterator[RedisConnection]:
    async with connected(url) as connection:
        await connection.client.flushdb()
        yield connection


async def grow_older(connection: RedisConnection, pattern: str, seconds: float) -> None:
    """Keys that have less than this to live are gone."""
    for key in await connection.client.keys(pattern):
        left = await connection.client.pttl(key) - int(seconds * 1000)
        await connection.client.pexpire(key, max(left, -1))


@asynccontextmanager
async def listening(
    connection: RedisConnection, buffer: int = 10_000
) -> AsyncIterator[tuple[RedisLiveBroadcast, RedisChanges]]:
    """What a process publishes and hears."""
    subscriptions = RedisSubscriptions(connection)
    broadcast = RedisLiveBroadcast(connection, subscriptions, buffer)
    changes = RedisChanges(connection, subscriptions)
    await changes.start()
    yield broadcast, changes
    for part in (changes, broadcast, subscriptions):
        await part.close()


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[RedisConnection]:
    connection = RedisConnection(url)
    try:
        yield connection
    finally:
        await connection.close()
