"""Which visitor ids are whose: written by the recorder, followed by whoever counts visitors."""

from collections.abc import Collection, Sequence
from typing import Protocol

from insights.application.ports.event_log import VisitorKey
from insights.application.ports.rollups import TouchedHour
from insights.domain.analytics.visitor_links import VisitorLink


class VisitorLinks(Protocol):
    """Kept beside the events, so that one statement reads both; `EventLog.erase` removes a project's. Which
    of them count is told by `insights.domain.analytics.visitor_links`, whatever came first."""

    async def add(self, links: Sequence[VisitorLink]) -> None:
        """Store them durably; every answer asked for from now on follows them. One that is stored already
        changes nothing. Raises Unavailable; then any part of them may be stored."""
        ...

    async def touching(self, visitors: Collection[VisitorKey]) -> Sequence[VisitorLink]:
        """Every link from or to one of these visitors, in no order; the same one may come twice."""
        ...

    async def hours(self, visitors: Collection[VisitorKey]) -> set[TouchedHour]:
        """The hours in which these visitors have events under these ids: what a link from them changes."""
        ...
