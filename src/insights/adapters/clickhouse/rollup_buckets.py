"""Buckets of rollups from the answer to one statement: see `compile_bucket`."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Final, final, overload

import pyarrow as pa

from insights.adapters.clickhouse.compiler.rollup_bucket import OF_EVENTS, OF_VISITS
from insights.adapters.clickhouse.compiler.tallies import VISITOR_IDS
from insights.application.ports.rollups import Sketches
from insights.domain.analytics.rollup_bucket import RollupBucket
from insights.domain.analytics.rollups import Earned

EARNED: Final = ["currencies", "amounts", "earning"]
Revenue = dict[int, dict[str, Earned]]


@final
class BucketColumns:
    """The columns of the answer."""

    def __init__(self, table: pa.Table, sketches: Sketches) -> None:
        self.positions: Final[list[int]] = table.column("position").to_pylist()
        self.values: Final[list[str]] = table.column("text").to_pylist()
        self._sums = {name: table.column(name).to_pylist() for name in (*OF_EVENTS, *OF_VISITS)}
        self._earned, self._sketches = table.select(EARNED), sketches
        ids = _lists(table, VISITOR_IDS)
        self._ends: list[int] = ids.offsets.to_pylist()
        self._ids = memoryview(ids.values.buffers()[1] or b"").cast("Q")[ids.values.offset :]

    def bucket(self, start: int, rows: Sequence[int], *, lazily: bool) -> RollupBucket:
        """Of these rows. `lazily`: visitors are sketched, and revenue is read, when they are looked at."""
        ordered = sorted(rows, key=lambda row: (-self.visitor_count(row), self.values[row]))
        sums = {name: [column[row] for row in ordered] for name, column in self._sums.items()}
        visitors, revenue = _Sketched(self, ordered), _Revenue(self._earned, ordered)
        return RollupBucket(
            start=start,
            values=[self.values[row] for row in ordered],
            sums=sums | {"visitor_count": list(map(self.visitor_count, ordered))},
            revenue=revenue if lazily else dict(revenue),
            visitors=visitors if lazily else list(visitors),
        )

    def visitor_count(self, row: int) -> int:
        return self._ends[row + 1] - self._ends[row]

    def sketch(self, row: int) -> bytes:
        return self._sketches.sketch(self._ids[self._ends[row] : self._ends[row + 1]])


@final
class _Sketched(Sequence[bytes]):
    def __init__(self, columns: BucketColumns, rows: Sequence[int]) -> None:
        self._columns, self._rows = columns, rows
        self._made: dict[int, bytes] = {}

    @overload
    def __getitem__(self, position: int) -> bytes: ...
    @overload
    def __getitem__(self, position: slice) -> list[bytes]: ...
    def __getitem__(self, position: int | slice) -> bytes | list[bytes]:
        if isinstance(position, slice):
            return [self[each] for each in range(*position.indices(len(self)))]
        row = self._rows[position]
        if row not in self._made:
            self._made[row] = self._columns.sketch(row)
        return self._made[row]

    def __len__(self) -> int:
        return len(self._rows)


@final
class _Revenue(Mapping[int, dict[str, Earned]]):
    def __init__(self, table: pa.Table, rows: Sequence[int]) -> None:
        self._table, self._rows = table, rows

    @cached_property
    def _found(self) -> Revenue:
        ends = _lists(self._table, "currencies").offsets.to_pylist()
        earned: list[Any] = list(zip(*map(self._flat, EARNED), strict=True))
        return {
            position: {currency: Earned(amount, events) for currency, amount, events in own}
            for position, row in enumerate(self._rows)
            if (own := earned[ends[row] : ends[row + 1]])
        }

    def _flat(self, name: str) -> list[Any]:
        found: list[Any] = _lists(self._table, name).values.to_pylist()
        return found

    def __getitem__(self, position: int) -> dict[str, Earned]:
        return self._found[position]

    def __iter__(self) -> Iterator[int]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


def _lists(table: pa.Table, name: str) -> Any:
    """Whole: of an answer that came in pieces, one."""
    found = table.column(name).combine_chunks()
    return found.chunk(0) if isinstance(found, pa.ChunkedArray) else found
