"""The event log in a MongoDB collection. An event's key is its `_id`, so that a repeat changes nothing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from bson.datetime_ms import DatetimeMS
from pymongo.errors import BulkWriteError

from insights.adapters.mongodb.collection import RawEvents
from insights.adapters.mongodb.documents import (
    Document,
    event_key,
    key,
    to_document,
    to_int64,
    to_visits,
)
from insights.adapters.mongodb.link_documents import links_at
from insights.adapters.mongodb.lists import by_project, parts
from insights.adapters.mongodb.refusals import ignore_repeats, refusals
from insights.application.ports.event_log import EventKey, EventLog, Visit, VisitorKey
from insights.domain.ingestion.event import Event

BY_VISIT: Final[Document] = {
    "_id": {"project": "$project", "session_id": "$session_id"},
    "visitors": {"$addToSet": "$visitor_id"},
    "first": {"$min": "$time"},
    "last": {"$max": "$time"},
    "user": {"$max": {"$cond": [{"$gt": ["$user_id", ""]}, "$visitor_id", None]}},
}


@dataclass(frozen=True, slots=True)
class MongoEventLog(EventLog):
    events: RawEvents

    async def append(self, events: Sequence[Event]) -> None:
        """Returns when a majority of the replica set has them in its journal."""
        documents = [to_document(event) for event in events]
        if not documents:
            return
        with refusals():
            try:
                await self.events.collection.insert_many(documents, ordered=False)
            except BulkWriteError as error:
                ignore_repeats(error)

    async def stored(self, keys: Collection[EventKey], since: int) -> dict[EventKey, int]:
        found: dict[EventKey, int] = {}
        for part in parts([key(*each) for each in keys]):
            match = {"_id": {"$in": part}, "received": {"$gte": DatetimeMS(since)}}
            for document in await self._find(match, {"received": 1}):
                found[event_key(document)] = int(document["received"])
        return found

    async def recent_keys(self, since: int, until: int) -> Sequence[EventKey]:
        match = {"received": {"$gte": DatetimeMS(since), "$lt": DatetimeMS(until)}}
        return [event_key(document) for document in await self._find(match, {"_id": 1})]

    async def visits(self, visitors: Collection[VisitorKey], first: int, last: int) -> Sequence[Visit]:
        touched = {"$and": [{"$gte": ["$time", DatetimeMS(first)]}, {"$lte": ["$time", DatetimeMS(last)]}]}
        found: list[Visit] = []
        for project, ids in by_project(visitors).items():
            for part in parts([to_int64(each) for each in ids]):
                found += await self._visits(
                    [
                        {"$match": {"project": project, "visitor_id": {"$in": part}}},
                        {"$group": {**BY_VISIT, "touched": {"$max": touched}}},
                        {"$match": {"touched": True}},
                    ]
                )
        return sorted(found, key=_begun)

    async def open_visits(self, since: int) -> Sequence[Visit]:
        """An event is received when it happens or later, and by that it is found."""
        match = {"received": {"$gte": DatetimeMS(since)}, "time": {"$gte": DatetimeMS(since)}}
        touched = await self._visits([{"$match": match}, {"$group": BY_VISIT}])
        open_now = {(visit.project, visit.session_id) for visit in touched}
        visitors = await self._sharers({(visit.project, visit.visitor_id) for visit in touched})
        whole = await self.visits(visitors, since, max((visit.last for visit in touched), default=since))
        return [visit for visit in whole if (visit.project, visit.session_id) in open_now]

    async def erase(self, project: str) -> None:
        with refusals():
            await self.events.collection.delete_many({"project": project})
            await self.events.links.delete_many({"project": project})

    async def close(self) -> None:
        await self.events.close()

    async def _find(self, match: Document, fields: Document) -> list[Document]:
        with refusals():
            return await self.events.collection.find(match, fields).to_list()

    async def _visits(self, stages: list[Document]) -> list[Visit]:
        with refusals():
            cursor = await self.events.collection.aggregate(stages, allowDiskUse=True)
            return [visit for document in await cursor.to_list() for visit in to_visits(document)]

    async def _sharers(self, visitors: Collection[VisitorKey]) -> set[VisitorKey]:
        """And those who may have events in the same visits: links tell."""
        found = set(visitors)
        for project, ids in by_project(visitors).items():
            leading = await links_at(self.events, "from_id", project, ids)
            users = {*ids, *(link.to_id for link in leading)}
            led = await links_at(self.events, "to_id", project, users)
            found |= {(project, end) for link in (*leading, *led) for end in (link.from_id, link.to_id)}
        return found


def _begun(visit: Visit) -> int:
    return visit.first
