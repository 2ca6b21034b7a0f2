"""LiveBroadcast, over every adapter: those who watch are told, and nobody waits for them."""

import asyncio
from collections.abc import AsyncIterator, Sequence

from insights.adapters.memory.live_broadcast import MemoryLiveBroadcast
from insights.application.ports.live import LiveBroadcast
from insights.domain.analytics.live import Sighting, sighting_of
from insights.domain.ingestion.event import Event
from tests.builders.event_store import new_project, stored_event
from tests.builders.services.session import Service, stopped
from tests.builders.shared_state import connected, empty_redis, listening
from tests.contracts.registry import contract

BUFFER = 5


broadcast = contract(LiveBroadcast)


async def sent_out(broadcast: LiveBroadcast) -> None:
    """Return once everything published so far is on its way or dropped."""
    marker = stored_event(new_project())
    async with broadcast.subscribe(marker.project) as stream:
        broadcast.publish([marker])
        await next_of(stream, 1)


async def next_of(stream: AsyncIterator[Sequence[Sighting]], count: int) -> list[Sighting]:
    gathered: list[Sighting] = []
    while len(gathered) < count:
        gathered += await anext(stream)
    return gathered


def events(count: int, project: str) -> list[Event]:
    return [stored_event(project, path=f"/{number}", country="DE") for number in range(count)]


async def test_what_is_published_arrives_in_order_and_as_it_is(broadcast: LiveBroadcast) -> None:
    sent = events(4, project := new_project())
    async with broadcast.subscribe(project) as stream:
        broadcast.publish(sent[:1])
        broadcast.publish(sent[1:])
        assert await next_of(stream, 4) == [sighting_of(event) for event in sent]


async def test_every_subscriber_is_told_and_only_of_its_project(broadcast: LiveBroadcast) -> None:
    ours, theirs = events(2, project := new_project()), events(2, other := new_project())
    async with (
        broadcast.subscribe(project) as one,
        broadcast.subscribe(project) as two,
        broadcast.subscribe(other) as three,
    ):
        broadcast.publish([ours[0], theirs[0], ours[1], theirs[1]])
        for stream, expected in ((one, ours), (two, ours), (three, theirs)):
            assert await next_of(stream, 2) == [sighting_of(event) for event in expected]


async def test_whoever_falls_behind_loses_the_oldest_and_holds_up_nobody(broadcast: LiveBroadcast) -> None:
    sent = events(3 * BUFFER, project := new_project())
    async with broadcast.subscribe(project) as slow, broadcast.subscribe(project) as quick:
        seen = []
        for event in sent:
            broadcast.publish([event])
            seen += await next_of(quick, 1)
        await sent_out(broadcast)
        assert [one.id for one in seen] == [event.id for event in sent]
        assert [one.id for one in await next_of(slow, BUFFER)] == [event.id for event in sent[-BUFFER:]]


async def test_a_step_that_is_cancelled_loses_nothing(broadcast: LiveBroadcast) -> None:
    (sent,) = events(1, project := new_project())
    async with broadcast.subscribe(project) as stream:
        step = asyncio.ensure_future(anext(stream))
        await asyncio.sleep(0)
        broadcast.publish([sent])
        step.cancel()
        await asyncio.gather(step, return_exceptions=True)
        assert await next_of(stream, 1) == [sighting_of(sent)]


async def test_nothing_is_kept_for_those_who_come_or_who_have_left(broadcast: LiveBroadcast) -> None:
    before, after = events(2, project := new_project())
    broadcast.publish([before])
    await sent_out(broadcast)
    async with broadcast.subscribe(project):
        pass
    broadcast.publish([before])
    await sent_out(broadcast)
    async with broadcast.subscribe(project) as stream:
        broadcast.publish([after])
        assert await next_of(stream, 1) == [sighting_of(after)]


def test_memory_does_nothing_where_nobody_watches() -> None:
    """Not even look at the events."""
    MemoryLiveBroadcast().publish([object()] * 3)  # type: ignore[list-item]  # whatever is looked at fails


async def test_memory_forgets_projects_that_nobody_watches_any_more() -> None:
    broadcast = MemoryLiveBroadcast()
    for number in range(3):
        async with broadcast.subscribe(str(number)), broadcast.subscribe(str(number)):
            pass
    assert not broadcast._subscribers


async def test_what_one_process_publishes_another_sees(redis: Service) -> None:
    sent = events(1_200, project := new_project())
    async with (
        empty_redis(redis.url) as first,
        listening(first) as (one, _),
        connected(redis.url) as second,
        listening(second) as (another, _),
        another.subscribe(project) as stream,
    ):
        one.publish(sent)
        assert [seen.id for seen in await next_of(stream, len(sent))] == [event.id for event in sent]


async def test_the_live_view_goes_on_by_itself_after_redis_was_away(redis: Service) -> None:
    (sent,) = events(1, project := new_project())
    async with (
        empty_redis(redis.url) as connection,
        listening(connection) as (broadcast, _),
        broadcast.subscribe(project) as stream,
    ):
        with stopped(redis):
            broadcast.publish([sent])
        arrived = asyncio.ensure_future(next_of(stream, 1))
        while not arrived.done():
            broadcast.publish([sent])
            await asyncio.sleep(0.05)
        assert arrived.result()[0] == sighting_of(sent)


async def test_redis_is_sent_nothing_of_a_project_that_nobody_watches(redis: Service) -> None:
    async with empty_redis(redis.url) as connection, listening(connection) as (broadcast, _):
        await connection.client.config_resetstat()
        broadcast.publish(events(3, new_project()))
        await sent_out(broadcast)
        stats = await connection.client.info("commandstats")
    assert stats["cmdstat_publish"]["calls"] == 1  # the marker of `sent_out`
