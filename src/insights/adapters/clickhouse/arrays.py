"""Arrow arrays made from buffers.

`pa.array` would do the same, but imports pandas where it is installed: a second of start-up and 90 MB of
memory for nothing. Each function raises OverflowError, TypeError or ValueError for a value that does not fit.
"""

from array import array
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import accumulate, chain
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

AMOUNT_DIGITS: Final = 18
AMOUNT_DECIMALS: Final = 4
AMOUNT: Final = pa.decimal128(AMOUNT_DIGITS, AMOUNT_DECIMALS)


def texts(values: Sequence[str]) -> pa.Array:
    if not values or all_alike(values):
        return _repeated(values[0].encode() if values else b"", len(values))
    joined = "".join(values)
    if joined.isascii():
        return _from(pa.string(), len(values), _ends(map(len, values)), joined.encode())
    encoded = [value.encode() for value in values]
    return _from(pa.string(), len(values), _ends(map(len, encoded)), b"".join(encoded))


def numbers(values: Sequence[int]) -> pa.Array:
    """Unsigned, 64 bits."""
    return _from(pa.uint64(), len(values), array("Q", values))


def moments(values: Sequence[int]) -> pa.Array:
    """Milliseconds since the epoch."""
    return _from(pa.timestamp("ms", tz="UTC"), len(values), array("q", values))


def small_numbers(values: Sequence[int | None]) -> pa.Array:
    """Unsigned, 8 bits, or absent."""
    return _nullable(values, pa.uint8(), lambda given: array("B", given))


def amounts(values: Sequence[Decimal | None]) -> pa.Array:
    """Less than 10^14 either way, with at most four decimals, or absent."""
    return _nullable(values, AMOUNT, lambda given: array("q", chain.from_iterable(map(_halves, given))))


def text_lists(lengths: Iterable[int], items: Sequence[str]) -> pa.Array:
    """Lists that lie one after the other in `items`."""
    return pa.ListArray.from_arrays(_offsets(lengths), texts(items))


def text_maps(lengths: Iterable[int], keys: Sequence[str], items: Sequence[str]) -> pa.Array:
    return pa.MapArray.from_arrays(_offsets(lengths), texts(keys), texts(items))


def all_alike(values: Sequence[Any]) -> bool:
    """As in most columns of most batches: to know it costs a tenth of what it spares."""
    return values[0] == values[-1] and values.count(values[0]) == len(values)


def _repeated(value: bytes, times: int) -> pa.Array:
    return pa.repeat(_from(pa.string(), 1, array("i", (0, len(value))), value)[0], times)


def _nullable(values: Sequence[Any], type_: pa.DataType, to_buffer: Any) -> pa.Array:
    absent = pa.nulls(len(values), type_)
    if values.count(None) == len(values):
        return absent
    given = _from(type_, len(values), to_buffer([0 if value is None else value for value in values]))
    is_given = _from(pa.uint8(), len(values), array("B", [value is not None for value in values]))
    return pc.if_else(is_given.cast(pa.bool_()), given, absent)


def _halves(amount: Decimal | int) -> tuple[int, int]:
    """The low and the high 64 bits of a 128-bit integer, low first."""
    scaled = Decimal(amount).scaleb(AMOUNT_DECIMALS)
    if abs(scaled) >= 10**AMOUNT_DIGITS or scaled != int(scaled):
        raise ValueError(f"{amount} has more than 14 digits before the point or 4 after it")
    return int(scaled), -1 if scaled < 0 else 0


def _offsets(lengths: Iterable[int]) -> pa.Array:
    ends = _ends(lengths)
    return _from(pa.int32(), len(ends), ends)


def _ends(lengths: Iterable[int]) -> "array[int]":
    return array("i", list(accumulate(lengths, initial=0)))


def _from(type_: pa.DataType, length: int, *buffers: Any) -> pa.Array:
    return pa.Array.from_buffers(type_, length, [None, *map(pa.py_buffer, buffers)])
