"""Rows of rollups from the answers of two statements, one with sums and one with visitors."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

import pyarrow as pa

from insights.adapters.clickhouse.compiler.rollup import SUMS
from insights.application.ports.rollups import Sketches
from insights.domain.analytics.rollups import Earned, RollupRow
from insights.domain.analytics.zones import moment

Key = tuple[str, ...]
"""The texts that stand before a line's numbers: the bucket's label first, the dimension's value last."""


class Visitors(NamedTuple):
    number: int
    sketch: bytes


NOBODY: Final = Visitors(0, b"")


def visitors_by_key(table: pa.Table, sketches: Sketches) -> dict[Key, Visitors]:
    """One group's ids at a time are turned into Python's integers."""
    return {key: Visitors(len(ids), sketches.sketch(ids)) for key, ids in _groups(table)}


def rollup_row(found: Sequence[Any], visitors: dict[Key, Visitors], timezone: str) -> RollupRow:
    width = len(found) - len(SUMS) - 1
    key = tuple(found[:width])
    currencies, amounts, events = found[-1]
    number, sketch = visitors.get(key, NOBODY)
    return RollupRow(
        start=moment(datetime.fromisoformat(key[0]), timezone),
        value=key[-1] if width > 1 else "",
        **dict(zip(SUMS, found[width:-1], strict=True)),
        revenue={c: Earned(a, n) for c, a, n in zip(currencies, amounts, events, strict=True)},
        visitor_count=number,
        visitors=sketch,
    )


def _groups(table: pa.Table) -> Iterator[tuple[Key, memoryview]]:
    for batch in table.to_batches():
        *labels, lists = (batch.column(name) for name in batch.schema.names)
        keys = zip(*(column.to_pylist() for column in labels), strict=True)
        ends = lists.offsets.to_pylist()
        ids = memoryview(lists.values.buffers()[1]).cast("Q")[lists.values.offset :]
        for row, key in enumerate(keys):
            yield key, ids[ends[row] : ends[row + 1]]
