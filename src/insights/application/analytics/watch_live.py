"""The live view: one window and one feed per project, for as long as somebody watches it."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from insights.application.analytics.live_feed import LiveFeed, Watcher
from insights.application.ingestion.patience import Pause, until_available
from insights.application.ports.event_log import EventReader
from insights.application.ports.live import LiveBroadcast
from insights.application.ports.system import Clock
from insights.application.ports.visitor_links import VisitorLinks
from insights.domain.analytics.live import WINDOW_MS, LiveEvent, LiveSnapshot, Sighting, shown
from insights.domain.analytics.live_window import LiveWindow
from insights.domain.analytics.visitor_links import people
from insights.domain.errors import Unavailable
from insights.domain.ingestion.names import IDENTIFY

MOST_SEEDED: Final = 100_000
"""Stored events that a window starts from. A project with more in five minutes, over 300 a second, is shown
too few for the first five minutes."""
MOST_TOLD: Final = 100
"""Events told of in one tick, more than anybody can read. Of those beyond it the latest are told in the next
tick, and the rest are counted only."""


@dataclass
class _Watched:
    feed: LiveFeed
    task: "asyncio.Task[None]"
    watchers: int = 0


@dataclass(frozen=True, kw_only=True)
class WatchLive:
    """The caller has opened the project for whoever watches."""

    reader: EventReader
    links: VisitorLinks
    broadcast: LiveBroadcast
    clock: Clock
    tick: float = 1.0
    """Seconds between two looks at the window, and so between two snapshots."""
    most_watchers: int = 2_000
    most_of_a_project: int = 200
    pause: Pause = asyncio.sleep
    watched: dict[str, _Watched] = field(default_factory=dict)

    @asynccontextmanager
    async def __call__(self, project: str) -> AsyncIterator[Watcher]:
        """Raises Unavailable when there are too many watchers, of the project or in all."""
        watched = self._join(project)
        try:
            yield watched.feed.watcher()
        finally:
            await self._leave(project, watched)

    async def now(self, project: str) -> LiveSnapshot:
        """One look, from the store unless somebody watches. Raises Unavailable."""
        watched = self.watched.get(project)
        if watched is not None and watched.feed.snapshot is not None:
            return watched.feed.snapshot
        window = await self._window(await self._stored(project))
        return window.snapshot(self.clock.now_ms())

    def _join(self, project: str) -> _Watched:
        watched = self.watched.get(project)
        if watched is not None and watched.watchers >= self.most_of_a_project:
            raise Unavailable(f"This project is watched by {self.most_of_a_project} already.", 30)
        if sum(one.watchers for one in self.watched.values()) >= self.most_watchers:
            raise Unavailable(f"{self.most_watchers} watch on this server already.", 30)
        if watched is None:
            feed = LiveFeed()
            watched = _Watched(feed, asyncio.create_task(self._follow(project, feed), name="live view"))
            self.watched[project] = watched
        watched.watchers += 1
        return watched

    async def _leave(self, project: str, watched: _Watched) -> None:
        watched.watchers -= 1
        if not watched.watchers:
            if self.watched.get(project) is watched:
                del self.watched[project]
            watched.task.cancel()
            await asyncio.gather(watched.task, return_exceptions=True)

    async def _follow(self, project: str, feed: LiveFeed) -> None:
        try:
            async with self.broadcast.subscribe(project) as batches:
                stored = await until_available(
                    "Reading the last five minutes", lambda: self._stored(project), self.pause
                )
                window = await self._window(stored)
                await self._keep_up(project, feed, window, batches, stored)
        finally:
            feed.end()

    async def _keep_up(
        self,
        project: str,
        feed: LiveFeed,
        window: LiveWindow,
        batches: AsyncIterator[Sequence[Sighting]],
        stored: Sequence[Sighting],
    ) -> None:
        loop = asyncio.get_running_loop()
        waiting: deque[LiveEvent] = deque(_shown(stored[::-1]), maxlen=MOST_TOLD)
        while True:
            feed.show(window.snapshot(self.clock.now_ms()))
            due, left = loop.time() + self.tick, MOST_TOLD
            while True:
                ready = [waiting.popleft() for _ in range(min(left, len(waiting)))]
                left -= len(ready)
                feed.tell(ready)
                try:
                    async with asyncio.timeout_at(due):
                        batch = await anext(batches)
                except TimeoutError:
                    break
                now = self.clock.now_ms()
                waiting += _shown(one for one in batch if window.add(one, now))
                if users := {one.visitor_id for one in batch if one.name == IDENTIFY}:
                    window.follow(await self._who_are(project, users))

    async def _who_are(self, project: str, users: Collection[int]) -> Mapping[int, int]:
        """What leads to these users, as far as two steps tell; nothing while the store is away."""
        try:
            leading = await self.links.touching({(project, user) for user in users})
            ends = {(project, end) for link in leading for end in (link.from_id, link.to_id)}
            return people(await self.links.touching(ends)) if ends else {}
        except Unavailable:
            return {}

    async def _window(self, stored: Sequence[Sighting]) -> LiveWindow:
        """In a thread: a busy project's takes some tenths of a second, for which requests would wait."""
        return await asyncio.to_thread(LiveWindow, stored, self.clock.now_ms())

    async def _stored(self, project: str) -> Sequence[Sighting]:
        return await self.reader.recent(project, self.clock.now_ms() - WINDOW_MS, MOST_SEEDED)


def _shown(sightings: Iterable[Sighting]) -> Iterator[LiveEvent]:
    return (event for event in map(shown, sightings) if event is not None)
