"""The event queue of many processes: any of them puts, any of them takes."""

import asyncio
import logging
import secrets
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final, Self, TypeVar, final

import msgspec

from insights.adapters.dramatiq.encoder import use_encoder
from insights.adapters.dramatiq.gauge import Gauge
from insights.adapters.dramatiq.in_hand import InHand
from insights.adapters.dramatiq.on_rabbitmq import RabbitMqTransport
from insights.adapters.dramatiq.on_redis import RedisTransport
from insights.adapters.dramatiq.publisher import Publisher, Sent
from insights.adapters.dramatiq.receiver import Receiver
from insights.adapters.dramatiq.transport import Received, Transport, recording_message
from insights.adapters.dramatiq.unpack import unpack
from insights.application.ports.event_queue import Batch, Delivery, EventQueue, QueueDepth, QueueFull
from insights.application.ports.system import Clock
from insights.domain.errors import Unavailable
from insights.domain.ingestion.delivery_id import CHANCE_BITS, delivery_id

log = logging.getLogger(__name__)

QUEUE: Final = "recording"
LOOK_SECONDS: Final = 1.0
RETRY_SECONDS: Final = 0.5

T = TypeVar("T")


class BrokerLimits(msgspec.Struct, frozen=True):
    """Numbers of events, but for the last three; past `events`, `bytes` and `unpublished` `put` raises
    QueueFull."""

    events: int = 10_000_000
    unpublished: int = 100_000
    """Waiting in memory for a slow broker."""
    per_message: int = 5_000
    bytes: int = 2 * 1024**3
    bytes_per_message: int = 1024**2
    """What was put at once is never divided, and may be more."""
    quiet_seconds: float = 5.0
    """How long RabbitMQ's messages wait that come back: an append of their last holder, killed a moment ago,
    must have ended before anybody looks whether it is stored. On Redis they come back late enough."""


