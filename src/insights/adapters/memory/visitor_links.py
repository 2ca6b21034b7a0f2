from collections.abc import Collection, Sequence
from typing import final

from insights.adapters.memory.event_log import MemoryEventLog
from insights.application.ports.event_log import VisitorKey
from insights.application.ports.rollups import TouchedHour
from insights.application.ports.visitor_links import VisitorLinks
from insights.domain.analytics.rollups import utc_hour
from insights.domain.analytics.visitor_links import VisitorLink


@final
class MemoryVisitorLinks(VisitorLinks):
    """The links that a `MemoryEventLog` holds."""

    def __init__(self, log: MemoryEventLog) -> None:
        self._log = log

    async def add(self, links: Sequence[VisitorLink]) -> None:
        self._log.links |= dict.fromkeys(links)

    async def touching(self, visitors: Collection[VisitorKey]) -> Sequence[VisitorLink]:
        wanted = set(visitors)
        return [
            link
            for link in self._log.links
            if {(link.project, link.from_id), (link.project, link.to_id)} & wanted
        ]

    async def hours(self, visitors: Collection[VisitorKey]) -> set[TouchedHour]:
        wanted = set(visitors)
        return {
            (event.project, utc_hour(event.time))
            for event in self._log.events
            if (event.project, event.visitor_id) in wanted
        }
