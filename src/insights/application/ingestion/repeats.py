"""An event id is stored once per project: repeats within 30 days of the first acceptance are dropped."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from insights.application.ingestion.patience import Pause, until_available
from insights.application.ingestion.tally import Item
from insights.application.ports.event_log import EventKey, EventLog
from insights.application.ports.seen_ids import SeenIds
from insights.application.ports.system import Clock
from insights.domain.ingestion.drops import DropReason

WINDOW_MS = 30 * 86_400_000

SLICE = 500
"""Keys between two chances for other tasks to run."""

PAGE_KEYS = 200_000
"""About as many keys are read at once from the log."""

HOUR_MS = 3_600_000


@dataclass(frozen=True)
class DropRepeats:
    """The log is the only truth. What it costs to ask is spared by the memory of seen ids, which answers
    nearly every new id; a message that may have been recorded before is always asked about."""

    log: EventLog
    seen: SeenIds
    clock: Clock
    pause: Pause = asyncio.sleep

    async def __call__(self, items: Sequence[Item], doubtful: Collection[int]) -> list[Item]:
        """Those that are new, in order. `doubtful` are the ids of messages delivered before: what they hold
        and the log too, most likely came from them, and is left out without being counted."""
        once: dict[EventKey, Item] = {}
        asked: list[EventKey] = []
        for start in range(0, len(items), SLICE):
            keys = self._claim(once, items[start : start + SLICE])
            if doubtful:
                asked += (key for key in keys if once[key][0].message in doubtful)
                keys = [key for key in keys if once[key][0].message not in doubtful]
            asked += self.seen.possible(keys)
            await asyncio.sleep(0)
        for key in await self._stored(asked):
            tally, accepted = once.pop(key)
            if tally.message not in doubtful:
                tally.drop(accepted, DropReason.DUPLICATE)
        return list(once.values())

    async def remember(self, items: Sequence[Item]) -> None:
        """They are stored."""
        now = self.clock.now_ms()
        for start in range(0, len(items), SLICE):
            part = items[start : start + SLICE]
            self.seen.add([(accepted.event.project, accepted.event.id) for _, accepted in part], now)
            await asyncio.sleep(0)

    async def _stored(self, keys: Collection[EventKey]) -> Collection[EventKey]:
        if not keys:
            return ()
        since = self.clock.now_ms() - WINDOW_MS
        return await until_available("Looking for repeats", lambda: self.log.stored(keys, since), self.pause)

    @staticmethod
    def _claim(once: dict[EventKey, Item], items: Sequence[Item]) -> list[EventKey]:
        """Enter the items under their keys; the keys that were not yet there."""
        keys: list[EventKey] = []
        for item in items:
            tally, accepted = item
            key = (accepted.event.project, accepted.event.id)
            if once.setdefault(key, item) is item:
                keys.append(key)
            else:
                tally.drop(accepted, DropReason.DUPLICATE)
        return keys


@dataclass(frozen=True)
class LearnSeenIds:
    """Fill the memory of seen ids from the log, the newest first; run once, beside the recorder."""

    log: EventLog
    seen: SeenIds
    clock: Clock
    pause: Pause = asyncio.sleep

    async def __call__(self) -> None:
        now = self.clock.now_ms()
        until, oldest = now + 1, now - WINDOW_MS
        width = HOUR_MS
        while until > oldest:
            since = max(until - width, oldest)
            keys = await self._page(since, until)
            for start in range(0, len(keys), SLICE):
                self.seen.add(keys[start : start + SLICE], until)
                await asyncio.sleep(0)
            width = _next_width(width, len(keys))
            until = since
        self.seen.complete()

    async def _page(self, since: int, until: int) -> Sequence[EventKey]:
        return await until_available(
            "Reading the ids of stored events", lambda: self.log.recent_keys(since, until), self.pause
        )


def _next_width(width: int, keys: int) -> int:
    """The span of time that holds about PAGE_KEYS keys if it goes on as in the last one."""
    wanted = width * PAGE_KEYS // max(keys, 1)
    return max(60_000, min(wanted, width * 4, WINDOW_MS))
