"""Decoded buckets, kept in memory for as long as their rows have the same version."""

from collections import OrderedDict
from typing import Final, NamedTuple, final

from insights.domain.analytics.rollup_bucket import RollupBucket

MOST_BYTES: Final = 64 << 20

Place = tuple[str, str, str, int]
"""Project, dimension, span, beginning."""


class _Entry(NamedTuple):
    version: str
    whole: bool
    bucket: RollupBucket
    size: int


@final
class BucketCache:
    """Those that were not asked for the longest make room."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._entries: OrderedDict[Place, _Entry] = OrderedDict()
        self._bytes = 0

    def get(self, place: Place, version: str, *, whole: bool) -> RollupBucket | None:
        """`whole`: with the sketches of all rows."""
        entry = self._entries.get(place)
        if entry is None or entry.version != version or (whole and not entry.whole):
            return None
        self._entries.move_to_end(place)
        return entry.bucket

    def put(self, place: Place, version: str, bucket: RollupBucket, size: int, *, whole: bool) -> None:
        """`size`: about how many bytes it takes."""
        before = self._entries.pop(place, None)
        self._bytes += size - (before.size if before else 0)
        self._entries[place] = _Entry(version, whole, bucket, size)
        while self._bytes > self._most_bytes:
            self._bytes -= self._entries.popitem(last=False)[1].size
