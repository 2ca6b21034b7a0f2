"""Watching a project: the numbers and events that its watchers are told."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import Any

import pytest

from insights.adapters.memory.event_log import MemoryEventLog
from insights.adapters.memory.live_broadcast import MemoryLiveBroadcast
from insights.adapters.memory.visitor_links import MemoryVisitorLinks
from insights.application.analytics.live_feed import KEPT, RECENT, LiveFeed, Watcher
from insights.application.analytics.watch_live import MOST_TOLD, WatchLive
from insights.application.ports.event_log import EventReader
from insights.domain.analytics.live import WINDOW_MS, LiveEvent, LiveSnapshot, Sighting
from insights.domain.analytics.visitor_links import VisitorLink
from insights.domain.errors import Unavailable
from insights.domain.ingestion.event import Event
from tests.builders.analytics import PROJECT, an_event
from tests.builders.analytics_reader import ReferenceReader
from tests.builders.recording import StillClock, until


class Live:
    """A live view over a reader that answers from a list, with a quick tick and a clock set by hand."""

    def __init__(self, *stored: Event, **limits: Any) -> None:
        self.reader = ReferenceReader(*stored)
        self.broadcast = MemoryLiveBroadcast()
        self.clock = StillClock()
        self.links = MemoryVisitorLinks(MemoryEventLog())
        self.watch = self.watching(self.reader, **limits)

    def watching(self, reader: EventReader, **limits: Any) -> WatchLive:
        ports = {"links": self.links, "broadcast": self.broadcast, "clock": self.clock}
        return WatchLive(reader=reader, **{"tick": 0.01, **ports, **limits})

    def happened(self, *events: Event) -> None:
        self.reader.events += events
        self.broadcast.publish(events)

    def view(self, visitor: int = 1, ago_ms: int = 0, **fields: object) -> Event:
        return an_event(self.clock.now - ago_ms, visitor_id=visitor, **{"path": "/", **fields})


async def first_snapshot(watcher: Watcher) -> LiveSnapshot:
    first = (await anext(watcher))[0]
    assert isinstance(first, LiveSnapshot)
    return first


async def snapshot_with(watcher: Watcher, **numbers: int) -> LiveSnapshot:
    """The first that shows these numbers."""
    async for messages in watcher:
        for message in messages:
            if isinstance(message, LiveSnapshot) and all(
                getattr(message, name) == number for name, number in numbers.items()
            ):
                return message
    raise AssertionError("the feed ended")


async def events_of(watcher: AsyncIterator[Sequence[object]], count: int) -> list[LiveEvent]:
    seen: list[LiveEvent] = []
    while len(seen) < count:
        seen += [message for message in await anext(watcher) if isinstance(message, LiveEvent)]
    return seen


async def test_it_begins_with_what_is_stored_and_goes_on_with_what_happens() -> None:
    live = Live()
    live.reader.events += [live.view(1, path="/a"), live.view(2, WINDOW_MS + 1_000), live.view(3, 1_000)]
    async with live.watch(PROJECT) as watcher:
        assert (await first_snapshot(watcher)).visitors == 2
        live.happened(live.view(4, name="Signup", country="DE"))
        shown = await snapshot_with(watcher, visitors=3)
        assert shown.pageviews == 2
        assert [(row.country, row.visitors) for row in shown.top_countries] == [("DE", 1)]


async def test_what_is_stored_while_it_begins_counts_once() -> None:
    live = Live()
    watch = live.watch

    class Late(ReferenceReader):
        async def recent(self, project: str, since: int, most: int) -> Sequence[Sighting]:
            live.happened(live.view(1), live.view(2))
            self.events = live.reader.events
            return await super().recent(project, since, most)

    slow = live.watching(Late())
    async with slow(PROJECT) as watcher:
        shown = await first_snapshot(watcher)
        assert (shown.visitors, shown.pageviews) == (2, 2)
        live.happened(live.view(3))
        assert (await snapshot_with(watcher, visitors=3)).pageviews == 3
    assert watch.watched == {}


async def test_visitors_leave_though_nothing_happens() -> None:
    live = Live()
    live.reader.events += [live.view(1), live.view(2, 200_000)]
    async with live.watch(PROJECT) as watcher:
        assert (await first_snapshot(watcher)).visitors == 2
        live.clock.now += 150_000
        assert (await snapshot_with(watcher, visitors=1)).pageviews == 1
        live.clock.now += WINDOW_MS
        assert (await snapshot_with(watcher, visitors=0)).top_pages == ()


async def test_nothing_is_said_while_nothing_changes() -> None:
    live = Live(an_event(0))
    async with live.watch(PROJECT) as watcher:
        await first_snapshot(watcher)
        silent = asyncio.ensure_future(anext(watcher))
        await asyncio.sleep(0.1)  # ten ticks
        assert not silent.done()
        live.happened(live.view())
        assert await silent


async def test_the_recent_events_come_first_and_in_order() -> None:
    live = Live()
    live.reader.events += [live.view(n, 1_000 * (50 - n), path=f"/{n}") for n in range(50)]
    async with live.watch(PROJECT) as early:
        await events_of(early, 1)
        async with live.watch(PROJECT) as late:
            assert [one.path for one in await events_of(late, RECENT)] == [f"/{n}" for n in range(30, 50)]


async def test_of_a_flood_all_is_counted_and_the_latest_is_told() -> None:
    live = Live()
    async with live.watch(PROJECT) as watcher:
        await first_snapshot(watcher)
        live.happened(*(live.view(n, path=f"/{n}") for n in range(10 * MOST_TOLD)))
        told = await events_of(watcher, 1)
        while told[-1].path != f"/{10 * MOST_TOLD - 1}":
            told += await events_of(watcher, 1)
        assert len(told) <= 2 * MOST_TOLD
        async with live.watch(PROJECT) as another:
            await snapshot_with(another, visitors=10 * MOST_TOLD)


async def test_one_window_serves_all_watchers_and_goes_with_the_last() -> None:
    live = Live()
    async with live.watch(PROJECT) as one:
        await first_snapshot(one)
        async with live.watch(PROJECT) as other:
            await first_snapshot(other)
            assert len(live.watch.watched) == 1
        live.happened(live.view())
        assert (await snapshot_with(one, visitors=1)).pageviews == 1
        (watched,) = live.watch.watched.values()
    assert watched.task.done()
    assert live.watch.watched == {}
    assert not live.broadcast._subscribers


async def test_a_look_needs_no_watcher_and_agrees_with_them() -> None:
    live = Live()
    live.reader.events += [live.view(1), live.view(2, path="/b")]
    look = await live.watch.now(PROJECT)
    async with live.watch(PROJECT) as watcher:
        assert await first_snapshot(watcher) == await live.watch.now(PROJECT) == look
    assert look.visitors == 2


async def test_there_is_an_end_to_watchers_of_a_project_and_in_all() -> None:
    live = Live(most_watchers=3, most_of_a_project=2)
    async with AsyncExitStack() as stack:
        for project in (PROJECT, PROJECT, "other"):
            await stack.enter_async_context(live.watch(project))
        for project in (PROJECT, "other"):
            with pytest.raises(Unavailable):
                await stack.enter_async_context(live.watch(project))
    async with live.watch(PROJECT) as watcher:
        await first_snapshot(watcher)


async def test_a_store_that_is_away_is_waited_for() -> None:
    live = Live()

    class Away(ReferenceReader):
        tries = 0

        async def recent(self, project: str, since: int, most: int) -> Sequence[Sighting]:
            self.tries += 1
            if self.tries < 3:
                raise Unavailable("The store is away.")
            return []

    async def pause(_seconds: float) -> None:
        live.happened(live.view())

    watch = live.watching(Away(), pause=pause)
    async with watch(PROJECT) as watcher:
        assert (await snapshot_with(watcher, visitors=1)).pageviews == 2


async def test_who_is_identified_is_one_visitor_from_then_on() -> None:
    live = Live()
    async with live.watch(PROJECT) as watcher:
        await first_snapshot(watcher)
        live.happened(live.view(1), live.view(2))
        await snapshot_with(watcher, visitors=2)
        await live.links.add([VisitorLink(PROJECT, 1, 7, 0, "e")])
        live.happened(an_event(live.clock.now, "identify", visitor_id=7), live.view(7, path="/b"))
        shown = await snapshot_with(watcher, visitors=2, pageviews=3)
        assert {page.path: page.visitors for page in shown.top_pages} == {"/": 2, "/b": 1}
        live.happened(live.view(1), live.view(3))
        assert (await snapshot_with(watcher, visitors=3)).pageviews == 5


async def test_watchers_are_let_go_when_it_breaks() -> None:
    live = Live()

    class Broken(ReferenceReader):
        async def recent(self, project: str, since: int, most: int) -> Sequence[Sighting]:
            raise ValueError("It broke.")

    watch = live.watching(Broken())
    async with watch(PROJECT) as watcher:
        assert [messages async for messages in watcher] == []
    assert watch.watched == {}


def an_event_told(number: int) -> LiveEvent:
    return LiveEvent(name=str(number), path="/", country="", time=datetime.now(UTC))


async def test_a_slow_watcher_misses_the_oldest_and_sees_one_snapshot() -> None:
    feed = LiveFeed()
    slow = feed.watcher()
    for number in range(3 * KEPT):
        feed.show(LiveSnapshot(visitors=number, pageviews=0))
        feed.tell([an_event_told(number)])
    snapshot, *events = await anext(slow)
    assert isinstance(snapshot, LiveSnapshot)
    assert snapshot.visitors == 3 * KEPT - 1
    names = [event.name for event in events if isinstance(event, LiveEvent)]
    assert names == [str(number) for number in range(2 * KEPT, 3 * KEPT)]


async def test_no_event_comes_before_the_first_snapshot() -> None:
    feed = LiveFeed()
    watcher = feed.watcher()
    waiting = asyncio.ensure_future(anext(watcher))
    feed.tell([an_event_told(1)])
    await asyncio.sleep(0)
    assert not waiting.done()
    feed.show(LiveSnapshot(visitors=0, pageviews=0))
    await until(waiting.done)
    assert [type(message) for message in waiting.result()] == [LiveSnapshot, LiveEvent]
