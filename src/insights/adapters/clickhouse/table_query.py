"""Answers over events that another store hands out: one table per call, in the memory of this process."""

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator, Collection, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from clickhouse_connect.driver.client import Client

from insights.adapters.clickhouse.columns import COLUMNS
from insights.adapters.clickhouse.compiler import compile_query
from insights.adapters.clickhouse.compiler.visits import around
from insights.adapters.clickhouse.embedded import IN_BULK, READING, connect_embedded
from insights.adapters.clickhouse.event_reader import answer
from insights.adapters.clickhouse.linked import linked
from insights.adapters.clickhouse.rollup_source import ClickHouseRollupSource, hours_query, texts
from insights.adapters.clickhouse.schema import TABLES
from insights.adapters.clickhouse.threads import ClickHouseThreads
from insights.application.ports.event_tables import EventColumns, TableQuery
from insights.application.ports.rollups import Sketches
from insights.domain.analytics.query import Answer, Period, Query
from insights.domain.analytics.rollup_bucket import RollupBucket
from insights.domain.analytics.rollups import Stretch

IN_MEMORY: Final = Path(":memory:")
LINKS: Final = """
CREATE TEMPORARY TABLE visitor_links (project LowCardinality(String) DEFAULT {project:String}, from_id UInt64,
    to_id UInt64, time DateTime64(3, 'UTC'), event_id String, identifies UInt8) ENGINE = Memory
"""
LINK_COLUMNS: Final = ("from_id", "to_id", "time", "event_id", "identifies")
DEFINITIONS: Final = {column.name: column.definition.partition(" CODEC")[0] for column in COLUMNS}
SKIPPING: Final = {"input_format_skip_unknown_fields": 1}

Seats = asyncio.Queue[ClickHouseThreads]
"""Those that are free. Each is one client in one thread, so that a table it makes is seen by itself alone."""


class Reads(frozenset[str]):
    """The words of statements, and so at least the columns that they read: values are never part of them."""

    @classmethod
    def of(cls, *statements: str) -> "Reads":
        return cls(word for statement in statements for word in re.findall(r"\w+", statement))

    @property
    def columns(self) -> list[str]:
        """The project is the same for all rows."""
        return [name for name in DEFINITIONS if name in self and name != "project"]

    def period(self, asked: Period) -> Period:
        """Whatever looks at visits knows when they begin."""
        return around(asked) if "v_first" in self else asked


@dataclass(frozen=True, slots=True)
class ClickHouseTableQuery(TableQuery):
    """The same statements as over a store of the engine's own; at most so many at once as there are seats."""

    asking: Seats
    bulk: Seats
    all_seats: Sequence[ClickHouseThreads]
    sketches: Sketches

    async def answer(self, query: Query, events: EventColumns) -> Answer:
        reads = Reads.of(compile_query(query).text)
        async with _table(self.asking, reads, query, events) as seat:
            return await seat.call(
                lambda client: answer(client, query, linked(client, query.project), settle_ties=True)
            )

    async def buckets(
        self, stretches: Sequence[Stretch], events: EventColumns, *, lazily: bool
    ) -> Sequence[Sequence[RollupBucket]]:
        if not stretches:
            return []
        query = hours_query(stretches[0])
        async with _table(self.bulk, Reads.of(*texts(stretches)), query, events) as seat:
            return await ClickHouseRollupSource(seat, self.sketches).buckets(stretches, lazily=lazily)

    async def close(self) -> None:
        for seat in self.all_seats:
            await seat.close()


@asynccontextmanager
async def _table(
    seats: Seats, reads: Reads, query: Query, events: EventColumns
) -> AsyncIterator[ClickHouseThreads]:
    """A seat with a table `events` of what is read. It is free again when all that was begun on it has ended,
    also after a call that was cancelled."""
    seat = await seats.get()
    columns = reads.columns
    try:
        await seat.call(lambda client: _create(client, query.project, columns))
        read = events.read(query.project, reads.period(query.period), columns)
        await _fill(seat, "events", columns, read)
        if "visitor_id" in reads:
            await _fill(seat, "visitor_links", LINK_COLUMNS, events.links(query.project))
        yield seat
    finally:
        try:
            await seat.call(_drop)
        finally:
            seats.put_nowait(seat)


def _create(client: Client, project: str, columns: Collection[str]) -> None:
    described = ", ".join(f"{name} {DEFINITIONS[name]}" for name in columns)
    client.command(
        f"CREATE TEMPORARY TABLE events (project {DEFINITIONS['project']} DEFAULT {{project:String}}, "
        f"{described}) ENGINE = Memory",
        {"project": project},
    )
    client.command(LINKS, {"project": project})


async def _fill(
    seat: ClickHouseThreads, table: str, columns: Sequence[str], pieces: AsyncGenerator[bytes]
) -> None:
    async with aclosing(pieces):
        async for piece in pieces:
            await seat.call(partial(_insert, table=table, columns=columns, piece=piece))


def _insert(client: Client, table: str, columns: Sequence[str], piece: bytes) -> None:
    client.raw_insert(table, columns, piece, fmt="BSONEachRow", settings=SKIPPING)


def _drop(client: Client) -> None:
    for table in TABLES:
        client.command(f"DROP TEMPORARY TABLE IF EXISTS {table}")


def open_table_query(sketches: Sketches, *, asking: int = 2, bulk: int = 1) -> ClickHouseTableQuery:
    """An engine with nothing in it; blocks for about a second. This process can have no other store of the
    engine open beside it."""
    ask = [_seat(READING, f"ask-{n}") for n in range(asking)]
    in_bulk = [_seat(IN_BULK, f"bulk-{n}") for n in range(bulk)]
    return ClickHouseTableQuery(_free(ask), _free(in_bulk), (*ask, *in_bulk), sketches)


def _seat(settings: dict[str, Any], name: str) -> ClickHouseThreads:
    return ClickHouseThreads(lambda: connect_embedded(IN_MEMORY, settings), 1, name)


def _free(seats: Sequence[ClickHouseThreads]) -> Seats:
    free: Seats = asyncio.Queue()
    for seat in seats:
        free.put_nowait(seat)
    return free
