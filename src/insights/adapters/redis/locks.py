import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final, final
from uuid import uuid4

from insights.adapters.redis.connection import PREFIX, Client, RedisConnection
from insights.application.ports.locks import Lease, Locks
from insights.domain.errors import Unavailable

logger = logging.getLogger(__name__)

ASK_AGAIN: Final = (0.002, 0.05)
"""Seconds between two looks at a lock that somebody has: at first, and at most."""
TOKEN_MS: Final = 30 * 86_400_000

TAKE: Final = """
local holder = redis.call('HGET', KEYS[1], 'holder')
if holder then
  return holder == ARGV[1] and tonumber(redis.call('HGET', KEYS[1], 'token')) or false
end
local now = redis.call('TIME')
local token = math.max(now[1] * 1000000 + now[2], (tonumber(redis.call('GET', KEYS[2])) or 0) + 1)
token = string.format('%.0f', token)
redis.call('HSET', KEYS[1], 'holder', ARGV[1], 'token', token)
redis.call('PEXPIRE', KEYS[1], ARGV[2])
redis.call('SET', KEYS[2], token, 'PX', ARGV[3])
return tonumber(token)
"""
"""The token is Redis's time in microseconds, so that it grows also when Redis has lost all it knew; asking
twice for the same holder answers the same."""
RENEW: Final = """
if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
"""
GIVE_BACK: Final = """
if redis.call('HGET', KEYS[1], ARGV[1]) == ARGV[2] then redis.call('DEL', KEYS[1]) end
"""
"""By token or, where none has come yet, by holder."""


def lock_key(name: str) -> str:
    """A hash that is there while the lock is held; its field `token` is the lease's."""
    return f"{PREFIX}lock:{name}"


@final
class RedisLease(Lease):
    def __init__(self, redis: RedisConnection, name: str, token: int, ttl_ms: int, until: float) -> None:
        self._redis = redis
        self.name = name
        self.token = token
        self._ttl_ms = ttl_ms
        self._until = until
        """Seconds on the event loop's clock until which Redis surely keeps it for this holder."""
        self.lost = asyncio.Event()
        self._releasing: asyncio.Task[None] | None = None
        self._renewing = asyncio.create_task(self._renew(), name=f"renewing {name}")

    async def release(self) -> None:
        if self._releasing is None:
            self._releasing = asyncio.create_task(self._let_go(), name=f"releasing {self.name}")
        await asyncio.shield(self._releasing)  # also when whoever holds it is cancelled

    async def _let_go(self) -> None:
        self._renewing.cancel()
        await asyncio.gather(self._renewing, return_exceptions=True)
        if self.lost.is_set():
            return
        try:
            await self._redis.ask(
                lambda client: client.eval(GIVE_BACK, 1, lock_key(self.name), "token", self.token)
            )
        except Unavailable:
            pass  # its time is up soon

    async def _renew(self) -> None:
        loop = asyncio.get_running_loop()
        kept = True
        while kept and loop.time() < self._until:
            await asyncio.sleep(min(self._ttl_ms / 3000, self._until - loop.time()))
            asked = loop.time()
            try:
                async with asyncio.timeout_at(self._until):
                    kept = await self._redis.ask(self._extend)
            except (Unavailable, TimeoutError):
                continue  # it is held as long as its time is not up
            self._until = asked + self._ttl_ms / 1000
        logger.warning("The lock %r is lost", self.name)
        self.lost.set()

    async def _extend(self, client: Client) -> bool:
        return bool(await client.eval(RENEW, 1, lock_key(self.name), self.token, self._ttl_ms))


@final
class RedisLocks(Locks):
    """Among all processes of one Redis."""

    def __init__(self, redis: RedisConnection) -> None:
        self._redis = redis

    async def try_hold(self, name: str, ttl_ms: int) -> Lease | None:
        loop, holder = asyncio.get_running_loop(), uuid4().hex
        asked = loop.time()
        last = f"{lock_key(name)}:last"
        try:
            token = await self._redis.ask(
                lambda client: client.eval(TAKE, 2, lock_key(name), last, holder, ttl_ms, TOKEN_MS)
            )
        except asyncio.CancelledError:
            await self._give_back(name, holder)
            raise
        return None if token is None else RedisLease(self._redis, name, token, ttl_ms, asked + ttl_ms / 1000)

    async def _give_back(self, name: str, holder: str) -> None:
        """What may have been granted to a caller who waits no longer."""
        try:
            await self._redis.ask(lambda client: client.eval(GIVE_BACK, 1, lock_key(name), "holder", holder))
        except Unavailable:
            pass  # its time is up soon

    @asynccontextmanager
    async def hold(self, name: str, ttl_ms: int) -> AsyncIterator[Lease]:
        delay, longest = ASK_AGAIN
        while (lease := await self.try_hold(name, ttl_ms)) is None:
            await asyncio.sleep(delay)
            delay = min(delay * 2, longest)
        try:
            yield lease
        finally:
            await lease.release()
