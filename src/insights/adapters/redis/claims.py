from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, Final, TypeVar, final

from insights.adapters.redis.connection import PREFIX, Client, RedisConnection
from insights.adapters.redis.memory_since import CLOCKS_DIFFER_MS, MEMORY_SINCE
from insights.application.ports.claims import SETTLED_SECONDS, Claimed, Claims
from insights.application.ports.event_log import EventKey

MARKER: Final = f"{PREFIX}claims"
SETTLED_KEY: Final = f"{PREFIX}settled:"
"""With the number of a slot of time: when the first was accepted of what was settled in it."""
CLAIM_MS: Final = 7 * 86_400_000
SLOTS_MS: Final = 86_400_000
SLOT_MS: Final = 60_000
FORGOTTEN_MS: Final = 3_600_000
"""As far as recording may lag behind acceptance without an id being missed after Redis has forgotten."""
AT_ONCE: Final = 1_000
"""Keys of one script, for which everybody else waits."""

SINCE: Final = MEMORY_SINCE + "return memory_since(KEYS[1], ARGV[1])"
TAKE: Final = """
local held = {}
for i, key in ipairs(KEYS) do
  held[i] = redis.call('GET', key)
  if not held[i] then redis.call('SET', key, ARGV[i + 1], 'PX', ARGV[1]) end
end
return held
"""
SETTLE: Final = """
for i = 1, #KEYS do redis.call('PEXPIRE', KEYS[i], ARGV[1]) end
local slot = ARGV[2] .. string.format('%.0f', math.floor(redis.call('TIME')[1] * 1000 / ARGV[3]))
local earliest = tonumber(redis.call('GET', slot))
if not earliest or tonumber(ARGV[4]) < earliest then redis.call('SET', slot, ARGV[4], 'PX', ARGV[5]) end
"""

T = TypeVar("T")


def claim_key(key: EventKey) -> str:
    return f"{PREFIX}claim:{key[0]}:{key[1]}"


@final
class RedisClaims(Claims):
    """A key per event, which holds the message's id."""

    def __init__(self, redis: RedisConnection) -> None:
        self._redis = redis

    async def take(self, wanted: Iterable[tuple[EventKey, int]]) -> Claimed:
        claims = list(wanted)

        async def ask(client: Client) -> list[Any]:
            pipeline = client.pipeline(transaction=False)
            pipeline.eval(SINCE, 1, MARKER, SLOTS_MS)
            for some in _batches(claims):
                keys = [claim_key(key) for key, _ in some]
                pipeline.eval(TAKE, len(keys), *keys, CLAIM_MS, *(message for _, message in some))
            answers: list[Any] = await pipeline.execute()
            return answers

        since, *answers = await self._redis.ask(ask)
        holders = (holder for some in answers for holder in some)
        held = {
            key: int(holder) for (key, _), holder in zip(claims, holders, strict=True) if holder is not None
        }
        return Claimed(held, since + CLOCKS_DIFFER_MS)

    async def settle(
        self, stored: Collection[EventKey], refused: Collection[EventKey], received: int
    ) -> None:
        if not stored and not refused:
            return

        async def tell(client: Client) -> None:
            pipeline = client.pipeline(transaction=False)
            slot = (SETTLED_SECONDS * 1000, SETTLED_KEY, SLOT_MS, received, SLOTS_MS)
            for some in _batches(list(stored)):
                pipeline.eval(SETTLE, len(some), *map(claim_key, some), *slot)
            if refused:
                pipeline.delete(*map(claim_key, refused))
            await pipeline.execute()

        await self._redis.ask(tell)

    async def earliest_received(self, seconds: float) -> int | None:
        async def ask(client: Client) -> tuple[int, int, list[bytes | None]]:
            since = await client.eval(SINCE, 1, MARKER, SLOTS_MS)
            now, micros = await client.time()
            now_ms = now * 1000 + micros // 1000
            first = int(now_ms - seconds * 1000) // SLOT_MS
            slots = [f"{SETTLED_KEY}{slot}" for slot in range(first, now_ms // SLOT_MS + 1)]
            return since, now_ms, await client.mget(slots)

        since, now_ms, slots = await self._redis.ask(ask)
        settled = [int(slot) for slot in slots if slot is not None]
        if since > now_ms - seconds * 1000:
            settled.append(int(now_ms - seconds * 1000) - FORGOTTEN_MS)
        return min(settled, default=None)


def _batches(some: Sequence[T]) -> Iterator[Sequence[T]]:
    return (some[start : start + AT_ONCE] for start in range(0, len(some), AT_ONCE))
