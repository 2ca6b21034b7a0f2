"""An event id is stored once per project: repeats within 30 days of the first acceptance are dropped."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from insights.application.ingestion.patience import Pause, until_available
from insights.application.ingestion.tally import Item
from insights.application.ingestion.turns import in_turns
from insights.application.ports.claims import Claimed, Claims
from insights.application.ports.event_log import EventKey, EventLog
from insights.application.ports.seen_ids import SeenIds
from insights.application.ports.system import Clock
from insights.domain.ingestion.drops import DropReason
from insights.domain.ingestion.event import Event

Wait = Callable[[], Awaitable[None]]

WINDOW_MS = 30 * 86_400_000

PAGE_KEYS = 200_000
"""About as many keys are read at once from the log."""

HOUR_MS = 3_600_000

LEARN_SECONDS = 120.0
"""Between two looks at what other recorders have stored."""

STALE_MS = 300_000
"""A memory that has not learned for so long is not trusted: claims may have ended since."""

MOST_BEHIND_SECONDS = 12 * 3600
"""A memory further behind is filled anew."""

CLOCKS_DIFFER_SECONDS = 60
"""The clocks of processes are this close to each other."""


@dataclass
class Learned:
    """How far the memory of seen ids has caught up with the log."""

    at: int = 0
    """Milliseconds since the epoch: whatever any recorder had settled by then is in it."""


@dataclass(frozen=True)
class DropRepeats:
    """The log is the only truth. What it costs to ask is spared by the memory of seen ids, which answers
    nearly every new id; a message that may have been recorded before is always asked about. What another
    recorder is about to store, or has stored since the memory last learned, is claimed."""

    log: EventLog
    seen: SeenIds
    learned: Learned
    claims: Claims
    clock: Clock
    pause: Pause = asyncio.sleep

    async def __call__(
        self, items: Sequence[Item], doubtful: Collection[int], nothing_under_way: Wait
    ) -> list[Item]:
        """Those that are new, in order. `doubtful` are the ids of messages delivered before. What such a one
        holds and the log too, accepted at the same moment, it has stored itself: that is left out without
        being counted. So is what a message has claimed before that the broker holds twice.

        The log is asked once nothing is under way to it: a message may come again while it is stored."""
        once: dict[EventKey, Item] = {}
        repeats: list[Item] = []
        async for part in in_turns(items):
            repeats += _enter(once, part)
        claimed = await until_available(
            "Claiming ids",
            lambda: self.claims.take((key, item[0].message) for key, item in once.items()),
            self.pause,
        )
        if claimed.held:
            repeats = _obey(claimed.held, once, repeats)
        for tally, accepted in repeats:
            tally.drop(accepted, DropReason.DUPLICATE)
        found: Mapping[EventKey, int] = {}
        if asked := await self._doubted(once, claimed, doubtful):
            await nothing_under_way()
            found = await self._stored(asked)
        if found:
            await self.settle([once[key][1].event for key in found], ())
        for key, received in found.items():
            tally, accepted = once.pop(key)
            before = tally.message in doubtful or claimed.held.get(key) == tally.message
            if before and received == accepted.event.received:
                tally.stored_before.append(accepted)
            else:
                tally.drop(accepted, DropReason.DUPLICATE)
        return list(once.values())

    async def settle(self, stored: Sequence[Event], refused: Sequence[Event]) -> None:
        """The ones are in the log, the others will never be."""
        now = self.clock.now_ms()
        keys = [(event.project, event.id) for event in stored]
        async for part in in_turns(keys):
            self.seen.add(part, now)
        free = [(event.project, event.id) for event in refused]
        received = min((event.received for event in stored), default=now)
        await until_available("Settling ids", lambda: self.claims.settle(keys, free, received), self.pause)

    async def _doubted(
        self, once: Mapping[EventKey, Item], claimed: Claimed, doubtful: Collection[int]
    ) -> list[EventKey]:
        """The keys that the log has to be asked about."""
        keys = list(once)
        if self.learned.at < max(self.clock.now_ms() - STALE_MS, claimed.since):
            return keys
        asked: list[EventKey] = []
        async for part in in_turns(keys):
            new = part
            if doubtful or claimed.held:
                again = {key for key in part if once[key][0].message in doubtful or key in claimed.held}
                asked += again
                new = [key for key in part if key not in again]
            asked += self.seen.possible(new)
        return asked

    async def _stored(self, keys: Collection[EventKey]) -> Mapping[EventKey, int]:
        since = self.clock.now_ms() - WINDOW_MS
        return await until_available("Looking for repeats", lambda: self.log.stored(keys, since), self.pause)


def _enter(once: dict[EventKey, Item], items: Sequence[Item]) -> list[Item]:
    """Under their keys. Returned are those whose key is there already."""
    return [item for item in items if once.setdefault(_key(item), item) is not item]


def _obey(held: Mapping[EventKey, int], once: dict[EventKey, Item], repeats: Sequence[Item]) -> list[Item]:
    """An event belongs to the message that claimed it first, also where messages come again in another order:
    so each has the same repeats each time, which are counted once. Returned are the repeats now."""
    of_message: dict[tuple[EventKey, int], Item] = {}
    for item in repeats:
        of_message.setdefault((_key(item), item[0].message), item)
    found = list(repeats)
    for key, message in held.items():
        if once[key][0].message == message:
            continue
        found.append(once.pop(key))
        if (own := of_message.get((key, message))) is not None:
            once[key] = own
    kept = set(map(id, once.values()))
    return [item for item in found if id(item) not in kept]


def _key(item: Item) -> EventKey:
    event = item[1].event
    return event.project, event.id


@dataclass(frozen=True)
class LearnSeenIds:
    """Fill the memory of seen ids from the log, the newest first, and go on to learn what other recorders
    store; runs for ever, beside the recorder."""

    log: EventLog
    seen: SeenIds
    learned: Learned
    claims: Claims
    clock: Clock
    pause: Pause = asyncio.sleep

    async def __call__(self) -> None:
        await self.fill()
        while True:
            await self.catch_up()
            await self.pause(LEARN_SECONDS)

    async def fill(self) -> None:
        """With all of the window."""
        now = self.clock.now_ms()
        await self._read(now - WINDOW_MS, now + 1)
        self.seen.complete()
        self.learned.at = now

    async def catch_up(self) -> None:
        """With what was settled since the last time: stored a moment ago, but accepted whenever."""
        now = self.clock.now_ms()
        behind = (now - self.learned.at) / 1000
        if behind > MOST_BEHIND_SECONDS:
            await self.fill()
            return
        earliest = await until_available(
            "Asking what others stored",
            lambda: self.claims.earliest_received(behind + CLOCKS_DIFFER_SECONDS),
            self.pause,
        )
        if earliest is not None:
            await self._read(min(earliest, self.learned.at), now + 1)
        self.learned.at = now

    async def _read(self, oldest: int, until: int) -> None:
        width = HOUR_MS
        while until > oldest:
            since = max(until - width, oldest)
            keys = await self._page(since, until)
            async for part in in_turns(keys):
                self.seen.add(part, until)
            width = _next_width(width, len(keys))
            until = since

    async def _page(self, since: int, until: int) -> Sequence[EventKey]:
        return await until_available(
            "Reading the ids of stored events", lambda: self.log.recent_keys(since, until), self.pause
        )


def _next_width(width: int, keys: int) -> int:
    """The span of time that holds about PAGE_KEYS keys if it goes on as in the last one."""
    wanted = width * PAGE_KEYS // max(keys, 1)
    return max(60_000, min(wanted, width * 4, WINDOW_MS))
