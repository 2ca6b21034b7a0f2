import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import final

from insights.application.ports.locks import Lease, Locks


@final
class MemoryLease(Lease):
    """Cannot be lost: whoever could take it over ends with the process."""

    def __init__(self, name: str, token: int, lock: asyncio.Lock) -> None:
        self.name = name
        self.token = token
        self.lost = asyncio.Event()
        self._lock: asyncio.Lock | None = lock

    async def release(self) -> None:
        if self._lock is not None:
            self._lock.release()
            self._lock = None


@final
class MemoryLocks(Locks):
    """Within this process, and in the order in which holders came."""

    def __init__(self) -> None:
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._last_token = 0

    async def try_hold(self, name: str, ttl_ms: int) -> Lease | None:
        return None if self._locks[name].locked() else await self._take(name)

    @asynccontextmanager
    async def hold(self, name: str, ttl_ms: int) -> AsyncIterator[Lease]:
        lease = await self._take(name)
        try:
            yield lease
        finally:
            await lease.release()

    async def _take(self, name: str) -> Lease:
        lock = self._locks[name]
        await lock.acquire()
        self._last_token += 1
        return MemoryLease(name, self._last_token, lock)
