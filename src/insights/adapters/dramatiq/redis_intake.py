"""Receiving from Redis."""

import logging
import time
from collections.abc import Sequence
from typing import Any, Final, cast, final

import redis
from dramatiq import DecodeError
from dramatiq.brokers.redis import RedisBroker

from insights.adapters.dramatiq.failures import redis_answering
from insights.adapters.dramatiq.transport import Intake, Received, received

log = logging.getLogger(__name__)

NAMESPACE: Final = "insights:queue"
DEAD_AFTER_MS: Final = 15_000
"""A process that says nothing for so long has died, and what it held goes to another. Clocks of machines
must agree better than this."""
BEAT_SECONDS: Final = 1.0
IDLE_MS: Final = 100
"""The longest pause between two looks at an empty queue: Dramatiq asks Redis again and again."""
AHEAD_BYTES: Final = 32_000_000
MOST_AHEAD: Final = 1_000
"""Messages received and not acknowledged: about as many as make AHEAD_BYTES, and no more than these."""
LEAST_AHEAD: Final = 8
REMEMBERED_SECONDS: Final = 7 * 86_400
"""How long it is known of a message that it was handed out and never acknowledged."""
UPTIME_MARGIN_MS: Final = 2_000
"""Redis tells its start by the second, and clocks differ."""


@final
class RedisIntake(Intake):
    """The broker's acknowledgement set of this process is kept equal to `_held`: what a broken connection
    swallowed on its way here goes back to the queue."""

    def __init__(self, client: redis.Redis, broker: RedisBroker, keeper: RedisBroker, queue: str) -> None:
        self._client = client
        self._broker = broker
        self._keeper = keeper
        self._queue = queue
        self._consumer: Any = broker.consume(queue, prefetch=LEAST_AHEAD, timeout=IDLE_MS)
        self._held: dict[str, Received] = {}
        """By Dramatiq's id on Redis."""
        self._unsure_before = 0
        self._next_beat = 0.0
        self._looks_for_dead = 0.0

    def begin(self, redis_started: int, reachable_ms: int) -> None:
        """When Redis was last started, in milliseconds: its last second before that may be lost, and with it
        what it knew about messages that were handed out. `reachable_ms`: for so long others had the chance to
        give a sign of life. Nobody counts as dead for having been silent while Redis was away."""
        self._unsure_before = redis_started + UPTIME_MARGIN_MS
        self._looks_for_dead = time.monotonic() + max(0, DEAD_AFTER_MS - reachable_ms) / 1000
        self._return_strays()

    def next(self) -> Received | None:
        with redis_answering():
            self._beat()
            try:
                message = next(self._consumer)
            except DecodeError as error:
                self._set_bytes_aside(error.data)
                return None
            if message is None:
                return None
            try:
                one = received(message, self)
            except (TypeError, ValueError):
                log.error("a message of another program lies in the queue; it is set aside")
                self._consumer.nack(message)
                return None
        self._held[message.options["redis_message_id"]] = one
        return one

    def alive(self) -> bool:
        return True

    def handled_before(self, messages: Sequence[Received]) -> set[int]:
        with redis_answering(), self._client.pipeline(transaction=False) as pipeline:
            for one in messages:
                pipeline.set(self._mark(one), 1, nx=True, ex=REMEMBERED_SECONDS)
            new = pipeline.execute()
        return {
            one.id
            for one, first in zip(messages, new, strict=True)
            if not first or one.written < self._unsure_before
        }

    def acknowledge(self, messages: Sequence[Received]) -> None:
        with redis_answering():
            for one in messages:
                self._consumer.ack(one.message)
                self._held.pop(one.message.options["redis_message_id"], None)
            self._client.delete(*(self._mark(one) for one in messages))

    def set_aside(self, message: Received) -> None:
        with redis_answering():
            self._consumer.nack(message.message)
        self._held.pop(message.message.options["redis_message_id"], None)

    def close(self) -> None:
        """Those that were received first go back first."""
        with redis_answering():
            self._consumer.requeue([one.message for one in self._held.values()])
            self._held.clear()
            self._return_strays()

    def _return_strays(self) -> None:
        """Given to this process by Redis, and lost on the way."""
        self._consumer.message_cache.clear()
        strays = [id_ for id_ in self._unacknowledged() if id_ not in self._held]
        if strays:
            self._broker.do_requeue(self._queue, *strays)

    def _beat(self) -> None:
        """A sign of life, also while nothing is fetched, and a look at who gives none any more. Then how much
        to receive ahead, by how large messages are now."""
        if (now := time.monotonic()) < self._next_beat:
            return
        self._next_beat = now + BEAT_SECONDS
        (self._broker if now < self._looks_for_dead else self._keeper).do_qsize(self._queue)
        messages = f"{NAMESPACE}:{self._queue}.msgs"
        if held := self._client.hlen(messages):
            average = (self._client.memory_usage(messages, samples=20) or 1) / held
            self._consumer.prefetch = int(max(LEAST_AHEAD, min(MOST_AHEAD, AHEAD_BYTES / average)))

    def _unacknowledged(self) -> list[str]:
        key = f"{NAMESPACE}:__acks__.{self._broker.broker_id}.{self._queue}"
        return [bytes(id_).decode() for id_ in cast("set[bytes]", self._client.smembers(key))]

    def _set_bytes_aside(self, data: bytes) -> None:
        """Dramatiq gives no id with what it could not decode, so it is found by what it holds."""
        log.error("a message in the queue cannot be read; it is set aside")
        for id_ in self._unacknowledged():
            stray = id_ not in self._held
            if stray and self._client.hget(f"{NAMESPACE}:{self._queue}.msgs", id_) == data:
                self._broker.do_nack(self._queue, id_)

    def _mark(self, message: Received) -> str:
        return f"{NAMESPACE}:{self._queue}.taken:{message.id}"
