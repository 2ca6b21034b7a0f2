"""Rows of rollups, computed from raw events."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import pyarrow as pa
from clickhouse_connect.driver.client import Client

from insights.adapters.clickhouse.compiler.rollup import SUMS, compile_sums, compile_visitors
from insights.adapters.clickhouse.compiler.visits import around
from insights.adapters.clickhouse.threads import ClickHouseThreads
from insights.application.ports.rollups import RollupSource, Sketches
from insights.domain.analytics.query import Period, Query
from insights.domain.analytics.rollups import NO_DIMENSION, Earned, RollupRow, Stretch
from insights.domain.analytics.zones import moment

ESTIMATE: Final = """
EXPLAIN ESTIMATE SELECT time FROM events WHERE project = {project:String}
  AND time >= fromUnixTimestamp64Milli({start:Int64}, 'UTC')
  AND time < fromUnixTimestamp64Milli({end:Int64}, 'UTC')
"""
"""A row per table and partition group: database, table, parts, rows, marks. It looks at the index only."""

Key = tuple[str, str]
"""(label of the bucket, the dimension's value)"""


@dataclass(frozen=True, slots=True)
class ClickHouseRollupSource(RollupSource):
    """Two statements per stretch, and the sketches made in the same thread, off the event loop.

    `threads` must be opened for any number of result rows: a day has as many as it has pages.
    """

    threads: ClickHouseThreads
    sketches: Sketches

    async def rows(self, stretch: Stretch) -> list[RollupRow]:
        return await self.threads.call(lambda client: self.rows_with(client, stretch))

    async def scan_estimate(self, project: str, period: Period) -> int:
        wide = around(period)
        parameters = {"project": project, "start": wide.start, "end": wide.end}
        result = await self.threads.call(lambda client: client.query(ESTIMATE, parameters))
        return sum(int(row[3]) for row in result.result_rows)

    async def close(self) -> None:
        """Let go of the store; calls under way end first."""
        await self.threads.close()

    def rows_with(self, client: Client, stretch: Stretch) -> list[RollupRow]:
        query = _query(stretch)
        sketches = {key: self.sketches.sketch(ids) for key, ids in _visitors(client, query)}
        statement = compile_sums(query)
        found = client.query(statement.text, statement.parameters).result_rows
        return [_row(stretch, row, sketches) for row in found]


def _query(stretch: Stretch) -> Query:
    named = () if stretch.dimension == NO_DIMENSION else (stretch.dimension,)
    return Query(
        project=stretch.project,
        timezone=stretch.timezone,
        period=stretch.period,
        metrics=(),
        dimensions=(f"time:{stretch.span}", *named),
    )


def _visitors(client: Client, query: Query) -> Iterator[tuple[Key, list[int]]]:
    """One group's ids at a time are turned into Python's integers."""
    statement = compile_visitors(query)
    table: pa.Table = client.query_arrow(statement.text, statement.parameters, use_strings=True)
    for batch in table.to_batches():
        *labels, ids = (batch.column(name) for name in batch.schema.names)
        for row in range(batch.num_rows):
            yield _key([column[row].as_py() for column in labels]), ids[row].values.to_pylist()


def _row(stretch: Stretch, found: Any, sketches: dict[Key, bytes]) -> RollupRow:
    width = len(found) - len(SUMS) - 1
    key = _key(list(found[:width]))
    currencies, amounts, events = found[-1]
    return RollupRow(
        start=moment(datetime.fromisoformat(key[0]), stretch.timezone),
        value=key[1],
        **dict(zip(SUMS, found[width:-1], strict=True)),
        revenue={c: Earned(a, n) for c, a, n in zip(currencies, amounts, events, strict=True)},
        visitors=sketches.get(key, b""),
    )


def _key(labels: list[str]) -> Key:
    return labels[0], labels[1] if len(labels) > 1 else ""
