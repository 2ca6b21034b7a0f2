"""Answering over a store that only keeps events: it hands out columns, and an engine here counts."""

from collections.abc import AsyncGenerator, Collection, Sequence
from typing import Protocol

from insights.domain.analytics.query import Answer, Period, Query
from insights.domain.analytics.rollup_bucket import RollupBucket
from insights.domain.analytics.rollups import Stretch


class EventColumns(Protocol):
    """The store's side."""

    def read(self, project: str, period: Period, columns: Collection[str]) -> AsyncGenerator[bytes]:
        """These fields of every event of the project with a time in the period, each event once, in no order.

        Each piece is any number of whole BSON documents, one after another, with the names of the fields of
        `Event`. Times are UTC datetimes, ids of visitors and sessions and other numbers are int64 (what lies
        above is given less 2^64), revenue is int64 in ten-thousandths, the values of properties are their
        texts. What is absent, empty or 0 is left out; a field that was not asked for may be there.

        Raises Unavailable when they are more than the store hands out, or when it cannot be read.
        """
        ...

    def links(self, project: str) -> AsyncGenerator[bytes]:
        """Every link between the project's visitors, in no order, perhaps one twice; in such pieces, with the
        names of the fields of `VisitorLink`. `identifies` is 0 or 1. Raises Unavailable."""
        ...


class TableQuery(Protocol):
    """The engine's side. What it reads of `events` it holds for the time of the call only."""

    async def answer(self, query: Query, events: EventColumns) -> Answer:
        """As `EventReader.answer`."""
        ...

    async def buckets(
        self, stretches: Sequence[Stretch], events: EventColumns, *, lazily: bool
    ) -> Sequence[Sequence[RollupBucket]]:
        """As `RollupSource.buckets`; the events are read once."""
        ...

    async def close(self) -> None:
        """Let go of the engine; calls under way end first."""
        ...
