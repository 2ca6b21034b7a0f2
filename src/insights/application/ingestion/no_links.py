"""Beside an event store that follows no links: every visitor id is a visitor of its own."""

from collections.abc import Collection, Sequence
from typing import final

from insights.application.ports.event_log import VisitorKey
from insights.application.ports.rollups import TouchedHour
from insights.application.ports.visitor_links import VisitorLinks
from insights.domain.analytics.visitor_links import VisitorLink


@final
class NoVisitorLinks(VisitorLinks):
    async def add(self, links: Sequence[VisitorLink]) -> None:
        """Nobody would follow them."""

    async def touching(self, visitors: Collection[VisitorKey]) -> Sequence[VisitorLink]:
        return ()

    async def hours(self, visitors: Collection[VisitorKey]) -> set[TouchedHour]:
        """Nothing changes."""
        return set()
