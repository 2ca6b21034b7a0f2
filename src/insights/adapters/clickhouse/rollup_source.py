"""Rows of rollups, computed from raw events."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec
from clickhouse_connect.driver.client import Client

from insights.adapters.clickhouse.compiler.people import Linked
from insights.adapters.clickhouse.compiler.rollup import compile_sums, compile_visitors
from insights.adapters.clickhouse.compiler.rollup_of_each import (
    compile_sums_of_each,
    compile_visitors_of_each,
)
from insights.adapters.clickhouse.compiler.statement import Statement
from insights.adapters.clickhouse.compiler.visits import around
from insights.adapters.clickhouse.linked import linked
from insights.adapters.clickhouse.rollup_rows import rollup_row, visitors_by_key
from insights.adapters.clickhouse.threads import ClickHouseThreads
from insights.application.ports.rollups import RollupSource, Sketches
from insights.domain.analytics.dimensions import Scope, dimension_of
from insights.domain.analytics.query import Period, Query
from insights.domain.analytics.rollups import NO_DIMENSION, RollupRow, Stretch

ESTIMATE: Final = """
EXPLAIN ESTIMATE SELECT time FROM events WHERE project = {project:String}
  AND time >= fromUnixTimestamp64Milli({start:Int64}, 'UTC')
  AND time < fromUnixTimestamp64Milli({end:Int64}, 'UTC')
"""
"""A row per table and partition group: database, table, parts, rows, marks. It looks at the index only."""

Sums = Callable[[Query], Statement]
Visitors = Callable[[Query, Linked], Statement]


@dataclass(frozen=True, slots=True)
class ClickHouseRollupSource(RollupSource):
    """Two statements per stretch, or for all that are by dimensions of visits, which are the most; the
    sketches are made in the same thread, off the event loop.

    `threads` must be opened for any number of result rows: a day has as many as it has pages.
    """

    threads: ClickHouseThreads
    sketches: Sketches

    async def rows(self, stretch: Stretch) -> list[RollupRow]:
        found = await self._computed(rollup_query(stretch), compile_sums, compile_visitors)
        return [row for _, row in found]

    async def rows_of_all(self, stretches: Sequence[Stretch]) -> list[list[RollupRow]]:
        """`stretches` differ in dimension and span only."""
        together: dict[Stretch, list[str]] = defaultdict(list)
        for stretch in stretches:
            if _is_of_visits(stretch):
                together[_of_any(stretch)].append(stretch.dimension)
        found: dict[Stretch, list[RollupRow]] = defaultdict(list)
        for any_, dimensions in together.items():
            query = _query(any_, dimensions)
            for name, row in await self._computed(query, compile_sums_of_each, compile_visitors_of_each):
                found[msgspec.structs.replace(any_, dimension=name)].append(row)
        return [
            found[stretch] if _is_of_visits(stretch) else await self.rows(stretch) for stretch in stretches
        ]

    async def scan_estimate(self, project: str, period: Period) -> int:
        wide = around(period)
        parameters = {"project": project, "start": wide.start, "end": wide.end}
        result = await self.threads.call(lambda client: client.query(ESTIMATE, parameters))
        return sum(int(row[3]) for row in result.result_rows)

    async def close(self) -> None:
        """Let go of the store; calls under way end first."""
        await self.threads.close()

    async def _computed(self, query: Query, sums: Sums, visitors: Visitors) -> list[tuple[str, RollupRow]]:
        """Rows, each after the text that stands second in its line."""

        def compute(client: Client) -> list[tuple[str, RollupRow]]:
            asked = visitors(query, linked(client, query.project))
            table = client.query_arrow(asked.text, asked.parameters, use_strings=True)
            by_key = visitors_by_key(table, self.sketches)
            asked = sums(query)
            found = client.query(asked.text, asked.parameters).result_rows
            return [(line[1], rollup_row(line, by_key, query.timezone)) for line in found]

        return await self.threads.call(compute)


def rollup_query(stretch: Stretch) -> Query:
    return _query(stretch, [] if stretch.dimension == NO_DIMENSION else [stretch.dimension])


def _query(stretch: Stretch, dimensions: Sequence[str]) -> Query:
    return Query(
        project=stretch.project,
        timezone=stretch.timezone,
        period=stretch.period,
        metrics=(),
        dimensions=(f"time:{stretch.span}", *dimensions),
    )


def _is_of_visits(stretch: Stretch) -> bool:
    return stretch.dimension != NO_DIMENSION and dimension_of(stretch.dimension).scope is Scope.VISIT


def _of_any(stretch: Stretch) -> Stretch:
    return msgspec.structs.replace(stretch, dimension=NO_DIMENSION)
