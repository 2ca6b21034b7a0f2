from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, final

import msgspec

from insights.adapters.redis.connection import PREFIX, Client, RedisConnection
from insights.adapters.redis.locks import lock_key
from insights.adapters.redis.memory_since import CLOCKS_DIFFER_MS, MEMORY_SINCE
from insights.application.ports.event_log import Visit, VisitorKey
from insights.application.ports.locks import Lease, LeaseLost
from insights.application.ports.open_visits import HORIZON_MS, Held, OpenVisits
from insights.application.ports.system import Clock

MARKER: Final = f"{PREFIX}visits"
TTL_MS: Final = 2 * HORIZON_MS
MOST: Final = 200
"""Visits of one visitor: those of some days, or of a backlog."""
AT_ONCE: Final = 1_000
"""Keys of one MGET, for which everybody else waits."""

SINCE: Final = MEMORY_SINCE + "return memory_since(KEYS[1], ARGV[1])"
KEEP: Final = """
if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then return 0 end
for i = 2, #KEYS do redis.call('SET', KEYS[i], ARGV[i + 1], 'PX', ARGV[2]) end
return 1
"""


class Stored(msgspec.Struct, array_like=True):
    """What is kept of a visit; what was kept by an older release has the first three only."""

    session_id: int
    first: int
    last: int
    user: int = 0
    sharers: tuple[int, ...] = ()


STORED: Final = msgspec.msgpack.Decoder(list[Stored])
"""Of a visitor, in no order."""


def visits_key(visitor: VisitorKey) -> str:
    return f"{PREFIX}visits:{visitor[0]}:{visitor[1]:x}"


@final
class RedisOpenVisits(OpenVisits):
    """A key per visitor, fetched in one round trip and kept in one script that looks at the lock first. When
    Redis has forgotten, `since` is that moment: the log is asked until a visit's length has passed."""

    def __init__(self, redis: RedisConnection, clock: Clock) -> None:
        self._redis = redis
        self._clock = clock

    async def fetch(self, visitors: Iterable[VisitorKey]) -> Held:
        wanted = list(dict.fromkeys(visitors))

        async def ask(client: Client) -> list[Any]:
            pipeline = client.pipeline(transaction=False)
            pipeline.eval(SINCE, 1, MARKER, HORIZON_MS)
            for some in _batches(wanted):
                pipeline.mget([visits_key(visitor) for visitor in some])
            answers: list[Any] = await pipeline.execute()
            return answers

        since, *values = await self._redis.ask(ask)
        return Held(
            max(since + CLOCKS_DIFFER_MS, self._clock.now_ms() - HORIZON_MS),
            {
                visitor: _decode(visitor, value)
                for visitor, value in zip(wanted, (one for some in values for one in some), strict=True)
                if value is not None
            },
            copied=True,
        )

    async def keep(self, held: Held, lease: Lease) -> None:
        if not held.visits:
            return
        keys = [lock_key(lease.name), *map(visits_key, held.visits)]
        values = [_encode(visits) for visits in held.visits.values()]
        kept = await self._redis.ask(
            lambda client: client.eval(KEEP, len(keys), *keys, lease.token, TTL_MS, *values)
        )
        if not kept:
            raise LeaseLost("The turn to record went to another recorder.")


def _batches(visitors: Sequence[VisitorKey]) -> Iterator[Sequence[VisitorKey]]:
    return (visitors[start : start + AT_ONCE] for start in range(0, len(visitors), AT_ONCE))


def _encode(visits: Sequence[Visit]) -> bytes:
    latest = visits if len(visits) <= MOST else sorted(visits, key=_last)[-MOST:]
    return msgspec.msgpack.encode(
        [Stored(one.session_id, one.first, one.last, one.user, one.sharers) for one in latest]
    )


def _decode(visitor: VisitorKey, value: bytes) -> list[Visit]:
    return [
        Visit(*visitor, one.session_id, one.first, one.last, one.user, one.sharers)
        for one in STORED.decode(value)
    ]


def _last(visit: Visit) -> int:
    return visit.last
