from array import array
from collections import deque
from collections.abc import Iterable
from typing import Final, final

from datasketches import hll_sketch, hll_union, tgt_hll_type

from insights.application.ports.rollups import Sketches

LOG2_REGISTERS: Final = 14
"""8 KB for a large set, four bytes per visitor of a small one."""
EXACT_UP_TO: Final = 1_400
"""Up to 1,536 are kept as hashes of 26 bits and more, whose count is off by far less than half a visitor. No
larger set is estimated so low that it would pass for one of these."""
REMEMBERED: Final = 4_096
"""Counts of unions, about a kilobyte each for a month of days."""
STANDARD_ERROR: Final = 0.0082
"""1.04 / √16384, the published error of merged HLL sketches, rounded up."""


@final
class HllSketches(Sketches):
    exact_up_to = EXACT_UP_TO
    standard_error = STANDARD_ERROR

    def __init__(self) -> None:
        self._counts: dict[tuple[int, ...], int] = {}

    def sketch(self, ids: Iterable[int]) -> bytes:
        made = hll_sketch(LOG2_REGISTERS, tgt_hll_type.HLL_4)
        # An integer past 63 bits would be taken for a float, and large neighbours for one visitor.
        signed = memoryview(array("Q", ids)).cast("B").cast("q")
        deque(map(made.update, signed), maxlen=0)
        compact: bytes = made.serialize_compact()
        return compact

    def count(self, sketches: Iterable[bytes]) -> int:
        """A union of the same as before is not merged again: its sketches are told by their hashes, which
        Python keeps with them."""
        given = [each for each in sketches if each]
        key = tuple(map(hash, given))
        if key not in self._counts:
            self._counts[key] = _count(given)
            if len(self._counts) > REMEMBERED:
                del self._counts[next(iter(self._counts))]
        return self._counts[key]


def _count(sketches: Iterable[bytes]) -> int:
    union = hll_union(LOG2_REGISTERS)
    for each in sketches:
        union.update(hll_sketch.deserialize(each))
    estimate: float = union.get_estimate()
    return round(estimate)
