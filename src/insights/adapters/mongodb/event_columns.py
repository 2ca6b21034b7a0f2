"""The columns of raw events in MongoDB, as it sends them."""

from collections.abc import AsyncGenerator, Collection
from dataclasses import dataclass
from typing import Final, cast

from bson.datetime_ms import DatetimeMS
from pymongo.asynchronous.collection import AsyncCollection

from insights.adapters.mongodb.collection import RawEvents
from insights.adapters.mongodb.documents import Document
from insights.adapters.mongodb.refusals import refusals
from insights.application.ports.event_tables import EventColumns
from insights.domain.analytics.query import Period
from insights.domain.errors import Unavailable

AT_ONCE: Final = 50_000
"""Documents in a batch; the server sends at most 16 MB."""


@dataclass(frozen=True, slots=True)
class MongoEventColumns(EventColumns):
    """Batches as they come from the server. They are counted first, over the index: no server is made to send
    what is too much to be answered from."""

    events: RawEvents
    most: int
    seconds: int

    async def read(self, project: str, period: Period, columns: Collection[str]) -> AsyncGenerator[bytes]:
        if await self.count(project, period) > self.most:
            raise Unavailable(
                f"The question would read more than {self.most:,} stored events; ask for a shorter period."
            )
        fields = dict.fromkeys(columns, 1) | {"_id": 0}
        async for batch in self._batches(self.events.collection, _within(project, period), fields):
            yield batch

    async def links(self, project: str) -> AsyncGenerator[bytes]:
        async for batch in self._batches(self.events.links, {"project": project}, {"_id": 0, "project": 0}):
            yield batch

    async def _batches(
        self, collection: AsyncCollection[Document], match: Document, fields: Document
    ) -> AsyncGenerator[bytes]:
        with refusals():
            async with collection.find_raw_batches(
                match, fields, batch_size=AT_ONCE, max_time_ms=self.seconds * 1000
            ) as cursor:
                async for batch in cursor:
                    yield cast("bytes", batch)  # whatever the type of its documents says

    async def count(self, project: str, period: Period) -> int:
        """Of events with a time in the period; of more than `most` it tells only that they are."""
        with refusals():
            return await self.events.collection.count_documents(
                _within(project, period), limit=self.most + 1, maxTimeMS=self.seconds * 1000
            )


def _within(project: str, period: Period) -> Document:
    return {"project": project, "time": {"$gte": DatetimeMS(period.start), "$lt": DatetimeMS(period.end)}}
