"""Giving every event its visit, when it is recorded."""

import asyncio
from collections.abc import Iterator, Sequence
from typing import final

from insights.application.ingestion.held_visits import HeldVisits
from insights.application.ingestion.join_users import JoinUsers
from insights.application.ingestion.link_visitors import sharers
from insights.application.ingestion.tally import Item
from insights.application.ingestion.turns import in_turns
from insights.application.ports.event_log import EventLog, Visit, VisitorKey
from insights.application.ports.locks import Lease
from insights.application.ports.open_visits import Held, OpenVisits
from insights.application.ports.rollups import TouchedHour
from insights.application.ports.system import Ids
from insights.application.ports.visitor_links import VisitorLinks
from insights.domain.analytics.visitor_links import VisitorLink, first_links
from insights.domain.ingestion.event import Accepted
from insights.domain.ingestion.names import IDENTIFY

MINUTE_MS = 60_000


@final
class Sessioniser:
    """Knows the visits that are going on, and asks the log about older ones, once per batch. Not for two
    batches at a time."""

    def __init__(self, log: EventLog, links: VisitorLinks, open_visits: OpenVisits, ids: Ids) -> None:
        self._log = log
        self._links = links
        self._open_visits = open_visits
        self._ids = ids
        self._visits = HeldVisits(Held(0, {}))
        self._users = JoinUsers(self._visits, ids, {})

    @property
    def touched(self) -> set[TouchedHour]:
        """Of the last batch: hours whose numbers its events change (see `docs/decisions/0080`)."""
        return self._visits.touched

    @property
    def said(self) -> list[VisitorLink]:
        """Of the last batch: who its events say that visitors are."""
        return self._users.said

    async def __call__(self, items: Sequence[Item], lease: Lease) -> list[Item]:
        """Session ids, and of two candidate visitor ids the one whose visit is open, are written into the
        events, once the visits are kept under the lease; they come back in order of time. Raises Unavailable,
        and has written nothing then."""
        ordered = sorted(items, key=_time)
        await asyncio.sleep(0)
        batch = [accepted for _, accepted in ordered]
        self._visits = HeldVisits(await self._open_visits.fetch(_visitors(batch)))
        recalled = await self._recall(batch)
        if recalled or self._visits.held.copied:
            await self._unite(set(_visitors(batch)))
        self._users = JoinUsers(self._visits, self._ids, await self._known_links(batch))
        given: list[tuple[int, Visit]] = []
        async for part in in_turns(batch):
            given += map(self._visit_of, part)
        await self._open_visits.keep(self._visits.held, lease)
        for accepted, (visitor, visit) in zip(batch, given, strict=True):
            accepted.event.visitor_id = visitor
            accepted.event.session_id = visit.session_id
        return ordered

    async def _recall(self, batch: Sequence[Accepted]) -> bool:
        """Fetch visits that late events may belong to and that may no longer be held. True if any were."""
        since = self._visits.held.since
        late = [one for one in batch if one.event.time - one.session_minutes * MINUTE_MS < since]
        if not late:
            return False
        gap = max(one.session_minutes for one in late) * MINUTE_MS
        visitors = await sharers(self._links, set(_visitors(late)))
        first, last = late[0].event.time - gap, late[-1].event.time + gap
        visits = await self._log.visits(visitors, first, last)
        for visit in visits:
            self._visits.recall(visit)
        return bool(visits)

    async def _unite(self, asked: set[VisitorKey]) -> None:
        """What changes of a visit changes for all who share it."""
        others = self._visits.sharers(asked)
        if not others:
            return
        more = await self._open_visits.fetch(others - asked)
        for key, visits in more.visits.items():
            self._visits.held.visits.setdefault(key, visits)
        self._visits.unite(asked | others)

    async def _known_links(self, batch: Sequence[Accepted]) -> dict[VisitorKey, VisitorLink]:
        """From visitors of whose visits it has to be known whose they are."""
        asked: set[VisitorKey] = set()
        for accepted in batch:
            if not (accepted.anonymous_ids or accepted.previous_ids):
                continue
            for key in _before(accepted):
                if accepted.event.name == IDENTIFY or any(not visit.user for visit in self._visits.of(key)):
                    asked.add(key)
        return first_links(await self._links.touching(asked)) if asked else {}

    def _visit_of(self, accepted: Accepted) -> tuple[int, Visit]:
        """And the visitor id under which the event is one of the visit."""
        event, visits = accepted.event, self._visits
        gap = accepted.session_minutes * MINUTE_MS
        if accepted.anonymous_ids or accepted.previous_ids:
            return event.visitor_id, self._users.visit_of(accepted, gap)
        previous, key = accepted.previous_visitor_id, (event.project, event.visitor_id)
        if previous is not None:
            visit = visits.nearest((event.project, previous), event.time, gap)
            if visit is not None:
                return previous, visits.take(visit, event.time)
        visit = visits.nearest(key, event.time, gap) or visits.begin(key, self._ids.number(), event.time)
        return event.visitor_id, visits.take(visit, event.time)


def _visitors(batch: Sequence[Accepted]) -> Iterator[VisitorKey]:
    for accepted in batch:
        yield (accepted.event.project, accepted.event.visitor_id)
        if accepted.previous_visitor_id is not None:
            yield (accepted.event.project, accepted.previous_visitor_id)
        if accepted.anonymous_ids or accepted.previous_ids:
            yield from _before(accepted)


def _before(accepted: Accepted) -> Iterator[VisitorKey]:
    """Whom the event's user may have been until now."""
    for id_ in (*accepted.anonymous_ids, *accepted.previous_ids):
        yield (accepted.event.project, id_)


def _time(item: Item) -> int:
    return item[1].event.time
