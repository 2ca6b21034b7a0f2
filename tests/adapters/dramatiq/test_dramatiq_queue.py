"""What only a broker and several processes can do to a queue."""

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from uuid import uuid4

import msgspec
import pika
import pytest
import redis as redis_client
from dramatiq import JSONEncoder, Message

from insights.adapters.dramatiq.encoder import RecordingEncoder, use_encoder, written_at
from insights.adapters.dramatiq.on_rabbitmq import RabbitMqTransport
from insights.adapters.dramatiq.on_redis import RedisTransport
from insights.adapters.dramatiq.queue import BrokerLimits, DramatiqQueue
from insights.adapters.dramatiq.rabbitmq_intake import REPEATED
from insights.adapters.dramatiq.redis_intake import DEAD_AFTER_MS, NAMESPACE
from insights.adapters.dramatiq.transport import recording_message
from insights.adapters.system.clock import SystemClock
from insights.application.ports.event_queue import Batch, Delivery, QueueFull
from insights.domain.errors import Unavailable
from tests.builders.accepting import accepted, batch
from tests.builders.eventually import eventually_async
from tests.builders.services.redis import Redis
from tests.builders.services.session import Service, stopped

ROOT = Path(__file__).parents[3]
SOON = 120.0
"""Seconds. Redis gives back what a dead process held after 15, RabbitMQ at once and then after 5 of quiet."""


@pytest.fixture(params=["redis", "rabbitmq"])
def broker(request: pytest.FixtureRequest) -> Service:
    service: Service = request.getfixturevalue(request.param)
    return service


@pytest.fixture
def name() -> str:
    return f"test-{uuid4().hex}"


@asynccontextmanager
async def opened(url: str, name: str, **limits: float) -> AsyncIterator[DramatiqQueue]:
    queue = await DramatiqQueue.open(url, SystemClock(), msgspec.convert(limits, BrokerLimits), name)
    try:
        yield queue
    finally:
        await queue.close()


@contextmanager
def holding(url: str, name: str, messages: int) -> Iterator[list[int]]:
    """Another process that has taken so many messages; it is killed at the end of the block."""
    command = [sys.executable, "-m", "tests.adapters.dramatiq.holder", url, name]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield [int(process.stdout.readline()) for _ in range(messages)]
        finally:
            process.kill()


async def put_until_refused(queue: DramatiqQueue, wanted: Batch) -> None:
    while True:
        await queue.put(wanted)


async def taken(queue: DramatiqQueue, messages: int) -> list[Delivery]:
    found: list[Delivery] = []
    while len(found) < messages:
        found += await asyncio.wait_for(queue.take(1_000), SOON)
    return found


async def test_what_a_killed_process_held_comes_to_another_and_is_told_apart(
    broker: Service, name: str
) -> None:
    async with opened(broker.url, name) as queue:
        for id_ in "abc":
            await queue.put(batch(id_))
        with holding(broker.url, name, 3) as held:
            pass
        found = await taken(queue, 3)
        assert sorted(one.id for one in found) == sorted(held)
        assert all(one.redelivered for one in found)


def test_nobody_counts_as_dead_for_being_silent_while_redis_was_away(redis: Service, name: str) -> None:
    use_encoder()
    one, other = (RedisTransport(redis.url, name, SystemClock()) for _ in range(2))
    one.publish(recording_message(name, 1, 1, 0, b"x"))
    holder = other.intake()
    held = holder.next()
    assert held is not None
    one.intake()
    with stopped(redis), pytest.raises(Unavailable):
        one.look()
    with redis_client.Redis.from_url(redis.url) as client:
        # As if it had been away for longer than a dead process is waited for.
        for process in client.zrange(f"{NAMESPACE}:__heartbeats__", 0, -1):
            client.zincrby(f"{NAMESPACE}:__heartbeats__", -2 * DEAD_AFTER_MS, process)
        finder = one.intake()
        looks = [finder.next() for _ in range(15)]  # a tenth of a second each, so there is more than one beat
        assert looks == [None] * 15
        holder.acknowledge([held])
        assert client.hlen(f"{NAMESPACE}:{name}.msgs") == 0
    for intake, transport in ((finder, one), (holder, other)):
        intake.close()
        transport.close()


def test_what_may_have_been_published_twice_waits_as_long_as_what_comes_again(
    rabbitmq: Service, name: str
) -> None:
    use_encoder()
    transport = RabbitMqTransport(rabbitmq.url, name, quiet=7.0)
    transport.publish(recording_message(name, 1, 1, 0, b"x").copy(options={REPEATED: True}))
    intake = transport.intake()
    found = intake.next()
    assert found is not None
    assert found.quiet == 7.0
    assert intake.handled_before([found]) == {1}
    intake.acknowledge([found])
    intake.close()
    transport.close()


async def test_while_the_broker_is_away_nothing_is_taken_in_and_then_all_goes_on(
    broker: Service, name: str
) -> None:
    async with opened(broker.url, name, quiet_seconds=0) as queue:
        await queue.put(batch("before"))
        waiting = asyncio.create_task(taken(queue, 2))
        with stopped(broker):
            with pytest.raises(Unavailable):
                await put_until_refused(queue, batch("maybe"))
            with pytest.raises(Unavailable):
                await queue.check()
        await eventually_async(lambda: queue._away is None, "the queue is back", SOON)
        await queue.check()
        await queue.put(batch("after"))
        found = await waiting
        await queue.ack(found)
    ids = {one.event.id for delivery in found for one in delivery.batch.events}
    assert {"before", "after"} & ids


