"""How a bucket of rollups is written into three columns of one row, in MessagePack.

What sums need, and the sketches of the rows with most visitors, stand before the rest of the sketches: a
database reads a row's values in their order, and most answers end there.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Final

import msgspec
from sqlalchemy import Row

from insights.domain.analytics.rollup_bucket import SUMS, RollupBucket
from insights.domain.analytics.rollups import Earned

LEADING: Final = 100
"""Rows whose sketches stand in front: as many as a table of the dashboard shows on a page."""

_OF_OBJECTS: Final = 8

_encode: Final = msgspec.msgpack.Encoder().encode
_numbers: Final = msgspec.msgpack.Decoder(list[int]).decode
_sketches: Final = msgspec.msgpack.Decoder(list[bytes]).decode


class _Plain(msgspec.Struct, array_like=True):
    values: list[str]
    sums: dict[str, msgspec.Raw]
    revenue: msgspec.Raw


_plain: Final = msgspec.msgpack.Decoder(_Plain).decode


Revenue = dict[int, dict[str, Earned]]
_revenue: Final = msgspec.msgpack.Decoder(Revenue).decode


class _Earned(Mapping[int, dict[str, Earned]]):
    """Decoded when looked at: decimals are slow, and few questions are about money."""

    def __init__(self, encoded: msgspec.Raw) -> None:
        self._encoded = encoded

    @cached_property
    def _decoded(self) -> Revenue:
        return _revenue(self._encoded)

    def __getitem__(self, position: int) -> dict[str, Earned]:
        return self._decoded[position]

    def __iter__(self) -> Iterator[int]:
        return iter(self._decoded)

    def __len__(self) -> int:
        return len(self._decoded)


class _Sums(dict[str, Sequence[int]]):
    """The same: a question is about two or three of them."""

    def __init__(self, encoded: dict[str, msgspec.Raw]) -> None:
        super().__init__()
        self._encoded = encoded

    def __missing__(self, name: str) -> Sequence[int]:
        self[name] = found = _numbers(self._encoded[name])
        return found


def columns(bucket: RollupBucket) -> dict[str, Any]:
    sums = {name: msgspec.Raw(_encode(bucket.sums[name])) for name in SUMS}
    return {
        "start": bucket.start,
        "plain": _encode(_Plain(list(bucket.values), sums, msgspec.Raw(_encode(dict(bucket.revenue))))),
        "leading": _encode(bucket.visitors[:LEADING]),
        "trailing": _encode(bucket.visitors[LEADING:]),
    }


def size_of(row: Row[Any]) -> int:
    """About how many bytes its bucket takes once it is decoded: texts and numbers become objects."""
    trailing: bytes = getattr(row, "trailing", b"")
    return _OF_OBJECTS * len(row.plain) + len(row.leading) + len(trailing)


def bucket(row: Row[Any]) -> RollupBucket:
    """With the sketches that were selected."""
    plain = _plain(row.plain)
    visitors = _sketches(row.leading)
    if trailing := getattr(row, "trailing", None):
        visitors += _sketches(trailing)
    return RollupBucket(
        start=row.start,
        values=plain.values,
        sums=_Sums(plain.sums),
        revenue=_Earned(plain.revenue),
        visitors=visitors,
    )
