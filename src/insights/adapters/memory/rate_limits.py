"""Token buckets in memory."""

import time
from collections.abc import Callable
from typing import Final, final

from insights.application.ports.rate_limits import Limit, RateLimits

GENERATION: Final = 50_000
"""Buckets kept before the least used are forgotten, which fills them; about 10 MB for two generations."""
ROUNDING: Final = 1e-6
"""Of a token: whoever waits as long as told must not be a rounding error short."""

Bucket = tuple[float, float]
"""(tokens, seconds on the clock when it held them)"""


@final
class MemoryRateLimits(RateLimits):
    """Exact for the keys in use; memory is bounded by two generations of buckets.

    A bucket that is used moves to the young generation; when that is full the old one is dropped, and with it
    only keys that were idle while 50,000 others came.
    """

    def __init__(self, seconds: Callable[[], float] = time.monotonic, generation: int = GENERATION) -> None:
        self._seconds = seconds
        self._generation = generation
        self._young: dict[tuple[str, str], Bucket] = {}
        self._old: dict[tuple[str, str], Bucket] = {}

    async def spend(self, limit: Limit, key: str, cost: int = 1) -> float:
        now = self._seconds()
        name = (limit.name, key)
        bucket = self._young.get(name) or self._old.get(name)
        if bucket is None:
            tokens = float(limit.burst)
        else:
            tokens = min(limit.burst, bucket[0] + (now - bucket[1]) * limit.per_second)
        missing = min(cost, limit.burst) - tokens
        granted = missing <= ROUNDING
        self._keep(name, (tokens - cost if granted else tokens, now))
        return 0.0 if granted else missing / limit.per_second

    def _keep(self, name: tuple[str, str], bucket: Bucket) -> None:
        self._young[name] = bucket
        if len(self._young) >= self._generation:
            self._old, self._young = self._young, {}


@final
class Unlimited(RateLimits):
    """Grants everything: for load tests, and where something in front limits the rate."""

    async def spend(self, limit: Limit, key: str, cost: int = 1) -> float:
        return 0.0