async def test_a_queue_is_opened_while_its_broker_is_away(broker: Service, name: str) -> None:
    with stopped(broker):
        queue = await DramatiqQueue.open(broker.url, SystemClock(), queue=name)
        with pytest.raises(Unavailable):
            await queue.put(batch("a"))
    await eventually_async(lambda: queue._away is None, "the broker was found", SOON)
    await queue.put(batch("a"))
    assert len(await taken(queue, 1)) == 1
    await queue.close()


async def test_what_nobody_can_read_is_set_aside_and_counted(broker: Service, name: str) -> None:
    async with opened(broker.url, name) as queue:
        await queue.put(batch("a"))
        queue._transport.publish(recording_message(name, 1, 1, 0, b"\xc1 no batch"))
        queue._transport.publish(Message(name, "somebody_elses", ("x",), {}, {}))
        publish_bytes(broker.url, name, b"no message at all")
        await queue.put(batch("b"))
        found = await taken(queue, 2)
        assert [one.event.id for delivery in found for one in delivery.batch.events] == ["a", "b"]
        await queue.ack(found)
        await eventually_async(lambda: queue.depth().messages == 0, "the queue is empty")
        async with asyncio.timeout(SOON):
            while await queue.undecodable() < 3:  # noqa: ASYNC110 (the broker tells nobody)
                await asyncio.sleep(0.05)
        assert await queue.undecodable() == 3


def publish_bytes(url: str, name: str, body: bytes) -> None:
    if url.startswith("redis"):
        with redis_client.Redis.from_url(url) as client:
            client.hset(f"{NAMESPACE}:{name}.msgs", "strange", body)  # type: ignore[arg-type]  # bytes are fine
            client.rpush(f"{NAMESPACE}:{name}", "strange")
        return
    connection = pika.BlockingConnection(pika.URLParameters(url))
    connection.channel().basic_publish("", name, body)
    connection.close()


async def test_several_processes_put_and_take_without_getting_in_each_others_way(
    broker: Service, name: str
) -> None:
    async with opened(broker.url, name) as first, opened(broker.url, name) as second:
        puts = [queue.put(batch(f"{number}")) for number in range(200) for queue in (first, second)]
        await asyncio.gather(*puts)
        messages = first.depth().messages + second.depth().messages
        found: list[Delivery] = []

        async def take_all(queue: DramatiqQueue) -> None:
            while True:
                deliveries = await queue.take(50)
                await queue.ack(deliveries)
                found.extend(deliveries)

        takers = [asyncio.create_task(take_all(queue)) for queue in (first, second)]
        events = lambda: sum(len(one.batch.events) for one in found)  # noqa: E731 (read at each look)
        await eventually_async(lambda: events() == 400, "everything was taken")
        for taker in takers:
            taker.cancel()
        await asyncio.gather(*takers, return_exceptions=True)
    assert messages
    assert len({one.id for one in found}) == len(found)
    assert not any(one.redelivered for one in found)


async def test_a_large_group_goes_in_messages_of_bounded_size(broker: Service, name: str) -> None:
    async with opened(broker.url, name, bytes_per_message=20_000) as queue:
        batches = [msgspec.structs.replace(batch(f"{n}"), drops=[]) for n in range(40)]
        for one in batches:
            one.events = [accepted(f"{id(one)}-{n}", title="x" * 200) for n in range(10)]
        await asyncio.gather(*(queue.put(one) for one in batches))
        assert queue.depth().messages > 4
        found = await taken(queue, queue.depth().messages)
        assert sum(len(one.batch.events) for one in found) == 400


async def test_a_redis_that_is_nearly_full_takes_nothing_more_and_can_be_emptied(name: str) -> None:
    redis = Redis()
    try:
        redis.start()
        with redis_client.Redis.from_url(redis.url) as client:
            client.config_set("maxmemory", client.info("memory")["used_memory"] + 6_000_000)
        async with opened(redis.url, name) as queue:
            big = batch("a")
            big.events = [accepted(f"{n}", title="x" * 500) for n in range(300)]
            with pytest.raises(QueueFull, match="no memory to spare"):
                await put_until_refused(queue, big)
            for _ in range(queue.depth().messages):
                await queue.ack(await taken(queue, 1))
                if not queue.depth().messages:
                    break
            await eventually_async(lambda: not queue._gauge.crowded, "there is room again")
            await queue.put(big)
    finally:
        redis.remove()


def test_messages_of_other_programs_keep_their_encoding() -> None:
    encoder = RecordingEncoder(JSONEncoder())
    other = Message("default", "theirs", (1,), {"a": "b"}, {}).asdict() | {"args": [1]}
    assert json.loads(encoder.encode(other)) == other
    assert encoder.decode(encoder.encode(other)) == other
    ours = recording_message("recording", 7, 2, 1_795_230_000_000, b"\x00\xff")
    data = encoder.encode(ours.asdict())
    assert encoder.decode(data) == ours.asdict()
    assert written_at(data[:9]) == 1_795_230_000_000
    assert written_at(b"") is None
