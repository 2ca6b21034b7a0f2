import logging
from hashlib import blake2b
from typing import Final, final

from insights.adapters.redis.connection import PREFIX, RedisConnection
from insights.application.ports.rate_limits import Limit, RateLimits
from insights.domain.errors import Unavailable

logger = logging.getLogger(__name__)

SPEND: Final = """
local rate, burst, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local clock = redis.call('TIME')
local now = clock[1] + clock[2] / 1000000
local bucket = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens = burst
if bucket[1] then
  tokens = math.min(burst, tonumber(bucket[1]) + math.max(0, now - tonumber(bucket[2])) * rate)
end
local missing = math.min(cost, burst) - tokens
if missing > 0.000001 then return string.format('%.9f', missing / rate) end
tokens = tokens - cost
redis.call('HSET', KEYS[1], 'tokens', string.format('%.9f', tokens), 'at', string.format('%.6f', now))
redis.call('PEXPIRE', KEYS[1], math.ceil((burst - tokens) / rate * 1000) + 1000)
return '0'
"""
"""On Redis's clock. The millionth of a token is a rounding error: whoever waits as long as told must not be
one short. A bucket is forgotten when it is full."""


def bucket_key(limit: Limit, key: str) -> str:
    """Addresses and accounts are in no key in clear."""
    digest = blake2b(key.encode(errors="surrogatepass"), digest_size=16).hexdigest()
    return f"{PREFIX}bucket:{limit.name}:{digest}"


@final
class RedisRateLimits(RateLimits):
    """One bucket for all processes. Open: without Redis everything is granted."""

    def __init__(self, redis: RedisConnection) -> None:
        self._redis = redis

    async def spend(self, limit: Limit, key: str, cost: int = 1) -> float:
        name = bucket_key(limit, key)
        try:
            wait = await self._redis.ask(
                lambda client: client.eval(SPEND, 1, name, limit.per_second, limit.burst, cost)
            )
        except Unavailable as error:
            logger.debug("Rates are not limited now: %s", error)
            return 0.0
        return float(wait)
