"""Holding callers to their share."""

from math import ceil

from insights.application.ports.rate_limits import Limit, RateLimits
from insights.domain.errors import RateLimited


async def spend(rate_limits: RateLimits, limit: Limit, key: str, told: str) -> None:
    """Raises RateLimited in these words."""
    wait = await rate_limits.spend(limit, key)
    if wait > 0:
        raise RateLimited(told, retry_after=ceil(wait))
