"""How often something may be done."""

from typing import Protocol

import msgspec


class Limit(msgspec.Struct, frozen=True):
    """A steady rate with room for a burst; `name` keeps the buckets of different limits apart."""

    name: str
    per_second: float
    burst: int


class RateLimits(Protocol):
    async def spend(self, limit: Limit, key: str, cost: int = 1) -> float:
        """Take `cost` from the key's bucket: 0 when it was granted, else the seconds until it would be.

        A bucket holds up to `limit.burst`, is refilled at `limit.per_second`, and is full for a key not
        seen before. A cost above the burst is granted from a full bucket, which then stays empty until the
        debt is paid. Nothing is taken when it is not granted. Never raises.
        """
        ...
