"""The numbers of the last five minutes, kept up as events come in and leave."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from heapq import nsmallest
from typing import Final

from insights.domain.analytics.live import (
    WINDOW_MS,
    WINDOW_SECONDS,
    LiveCountry,
    LivePage,
    LiveSnapshot,
    Sighting,
)
from insights.domain.ingestion.names import PAGEVIEW

MOST_ROWS: Final = 10

Presence = tuple[str, int]
"""(label, visitor id)"""


class LiveWindow:
    """Counts as docs/metrics.md defines, over whole seconds. Memory grows with the distinct visitors and
    pages of the window, not with its events."""

    def __init__(self, seed: Collection[Sighting], now_ms: int) -> None:
        """`seed`: what is stored. The same events may come again through `add` and count once."""
        self._everyone = _Visitors()
        self._pages = _Visitors()
        self._countries = _Visitors()
        self._views = _Views()
        self._seeded: set[str] = set()
        self._who: dict[int, int] = {}
        for sighting in seed:
            self.add(sighting, now_ms)
        self._seeded = {sighting.id for sighting in seed}
        self._seeded_until = now_ms + WINDOW_MS

    def add(self, sighting: Sighting, now_ms: int) -> bool:
        """False for what is known already or happened before the window."""
        second = sighting.time // 1000
        if sighting.id in self._seeded or second < _first_second(now_ms):
            return False
        visitor = self._who.get(sighting.visitor_id, sighting.visitor_id)
        self._everyone.see("", visitor, second)
        if sighting.path:
            self._pages.see(sighting.path, visitor, second)
        if sighting.country:
            self._countries.see(sighting.country, visitor, second)
        if sighting.name == PAGEVIEW:
            self._views.add(sighting.path, second)
        return True

    def follow(self, who: Mapping[int, int]) -> None:
        """These visitors are those people, before and from now on."""
        self._who |= who
        for counted in (self._everyone, self._pages, self._countries):
            counted.follow(who)

    def snapshot(self, now_ms: int) -> LiveSnapshot:
        self._forget(now_ms)
        views = self._views.total
        pages = nsmallest(
            MOST_ROWS, self._pages.count.items(), key=lambda row: (-row[1], -views[row[0]], row[0])
        )
        countries = nsmallest(MOST_ROWS, self._countries.count.items(), key=lambda row: (-row[1], row[0]))
        return LiveSnapshot(
            visitors=self._everyone.count[""],
            pageviews=views.total(),
            top_pages=tuple(LivePage(path=path, visitors=n, pageviews=views[path]) for path, n in pages),
            top_countries=tuple(LiveCountry(country=code, visitors=n) for code, n in countries),
        )

    def _forget(self, now_ms: int) -> None:
        first = _first_second(now_ms)
        for counted in (self._everyone, self._pages, self._countries, self._views):
            counted.forget_before(first)
        self._who = {id_: person for id_, person in self._who.items() if self._everyone.has("", person)}
        if now_ms > self._seeded_until:  # a copy of the seed would be too old to count
            self._seeded.clear()


def _first_second(now_ms: int) -> int:
    return now_ms // 1000 - WINDOW_SECONDS + 1


class _Visitors:
    """How many distinct visitors each label has: each stands under the last second it was seen in."""

    def __init__(self) -> None:
        self.count: Counter[str] = Counter()
        self._last: dict[Presence, int] = {}
        self._seen_in: defaultdict[int, set[Presence]] = defaultdict(set)

    def see(self, label: str, visitor: int, second: int) -> None:
        presence = (label, visitor)
        last = self._last.get(presence)
        if last is None:
            self.count[label] += 1
        elif last >= second:
            return
        else:
            self._seen_in[last].discard(presence)
        self._last[presence] = second
        self._seen_in[second].add(presence)

    def has(self, label: str, visitor: int) -> bool:
        return (label, visitor) in self._last

    def follow(self, who: Mapping[int, int]) -> None:
        for presence in [presence for presence in self._last if presence[1] in who]:
            label, visitor = presence
            second = self._last.pop(presence)
            self._seen_in[second].discard(presence)
            _lower(self.count, label, 1)
            self.see(label, who[visitor], second)

    def forget_before(self, first: int) -> None:
        for second in [second for second in self._seen_in if second < first]:
            for presence in self._seen_in.pop(second):
                del self._last[presence]
                _lower(self.count, presence[0], 1)


class _Views:
    """Page views by path."""

    def __init__(self) -> None:
        self.total: Counter[str] = Counter()
        self._in: defaultdict[int, Counter[str]] = defaultdict(Counter)

    def add(self, path: str, second: int) -> None:
        self.total[path] += 1
        self._in[second][path] += 1

    def forget_before(self, first: int) -> None:
        for second in [second for second in self._in if second < first]:
            for path, views in self._in.pop(second).items():
                _lower(self.total, path, views)


def _lower(counts: Counter[str], key: str, by: int) -> None:
    counts[key] -= by
    if not counts[key]:
        del counts[key]
