"""Turns and offices that one holder at a time has, among all processes of an installation."""

import asyncio
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from insights.domain.errors import Unavailable


class LeaseLost(Unavailable):
    """The lock went to somebody else while it was used; what was done under it since does not count."""


class Lease(Protocol):
    """A lock that is held, and renewed until it is released."""

    name: str
    token: int
    """Grows with every lease of the name: a store that keeps the highest it has seen can refuse a holder who
    does not know yet that the lock is lost."""
    lost: asyncio.Event
    """Set no later than somebody else can hold the lock, unless the event loop stood still: what must not be
    done twice also shows its token. It stays unset after `release`."""

    async def release(self) -> None:
        """Let others have it now. Never raises; releasing twice, or what is lost, changes nothing."""
        ...


class Locks(Protocol):
    """Closed when their store is away: nobody gets a lock, and who has one loses it when its time is up. A
    holder that dies frees it in that time, too."""

    async def try_hold(self, name: str, ttl_ms: int) -> Lease | None:
        """The lock, unless somebody has it. It is renewed well before `ttl_ms` have passed. Raises
        Unavailable."""
        ...

    def hold(self, name: str, ttl_ms: int) -> AbstractAsyncContextManager[Lease]:
        """The lock for the length of the block, as soon as it is free. Raises Unavailable on entry."""
        ...
