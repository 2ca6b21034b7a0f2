"""An event reader that answers by the definition itself."""

from collections.abc import Sequence

from insights.application.ports.event_log import EventReader
from insights.domain.analytics.live import Sighting, sighting_of
from insights.domain.analytics.query import Answer, Query
from insights.domain.analytics.reference import evaluate
from insights.domain.ingestion.event import Event


class ReferenceReader(EventReader):
    """Reads a list of events with `evaluate`, and keeps the queries that it was asked."""

    def __init__(self, *events: Event) -> None:
        self.events = list(events)
        self.asked: list[Query] = []

    async def answer(self, query: Query) -> Answer:
        self.asked.append(query)
        return evaluate(query, self.events)

    async def first_event_time(self, project: str) -> int | None:
        return min((event.time for event in self.events if event.project == project), default=None)

    async def event_count(self, project: str) -> int:
        return sum(event.project == project for event in self.events)

    async def recent(self, project: str, since: int, most: int) -> Sequence[Sighting]:
        events = [event for event in self.events if event.project == project and event.time >= since]
        latest_first = sorted(events, key=lambda event: (event.time, event.id), reverse=True)
        return [sighting_of(event) for event in latest_first[:most]]
