"""Answers from raw events in MongoDB: it hands their columns out, and a table query counts."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from bson.datetime_ms import DatetimeMS
from msgspec.structs import replace

from insights.adapters.mongodb.collection import RawEvents
from insights.adapters.mongodb.documents import to_sighting
from insights.adapters.mongodb.event_columns import MongoEventColumns
from insights.adapters.mongodb.link_documents import links_at
from insights.adapters.mongodb.refusals import refusals
from insights.application.ports.event_log import EventReader
from insights.application.ports.event_tables import TableQuery
from insights.domain.analytics.live import Sighting
from insights.domain.analytics.query import Answer, Query
from insights.domain.analytics.visitor_links import VisitorLink, people

SEEN: Final = dict.fromkeys(("id", "name", "time", "visitor_id", "path", "country"), 1) | {"_id": 0}


@dataclass(frozen=True, slots=True)
class MongoEventReader(EventReader):
    events: RawEvents
    columns: MongoEventColumns
    tables: TableQuery

    async def answer(self, query: Query) -> Answer:
        return await self.tables.answer(query, self.columns)

    async def first_event_time(self, project: str) -> int | None:
        with refusals():
            found = await self.events.collection.find_one({"project": project}, {"time": 1}, sort={"time": 1})
        return int(found["time"]) if found else None

    async def event_count(self, project: str) -> int:
        with refusals():
            return await self.events.collection.count_documents({"project": project})

    async def recent(self, project: str, since: int, most: int) -> Sequence[Sighting]:
        match = {"project": project, "time": {"$gte": DatetimeMS(since)}}
        latest_first = {"time": -1, "id": -1}
        with refusals():
            cursor = self.events.collection.find(match, SEEN, sort=latest_first, limit=most)
            seen = [to_sighting(document) async for document in cursor.allow_disk_use(True)]
        who = people(await self._links_from(project, {one.visitor_id for one in seen}))
        return [replace(one, visitor_id=who.get(one.visitor_id, one.visitor_id)) for one in seen]

    async def _links_from(self, project: str, visitors: Collection[int]) -> list[VisitorLink]:
        """Those that are to be followed from these visitors, step by step."""
        found: list[VisitorLink] = []
        followed: set[int] = set()
        while ahead := set(visitors) - followed:
            followed |= ahead
            step = await links_at(self.events, "from_id", project, ahead)
            found += step
            visitors = {link.to_id for link in step}
        return found
