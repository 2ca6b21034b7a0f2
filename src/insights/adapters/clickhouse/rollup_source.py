"""Rows of rollups, computed from raw events."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from clickhouse_connect.driver.client import Client

from insights.adapters.clickhouse.compiler.rollup import compile_sums, compile_visitors
from insights.adapters.clickhouse.compiler.rollup_bucket import compile_bucket
from insights.adapters.clickhouse.compiler.visits import around
from insights.adapters.clickhouse.linked import linked
from insights.adapters.clickhouse.rollup_buckets import BucketColumns
from insights.adapters.clickhouse.rollup_rows import rollup_row, visitors_by_key
from insights.adapters.clickhouse.threads import ClickHouseThreads
from insights.application.ports.rollups import RollupSource, Sketches
from insights.domain.analytics.dimensions import Scope, dimension_of
from insights.domain.analytics.query import Period, Query
from insights.domain.analytics.rollup_bucket import RollupBucket, buckets_of
from insights.domain.analytics.rollups import NO_DIMENSION, Span, Stretch, bucket_start, parts

ESTIMATE: Final = """
EXPLAIN ESTIMATE SELECT time FROM events WHERE project = {project:String}
  AND time >= fromUnixTimestamp64Milli({start:Int64}, 'UTC')
  AND time < fromUnixTimestamp64Milli({end:Int64}, 'UTC')
"""
"""A row per table and partition group: database, table, parts, rows, marks. It looks at the index only."""

DAYS: Final = """
SELECT min(toUnixTimestamp64Milli(time)) FROM events WHERE project = {project:String}
  AND time >= fromUnixTimestamp64Milli({start:Int64}, 'UTC')
  AND time < fromUnixTimestamp64Milli({end:Int64}, 'UTC')
GROUP BY toDate(time, {timezone:String})
"""
"""A moment of each local day on which something happened."""

STATE: Final = """
SELECT (SELECT count() FROM events WHERE project = {project:String}
          AND time >= fromUnixTimestamp64Milli({start:Int64}, 'UTC')
          AND time < fromUnixTimestamp64Milli({end:Int64}, 'UTC')),
       (SELECT uniqExact(from_id, time, event_id) FROM visitor_links WHERE project = {project:String})
"""
"""Events and links are added, and go only with their project: as many as before are the same ones. Of links,
sorting keys are counted: those that have the same one say the same, and may be merged."""

Found = dict[Stretch, list[RollupBucket]]
Job = Callable[[Client], Found]


@dataclass(frozen=True, slots=True)
class ClickHouseRollupSource(RollupSource):
    """A day takes one statement for everyone and all dimensions of visits, and one for each of events. Hours
    take two for each dimension, however many they are.

    `threads` must be opened for any number of result rows: a day has as many as it has pages.
    """

    threads: ClickHouseThreads
    sketches: Sketches

    async def buckets(
        self, stretches: Sequence[Stretch], *, lazily: bool = False
    ) -> list[list[RollupBucket]]:
        hours = (stretch for stretch in stretches if stretch.span is Span.HOUR)
        jobs: list[Job] = [partial(self._hours, each) for each in hours]
        if groups := list(_together(stretches)):
            days = await self.threads.call(partial(days_with_events, groups[0][0]))
            jobs += (partial(self._day, together, *day, lazily) for together in groups for day in days)
        found: dict[Stretch, list[RollupBucket]] = defaultdict(list)
        for each in await asyncio.gather(*map(self.threads.call, jobs)):
            for stretch, buckets in each.items():
                found[stretch] += buckets
        return [found[stretch] for stretch in stretches]

    async def scan_estimate(self, project: str, period: Period) -> int:
        result = await self.threads.call(lambda client: client.query(ESTIMATE, _around(project, period)))
        return sum(int(row[3]) for row in result.result_rows)

    async def state(self, project: str, period: Period) -> object:
        result = await self.threads.call(lambda client: client.query(STATE, _around(project, period)))
        return tuple(result.result_rows[0])

    async def close(self) -> None:
        """Let go of the store; calls under way end first."""
        await self.threads.close()

    def _day(
        self, together: Sequence[Stretch], start: int, period: Period, lazily: bool, client: Client
    ) -> Found:
        query = day_query(together, period)
        asked = compile_bucket(query, linked(client, query.project), settle_ties=True)
        table = client.query_arrow(asked.text, asked.parameters, use_strings=True)
        columns = BucketColumns(table, self.sketches)
        rows: dict[str, list[int]] = defaultdict(list)
        for row, position in enumerate(columns.positions):
            rows[(*query.dimensions, NO_DIMENSION)[position]].append(row)
        return {
            stretch: [columns.bucket(start, own, lazily=lazily)]
            for stretch in together
            if (own := rows[stretch.dimension])
        }

    def _hours(self, stretch: Stretch, client: Client) -> Found:
        query = hours_query(stretch)
        asked = compile_visitors(query, linked(client, query.project))
        table = client.query_arrow(asked.text, asked.parameters, use_strings=True)
        by_key = visitors_by_key(table, self.sketches)
        asked = compile_sums(query)
        found = client.query(asked.text, asked.parameters).result_rows
        return {stretch: buckets_of(rollup_row(line, by_key, query.timezone) for line in found)}


def days_with_events(stretch: Stretch, client: Client) -> list[tuple[int, Period]]:
    """Parts of the stretch, each with the beginning of its day. One day alone is not looked at before; of the
    days of a long history most may be empty."""
    found = list(parts(stretch))
    if len(found) == 1:
        return found
    asked = {
        "project": stretch.project,
        "timezone": stretch.timezone,
        "start": stretch.period.start,
        "end": stretch.period.end,
    }
    times = (int(time) for (time,) in client.query(DAYS, asked).result_rows)
    begun = {bucket_start(Span.DAY, time, stretch.timezone) for time in times}
    return [(start, period) for start, period in found if start in begun]


def texts(stretches: Sequence[Stretch]) -> Iterator[str]:
    """Of the statements that `buckets` runs."""
    for together in _together(stretches):
        yield compile_bucket(day_query(together, together[0].period), settle_ties=True).text
    for stretch in stretches:
        if stretch.span is Span.HOUR:
            yield from (of(hours_query(stretch)).text for of in (compile_sums, compile_visitors))


def day_query(together: Sequence[Stretch], period: Period) -> Query:
    named = tuple(stretch.dimension for stretch in together if stretch.dimension != NO_DIMENSION)
    return _query(together[0], period, named)


def hours_query(stretch: Stretch) -> Query:
    named = () if stretch.dimension == NO_DIMENSION else (stretch.dimension,)
    return _query(stretch, stretch.period, ("time:hour", *named))


def _query(stretch: Stretch, period: Period, dimensions: tuple[str, ...]) -> Query:
    return Query(
        project=stretch.project,
        timezone=stretch.timezone,
        period=period,
        metrics=(),
        dimensions=dimensions,
    )


def _together(stretches: Sequence[Stretch]) -> Iterator[Sequence[Stretch]]:
    """Of days: those that one statement computes."""
    days = [stretch for stretch in stretches if stretch.span is Span.DAY]
    if of_visits := [stretch for stretch in days if not _is_of_events(stretch)]:
        yield of_visits
    yield from ([stretch] for stretch in days if _is_of_events(stretch))


def _is_of_events(stretch: Stretch) -> bool:
    return stretch.dimension != NO_DIMENSION and dimension_of(stretch.dimension).scope is Scope.EVENT


def _around(project: str, period: Period) -> dict[str, Any]:
    wide = around(period)
    return {"project": project, "start": wide.start, "end": wide.end}
