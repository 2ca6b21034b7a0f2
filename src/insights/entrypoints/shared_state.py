"""What processes share: in the memory of one, or in the Redis that `INSIGHTS_STATE_URL` names."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from insights.adapters.memory.changes import MemoryChanges
from insights.adapters.memory.claims import MemoryClaims
from insights.adapters.memory.live_broadcast import MemoryLiveBroadcast
from insights.adapters.memory.live_tickets import MemoryLiveTickets
from insights.adapters.memory.locks import MemoryLocks
from insights.adapters.memory.open_visits import MemoryOpenVisits
from insights.adapters.memory.rate_limits import MemoryRateLimits
from insights.application.ports.changes import Changes
from insights.application.ports.claims import Claims
from insights.application.ports.event_log import EventLog
from insights.application.ports.live import LiveBroadcast, LiveTickets
from insights.application.ports.locks import Locks
from insights.application.ports.open_visits import OpenVisits
from insights.application.ports.rate_limits import RateLimits
from insights.application.ports.system import Clock
from insights.entrypoints.settings import Settings
from insights.entrypoints.telemetry import Telemetry


async def _nothing() -> None:
    """Memory needs no start, is never down, and is left as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedState:
    rate_limits: RateLimits
    live_broadcast: LiveBroadcast
    live_tickets: LiveTickets
    locks: Locks
    claims: Claims
    changes: Changes
    open_visits: Callable[[EventLog, Clock], OpenVisits]
    start: Callable[[], Awaitable[None]] = _nothing
    check: Callable[[], Awaitable[None]] = _nothing
    """Raises Unavailable."""
    close: Callable[[], Awaitable[None]] = _nothing


def shared_state(settings: Settings, telemetry: Telemetry) -> SharedState:
    """Connects to nothing before it is used."""
    if settings.state_url.startswith("memory://"):
        return _in_memory()
    return _in_redis(settings.state_url, telemetry.redis_failed)


def _in_memory() -> SharedState:
    return SharedState(
        rate_limits=MemoryRateLimits(),
        live_broadcast=MemoryLiveBroadcast(),
        live_tickets=MemoryLiveTickets(),
        locks=MemoryLocks(),
        claims=MemoryClaims(),
        changes=MemoryChanges(),
        open_visits=MemoryOpenVisits,
    )


def _in_redis(url: str, failed: Callable[[str], None]) -> SharedState:
    # Late: no other installation has a use for its client.
    from insights.adapters.redis.changes import RedisChanges
    from insights.adapters.redis.claims import RedisClaims
    from insights.adapters.redis.connection import RedisConnection
    from insights.adapters.redis.live_broadcast import RedisLiveBroadcast
    from insights.adapters.redis.live_tickets import RedisLiveTickets
    from insights.adapters.redis.locks import RedisLocks
    from insights.adapters.redis.open_visits import RedisOpenVisits
    from insights.adapters.redis.rate_limits import RedisRateLimits
    from insights.adapters.redis.subscriptions import RedisSubscriptions

    redis = RedisConnection(url, failed)
    subscriptions = RedisSubscriptions(redis)
    broadcast = RedisLiveBroadcast(redis, subscriptions)
    changes = RedisChanges(redis, subscriptions)

    async def close() -> None:
        for part in (changes, broadcast, subscriptions, redis):
            await part.close()

    return SharedState(
        rate_limits=RedisRateLimits(redis),
        live_broadcast=broadcast,
        live_tickets=RedisLiveTickets(redis),
        locks=RedisLocks(redis),
        claims=RedisClaims(redis),
        changes=changes,
        open_visits=lambda _, clock: RedisOpenVisits(redis, clock),
        start=changes.start,
        check=redis.check,
        close=close,
    )
