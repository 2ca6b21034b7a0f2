"""The rows of one bucket laid side by side, column by column: how they are kept, and how they are merged.

A month of pages is a hundred thousand rows, of which an answer shows ten.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Final

import msgspec

from insights.domain.analytics.rollups import Earned, RollupRow

SUMS: Final = (
    "pageviews",
    "events",
    "all_events",
    "visits",
    "views",
    "bounces",
    "duration_ms",
    "visitor_count",
)
"""The columns of numbers, by the names of a row's fields."""


class RollupBucket(msgspec.Struct, frozen=True, kw_only=True):
    """All rows of one dimension that begin at `start`, those with most visitors first."""

    start: int
    values: Sequence[str]
    sums: Mapping[str, Sequence[int]]
    revenue: Mapping[int, dict[str, Earned]]
    """By position, where there is any."""
    visitors: Sequence[bytes]
    """Sketches: of all rows, or of so many of the first as were read."""


def buckets_of(rows: Iterable[RollupRow]) -> list[RollupBucket]:
    """In order of their beginnings; rows come in any order."""
    ordered = sorted(rows, key=lambda row: (row.start, -row.visitor_count, row.value))
    return [_bucket(start, list(each)) for start, each in groupby(ordered, attrgetter("start"))]


def rows_of(buckets: Iterable[RollupBucket]) -> list[RollupRow]:
    """By beginning and value."""
    rows = [row for bucket in buckets for row in _rows(bucket)]
    return sorted(rows, key=lambda row: (row.start, row.value))


def of_value(bucket: RollupBucket, value: str) -> RollupBucket | None:
    """Its row of this value alone, if there is one."""
    if value not in bucket.values:
        return None
    at = bucket.values.index(value)
    return RollupBucket(
        start=bucket.start,
        values=[value],
        sums={name: [bucket.sums[name][at]] for name in SUMS},
        revenue={0: bucket.revenue[at]} if at in bucket.revenue else {},
        visitors=bucket.visitors[at : at + 1],
    )


def _bucket(start: int, rows: list[RollupRow]) -> RollupBucket:
    return RollupBucket(
        start=start,
        values=[row.value for row in rows],
        sums={name: [getattr(row, name) for row in rows] for name in SUMS},
        revenue={position: row.revenue for position, row in enumerate(rows) if row.revenue},
        visitors=[row.visitors for row in rows],
    )


def _rows(bucket: RollupBucket) -> Iterator[RollupRow]:
    sums = zip(*(bucket.sums[name] for name in SUMS), strict=True)
    for position, numbers in enumerate(sums):
        yield RollupRow(
            start=bucket.start,
            value=bucket.values[position],
            **dict(zip(SUMS, numbers, strict=True)),
            revenue=bucket.revenue.get(position, {}),
            visitors=bucket.visitors[position],
        )
