"""Links between visitors: which are worth keeping, and what they change."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from insights.application.ingestion.patience import Pause, until_available
from insights.application.ports.event_log import VisitorKey
from insights.application.ports.rollups import TouchedHour
from insights.application.ports.visitor_links import VisitorLinks
from insights.domain.analytics.visitor_links import VisitorLink, first_links, said
from insights.domain.ingestion.event import Accepted
from insights.domain.ingestion.names import IDENTIFY


@dataclass(frozen=True)
class LinkVisitors:
    """For the recorder, which adds links before it appends the events that say them: an event that is stored
    has its links stored. What is broken off before comes again, and says the same."""

    links: VisitorLinks
    pause: Pause = asyncio.sleep

    async def worth_adding(
        self, new: Sequence[VisitorLink], stored_before: Sequence[Accepted]
    ) -> list[VisitorLink]:
        """Without those that never count, as an earlier one from the same id is stored. With those of events
        that a message brings once more: their marks may be gone (`docs/decisions/0101`)."""
        again = {(one.event.project, one.event.id): one for one in stored_before if _identifies(one)}
        asked = {(link.project, link.from_id) for link in new}
        asked |= {key for one in again.values() for key in _said_by(one)}
        if not asked:
            return []
        stored = await self._touching(asked)
        counting, pairs = first_links(stored), {(link.project, link.from_id, link.to_id) for link in stored}
        kept = [link for link in stored if (link.project, link.event_id) in again]
        for link in new:
            known = counting.get((link.project, link.from_id))
            if link.identifies:
                worth = known is None or said(link) <= said(known)
            else:
                worth = (link.project, link.from_id, link.to_id) not in pairs
            kept += [link] if worth else []
        return kept

    async def hours(self, links: Sequence[VisitorLink]) -> set[TouchedHour]:
        """Those in which somebody has events who is another person by these links: the visitors they lead
        from, and all who lead to those."""
        ahead = {(link.project, link.from_id) for link in links if link.identifies}
        found: set[VisitorKey] = set()
        while ahead:
            found |= ahead
            leading = await self._touching(ahead)
            ahead = {(one.project, one.from_id) for one in leading if one.identifies} - found
        if not found:
            return set()
        return await until_available(
            "Looking for linked visitors' events", lambda: self.links.hours(found), self.pause
        )

    async def add(self, links: Sequence[VisitorLink]) -> None:
        if links:
            await until_available("Linking visitors", lambda: self.links.add(links), self.pause)

    async def _touching(self, visitors: Collection[VisitorKey]) -> Sequence[VisitorLink]:
        return await until_available("Looking for links", lambda: self.links.touching(visitors), self.pause)


async def sharers(links: VisitorLinks, visitors: Collection[VisitorKey]) -> set[VisitorKey]:
    """These visitors, and whoever may have events in the same visits: whose events joined, or are joined by,
    those of one user. Raises Unavailable."""
    found = await links.touching(visitors) if visitors else ()
    if not found:
        return set(visitors)
    further = await links.touching({(link.project, link.to_id) for link in found})
    ends = {(link.project, end) for link in (*found, *further) for end in (link.from_id, link.to_id)}
    return {*visitors, *ends}


def _identifies(accepted: Accepted) -> bool:
    return accepted.event.name == IDENTIFY


def _said_by(accepted: Accepted) -> set[VisitorKey]:
    ids = (*accepted.anonymous_ids, *accepted.previous_ids)
    return {(accepted.event.project, id_) for id_ in ids}