@final
class DramatiqQueue(EventQueue):
    """One thread speaks to the broker and, once somebody takes, another receives; the event loop owns the
    rest. Made by `open`, inside the loop that uses it. While the broker is away `put` fails at once."""

    def __init__(self, transport: Transport, queue: str, clock: Clock, limits: BrokerLimits) -> None:
        self._transport = transport
        self._queue = queue
        self._clock = clock
        self._limits = limits
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="queue-broker")
        self._last_id = 0
        self._hand = InHand()
        self._gauge = Gauge(clock)
        self._publisher = Publisher(
            self._send, self._blocking, self._sent, limits.per_message, limits.bytes_per_message
        )
        self._receiver: Receiver | None = None
        self._taking = asyncio.Lock()
        self._news = asyncio.Event()
        self._away: Unavailable | None = None
        self._looking = asyncio.create_task(self._look_again_and_again(), name="looking at the queue")
        self._closed = False

    @classmethod
    async def open(
        cls, url: str, clock: Clock, limits: BrokerLimits | None = None, queue: str = QUEUE
    ) -> Self:
        """Also while the broker is away: it is waited for. The URL begins with redis, rediss, amqp or
        amqps. Processes that share a queue name it alike."""
        use_encoder()
        limits = limits or BrokerLimits()
        transport: Transport
        if url.startswith("redis"):
            transport = RedisTransport(url, queue, clock)
        else:
            transport = RabbitMqTransport(url, queue, limits.quiet_seconds)
        opened = cls(transport, queue, clock, limits)
        await opened._look()
        return opened

    async def put(self, batch: Batch) -> None:
        await self.check()
        self._check_room(len(batch.events))
        await self._publisher.put(batch)

    async def take(self, max_events: int) -> Sequence[Delivery]:
        async with self._taking:
            while True:
                self._check_open()
                if self._receiver is None:
                    self._receiver = Receiver(self._transport.intake, self._arrived)
                if (picked := self._hand.pick(max_events)) and (handed := await self._hand_out(picked)):
                    return handed
                self._news.clear()
                if not picked:
                    await self._news.wait()

    async def ack(self, deliveries: Sequence[Delivery]) -> None:
        messages = self._hand.taken(delivery.id for delivery in deliveries)
        if self._closed or not messages:
            return
        for intake in {id(one.intake): one.intake for one in messages}.values():
            mine = [one for one in messages if one.intake is intake]
            await self._blocking(partial(intake.acknowledge, mine))
        self._hand.forget(messages)

    def depth(self) -> QueueDepth:
        return self._gauge.depth(self._hand.held())

    async def check(self) -> None:
        self._check_open()
        if self._away is not None:  # a new one: each raise would add to the old one's traceback
            raise Unavailable(str(self._away), self._away.retry_after)

    async def undecodable(self) -> int:
        """How many messages were set aside because nobody could read them. Raises Unavailable."""
        return await self._blocking(self._transport.undecodable)

    async def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        self._news.set()
        self._looking.cancel()
        await asyncio.gather(self._looking, return_exceptions=True)
        await self._publisher.finish()
        if self._receiver is not None:
            await self._receiver.stop()
        await self._blocking(self._transport.close)
        self._thread.shutdown(wait=False)

    def _blocking(self, job: Callable[[], T]) -> "asyncio.Future[T]":
        return asyncio.get_running_loop().run_in_executor(self._thread, job)

    def _send(self, events: int, body: bytes) -> None:
        now = self._clock.now_ms()
        self._last_id = delivery_id(now, self._last_id, secrets.randbits(CHANCE_BITS))
        self._transport.publish(recording_message(self._queue, self._last_id, events, now, body))

    def _sent(self, sent: Sent) -> None:
        if sent.failure is None:
            self._gauge.published(sent.events, sent.bytes)
        elif isinstance(sent.failure, Unavailable) and not isinstance(sent.failure, QueueFull):
            self._away = sent.failure

    def _arrived(self, message: Received) -> None:
        self._gauge.received(message)
        if message.quiet:
            self._hand.settle(message)
            asyncio.get_running_loop().call_later(message.quiet, self._at_hand, message)
        else:
            self._at_hand(message)

    def _at_hand(self, message: Received) -> None:
        self._hand.arrive(message)
        self._news.set()

    async def _hand_out(self, picked: Sequence[Received]) -> Sequence[Delivery]:
        """None of them, where the broker cannot say whether they were handed out before."""
        try:
            deliveries = await self._blocking(partial(unpack, picked))
        except Unavailable as error:
            log.warning("Messages wait in memory for their broker: %s", error)
            self._hand.put_back(picked)
            await asyncio.sleep(RETRY_SECONDS)
            return ()
        except BaseException:
            self._hand.put_back(picked)
            raise
        readable = {delivery.id for delivery in deliveries}
        self._hand.take(one for one in picked if one.id in readable)
        return deliveries

    async def _look_again_and_again(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            await self._look()

    async def _look(self) -> None:
        try:
            self._gauge.looked(await self._blocking(self._transport.look))
        except Unavailable as error:
            if self._away is None:
                log.warning("The queue is away: %s", error)
            self._away = error
        except Exception:
            log.exception("Looking at the queue failed")
        else:
            self._away = None

    def _check_open(self) -> None:
        if self._closed:
            raise Unavailable("The event queue is closed.")

    def _check_room(self, events: int) -> None:
        limits, depth, unpublished = self._limits, self.depth(), self._publisher.unpublished
        if self._gauge.crowded:
            raise QueueFull("The event queue is full: its broker has no memory to spare.", 5)
        if depth.events + unpublished + events > limits.events or depth.bytes >= limits.bytes:
            raise QueueFull(f"The event queue is full: {depth.events:,} events wait to be recorded.", 5)
        if unpublished and unpublished + events > limits.unpublished:
            raise QueueFull(f"The broker is slow: {unpublished:,} events wait for it.", 1)
