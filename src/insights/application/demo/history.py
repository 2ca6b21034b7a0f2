"""The demo's events in order of time, hour by hour."""

from collections.abc import Iterator
from random import Random
from typing import Final

from insights.application.demo import site
from insights.application.demo.crowd import Crowd
from insights.application.demo.rhythm import HOUR_MS, visit_starts
from insights.application.demo.visits import Shop, Visit
from insights.domain.ingestion.event import Accepted

_SEED: Final = 20_261_121
_DAY_MS: Final = 24 * HOUR_MS
_TUESDAY: Final = 5
"""The first Tuesday after the epoch, as days from it."""
_NEWSLETTER_SHARE: Final = 0.2


def demo_history(project: str, end: int, days: int) -> Iterator[list[Accepted]]:
    """The events of each hour, of `days` days up to `end` (ms), which is not reached.

    The same project and end give the same events with the same ids. A visit that has begun goes on in
    the next hour's list, so the lists follow each other in time.
    """
    chance = Random(_SEED)  # noqa: S311 - a demo that repeats, not a secret
    shop, crowd = Shop(chance, project), Crowd(chance, project)
    last_hour = end // HOUR_MS
    first_hour = (last_hour - days * 24) * HOUR_MS
    waiting: list[Accepted] = []
    for index, starts in enumerate(visit_starts(chance, first_hour, days * 24 + 1)):
        for start in starts:
            visitor = crowd.somebody(start)
            visit = Visit(shop, visitor, start)
            visit.walk(_link(shop, start))
            visitor.last_seen = visit.events[-1].event.time
            waiting.extend(visit.events)
        limit = min(end, first_hour + (index + 1) * HOUR_MS)
        waiting.sort(key=_time)
        ready = [item for item in waiting if item.event.time < limit]
        del waiting[: len(ready)]
        yield ready


def _link(shop: Shop, time: int) -> site.Link:
    mailing = (time // _DAY_MS - _TUESDAY) % 14 == 0
    return site.NEWSLETTER if mailing and shop.happens(_NEWSLETTER_SHARE) else shop.links(shop.chance)


def _time(item: Accepted) -> tuple[int, str]:
    return item.event.time, item.event.id
