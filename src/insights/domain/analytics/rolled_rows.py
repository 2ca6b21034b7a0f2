"""Rows of rollups brought together: which of them make a row of the answer, and their sums."""

from collections.abc import Mapping, Sequence
from itertools import chain, compress
from typing import NamedTuple

from insights.domain.analytics.buckets import bucket as label_of
from insights.domain.analytics.dimensions import Scope, dimension_of
from insights.domain.analytics.query import Query
from insights.domain.analytics.rollup_bucket import RollupBucket

Key = tuple[str, ...]
"""The dimension values of a row of the answer."""


class Cell(NamedTuple):
    """One row of a bucket."""

    bucket: RollupBucket
    position: int

    def sum(self, name: str) -> int:
        return self.bucket.sums[name][self.position]


class RolledRows:
    """Sums of all rows of the answer are made in one pass; the cells of one row are looked up when needed."""

    def __init__(self, query: Query, buckets: Sequence[RollupBucket]) -> None:
        scopes = [dimension_of(name).scope for name in query.dimensions]
        self._units = [dimension_of(name).column for name in query.dimensions if _is_time(name)]
        self._at = next((n for n, scope in enumerate(scopes) if scope is not Scope.TIME), None)
        self._by_label: dict[Key, list[RollupBucket]] = {}
        self._positions: dict[int, dict[str, int]] = {}
        self._sums: dict[str, dict[Key, int]] = {}
        for bucket in buckets:
            label = tuple(label_of(unit, bucket.start, query.timezone) for unit in self._units)
            self._by_label.setdefault(label, []).append(bucket)

    def sums(self, name: str) -> dict[Key, int]:
        """Of every row of the answer that has a cell."""
        if name not in self._sums:
            self._sums[name] = self._added(name)
        return self._sums[name]

    def named(self, name: str) -> set[Key]:
        """The rows of the answer of which this sum is not nothing."""
        found: set[Key] = set()
        for label, buckets in self._by_label.items():
            values: set[str] = set()
            for bucket in buckets:
                values.update(compress(bucket.values, bucket.sums[name]))
            if values:
                found |= {label} if self._at is None else {self._key(label, value) for value in values}
        return found

    def at_most(self) -> tuple[Mapping[Key, int], int]:
        """How many visitors the rows of the answer have at most: those for which some bucket has a sketch,
        and any other. Of each bucket only the rows with a sketch are looked at, where that is enough."""
        if self._at is None or len(self._by_label) > 1:
            return self.sums("visitor_count"), 0
        ((label, buckets),) = self._by_label.items() or [((), [])]
        ahead = [(bucket.sums["visitor_count"], len(bucket.visitors), bucket.values) for bucket in buckets]
        rest = [counts[first] if first < len(counts) else 0 for counts, first, _ in ahead]
        others, most = sum(rest), dict[str, int]()
        for (counts, first, values), left in zip(ahead, rest, strict=True):
            for value, n in zip(values[:first], counts[:first], strict=True):
                most[value] = most.get(value, others) + n - left
        return {self._key(label, value): n for value, n in most.items()}, others

    def cells(self, key: Key) -> list[Cell]:
        if self._at is None:
            return [Cell(one, n) for one in self._by_label.get(key, ()) for n in range(len(one.values))]
        label, value = (*key[: self._at], *key[self._at + 1 :]), key[self._at]
        found = ((one, self._position(one, value)) for one in self._by_label.get(label, ()))
        return [Cell(one, position) for one, position in found if position is not None]

    def all_cells(self) -> list[Cell]:
        buckets = chain.from_iterable(self._by_label.values())
        return [Cell(one, position) for one in buckets for position in range(len(one.values))]

    def _added(self, name: str) -> dict[Key, int]:
        found: dict[Key, int] = {}
        for label, buckets in self._by_label.items():
            if self._at is None:
                found[label] = sum(sum(bucket.sums[name]) for bucket in buckets)
            else:
                found |= {self._key(label, value): n for value, n in _by_value(buckets, name).items()}
        return found

    def _key(self, label: Key, value: str) -> Key:
        return (*label[: self._at], value, *label[self._at :])

    def _position(self, bucket: RollupBucket, value: str) -> int | None:
        """Most that are asked for stand in front; for the first that does not, all are entered."""
        first = len(bucket.visitors)
        known = self._positions.get(bucket.start)
        if known is None:
            known = self._positions[bucket.start] = dict(
                zip(bucket.values[:first], range(first), strict=True)
            )
        if value not in known and len(known) < len(bucket.values):
            known.update(zip(bucket.values, range(len(bucket.values)), strict=True))
        return known.get(value)


def _by_value(buckets: Sequence[RollupBucket], name: str) -> dict[str, int]:
    first, *others = buckets
    total = dict(zip(first.values, first.sums[name], strict=True))
    known = total.get
    for bucket in others:
        for value, n in zip(bucket.values, bucket.sums[name], strict=True):
            total[value] = known(value, 0) + n
    return total


def _is_time(name: str) -> bool:
    return dimension_of(name).scope is Scope.TIME
