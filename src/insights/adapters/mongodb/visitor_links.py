"""Links between visitors in a MongoDB collection."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pymongo.errors import BulkWriteError

from insights.adapters.mongodb.collection import RawEvents
from insights.adapters.mongodb.documents import to_int64
from insights.adapters.mongodb.link_documents import links_at, to_link_document
from insights.adapters.mongodb.lists import by_project, parts
from insights.adapters.mongodb.refusals import ignore_repeats, refusals
from insights.application.ports.event_log import VisitorKey
from insights.application.ports.rollups import TouchedHour
from insights.application.ports.visitor_links import VisitorLinks
from insights.domain.analytics.rollups import utc_hour
from insights.domain.analytics.visitor_links import VisitorLink

HOUR: Final[Any] = {"$subtract": ["$time", {"$mod": [{"$toLong": "$time"}, 3_600_000]}]}


@dataclass(frozen=True, slots=True)
class MongoVisitorLinks(VisitorLinks):
    events: RawEvents

    async def add(self, links: Sequence[VisitorLink]) -> None:
        """Returns when a majority of the replica set has them in its journal."""
        documents = [to_link_document(link) for link in dict.fromkeys(links)]
        if not documents:
            return
        with refusals():
            try:
                await self.events.links.insert_many(documents, ordered=False)
            except BulkWriteError as error:
                ignore_repeats(error)

    async def touching(self, visitors: Collection[VisitorKey]) -> Sequence[VisitorLink]:
        found: list[VisitorLink] = []
        for project, ids in by_project(visitors).items():
            for end in ("from_id", "to_id"):
                found += await links_at(self.events, end, project, ids)
        return found

    async def hours(self, visitors: Collection[VisitorKey]) -> set[TouchedHour]:
        found: set[TouchedHour] = set()
        for project, ids in by_project(visitors).items():
            for part in parts([to_int64(each) for each in ids]):
                match = {"project": project, "visitor_id": {"$in": part}}
                stages = [{"$match": match}, {"$group": {"_id": HOUR}}]
                with refusals():
                    cursor = await self.events.collection.aggregate(stages, allowDiskUse=True)
                    found |= {(project, utc_hour(int(each["_id"]))) for each in await cursor.to_list()}
        return found
