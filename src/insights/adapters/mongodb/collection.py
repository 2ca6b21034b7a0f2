"""The collections `raw_events` and `visitor_links`: how they are reached, what they are asked by, and for
how long."""

from dataclasses import dataclass
from typing import Any, Final

from bson.codec_options import CodecOptions, DatetimeConversion
from pymongo import AsyncMongoClient
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.errors import PyMongoError
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from insights.adapters.mongodb.documents import Document
from insights.domain.errors import Conflict, Invalid, Unavailable

NAME: Final = "raw_events"
DATABASE: Final = "insights"
"""Where the URL names none."""

INDEXES: Final[dict[str, list[tuple[str, int]]]] = {
    "questions": [("project", 1), ("time", 1)],
    "visits": [("project", 1), ("visitor_id", 1), ("session_id", 1), ("time", 1)],
    "received": [("received", 1)],
}
LINKS: Final = "visitor_links"
LINK_INDEXES: Final[dict[str, list[tuple[str, int]]]] = {
    "from": [("project", 1), ("from_id", 1)],
    "to": [("project", 1), ("to_id", 1)],
}
VERSION: Final = 2
"""Of the documents and indexes, kept in the collection `schema_versions`; raised with what is made here."""

OPTIONS: Final[dict[str, Any]] = {
    "appname": "insights",
    "serverSelectionTimeoutMS": 5_000,
    "connectTimeoutMS": 5_000,
    "socketTimeoutMS": 90_000,
}
WRITE_SECONDS: Final = 30

EXACT: Final[CodecOptions[Document]] = CodecOptions(datetime_conversion=DatetimeConversion.DATETIME_MS)
"""Times as milliseconds, whatever the year."""


@dataclass(frozen=True, slots=True)
class RawEvents:
    client: AsyncMongoClient[Document]
    collection: AsyncCollection[Document]
    links: AsyncCollection[Document]

    async def close(self) -> None:
        await self.client.close()


def connect(url: str, durable: bool = True) -> RawEvents:
    """Nothing is sent yet. What was read or acknowledged cannot be rolled back by an election.

    `durable`: whether an append waits for the journal of a majority, or for its memory only. Raises Invalid
    for a URL that is none.
    """
    try:
        client: AsyncMongoClient[Document] = AsyncMongoClient(url, **OPTIONS)
        database = client.get_default_database(DATABASE)
    except (PyMongoError, ValueError) as error:
        raise Invalid("The event store's URL is not one of MongoDB.") from error
    events, links = (
        database.get_collection(
            name,
            codec_options=EXACT,
            write_concern=WriteConcern("majority", wtimeout=WRITE_SECONDS * 1000, j=durable),
            read_concern=ReadConcern("majority"),
        )
        for name in (NAME, LINKS)
    )
    return RawEvents(client, events, links)


async def prepare(events: RawEvents) -> None:
    """Make the indexes that are missing; safe to run again, and by several at once.

    Raises Unavailable when there is no server, Conflict for a collection that a newer release has written.
    """
    versions = events.collection.database.get_collection("schema_versions")
    try:
        found = await versions.find_one({"_id": NAME})
        stored = found["version"] if found else 0
        if stored < VERSION:
            for collection, indexes in ((events.collection, INDEXES), (events.links, LINK_INDEXES)):
                for name, keys in indexes.items():
                    await collection.create_index(keys, name=name)
            await versions.update_one({"_id": NAME}, {"$set": {"version": VERSION}}, upsert=True)
    except PyMongoError as error:
        raise Unavailable("The event store at MongoDB cannot be reached.", retry_after=5) from error
    if stored > VERSION:
        raise Conflict(
            f"The event store has schema version {stored}; this release knows up to {VERSION}. "
            "Run the release that wrote it, or a newer one."
        )
