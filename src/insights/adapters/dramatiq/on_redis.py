"""Messages on Redis, in the keys that Dramatiq's broker makes of them."""

from typing import Final, final

import redis
from dramatiq import Message
from dramatiq.brokers.redis import RedisBroker
from redis.backoff import NoBackoff
from redis.retry import Retry

from insights.adapters.dramatiq.encoder import written_at
from insights.adapters.dramatiq.failures import redis_answering
from insights.adapters.dramatiq.redis_intake import DEAD_AFTER_MS, NAMESPACE, RedisIntake
from insights.adapters.dramatiq.transport import Intake, Look, Transport
from insights.application.ports.system import Clock

CONNECT_SECONDS: Final = 3.0
ANSWER_SECONDS: Final = 5.0
KEPT_MS: Final = 10 * 365 * 86_400_000
"""How long Dramatiq keeps what nobody can read: until an operator has looked."""
FULLEST: Final = 0.9
"""Of Redis' memory. Past its limit not even an acknowledgement gets through, and nothing would ever leave."""

_LOOK: Final = """
local held = redis.call('hlen', KEYS[2])
if held == 0 then return {0, 0, 0, ''} end
local first = redis.call('lindex', KEYS[1], 0)
local oldest = first and redis.call('hget', KEYS[2], first)
return {redis.call('llen', KEYS[1]), held, redis.call('memory', 'usage', KEYS[2], 'samples', 20),
        oldest and string.sub(oldest, 1, 9) or ''}
"""


@final
class RedisTransport(Transport):
    def __init__(self, url: str, queue: str, clock: Clock) -> None:
        # Not tried again by the client: a message whose acknowledgement was lost would lie there twice.
        self._client = redis.Redis.from_url(
            url,
            socket_connect_timeout=CONNECT_SECONDS,
            socket_timeout=ANSWER_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )
        self._queue = queue
        self._clock = clock
        self._broker = self._new_broker(maintenance_chance=0)
        self._messages = f"{NAMESPACE}:{queue}"
        self._look = self._client.register_script(_LOOK)
        self._intake: RedisIntake | None = None

    def publish(self, message: Message[None]) -> None:
        with redis_answering():
            self._broker.enqueue(message)

    def look(self) -> Look:
        with redis_answering():
            self._broker.do_qsize(self._queue)  # a sign of life, or others clean up after this process
            waiting, held, size, head = self._look(keys=[self._messages, f"{self._messages}.msgs"])
            memory = self._client.info("memory")
        limit = memory["maxmemory"]
        return Look(
            waiting,
            bytes_each=size / held if held else None,
            oldest=written_at(head),
            room=int(FULLEST * limit) - memory["used_memory"] if limit else None,
        )

    def intake(self) -> Intake:
        with redis_answering():
            reachable_ms = 0  # after an interruption; at the start for as long as Redis runs
            started_ago_ms = self._client.info("server")["uptime_in_seconds"] * 1000
            if self._intake is None:
                reachable_ms = started_ago_ms
                keeper = self._new_broker(maintenance_chance=1_000_000)
                keeper.broker_id = self._broker.broker_id
                self._intake = RedisIntake(self._client, self._broker, keeper, self._queue)
            self._intake.begin(self._clock.now_ms() - started_ago_ms, reachable_ms)
        return self._intake

    def undecodable(self) -> int:
        with redis_answering():
            return int(self._client.hlen(f"{self._messages}.XQ.msgs"))

    def close(self) -> None:
        self._client.close()

    def _new_broker(self, maintenance_chance: int) -> RedisBroker:
        return RedisBroker(  # type: ignore[no-untyped-call]  # Dramatiq left it without types
            client=self._client,
            middleware=[],
            namespace=NAMESPACE,
            maintenance_chance=maintenance_chance,
            heartbeat_timeout=DEAD_AFTER_MS,
            dead_message_ttl=KEPT_MS,
        )
