"""From events to Arrow columns: what an insert sends."""

from collections.abc import Sequence
from itertools import chain
from typing import Any

import msgspec
import pyarrow as pa

from insights.adapters.clickhouse.columns import COLUMNS
from insights.domain.analytics.properties import property_text
from insights.domain.errors import Fault, Invalid
from insights.domain.ingestion.event import Event

NAMES = (*(column.name for column in COLUMNS), "typed_properties")
PROPERTIES = next(n for n, column in enumerate(COLUMNS) if column.name == "properties")


def to_arrow(events: Sequence[Event]) -> pa.Table:
    """Raises Invalid, naming the column, when a value does not fit its type.

    Columns are built one by one from the transposed fields: C loops do the work per value.
    """
    fields = list(zip(*map(msgspec.structs.astuple, events), strict=True))
    maps, typed = properties_columns(fields[PROPERTIES])
    arrays = [
        maps if n == PROPERTIES else to_array(column.name, fields[n], column.arrow)
        for n, column in enumerate(COLUMNS)
    ]
    return pa.Table.from_arrays([*arrays, typed], names=list(NAMES))


def to_array(name: str, values: Sequence[Any], type_: pa.DataType) -> pa.Array:
    try:
        return pa.array(values, type_)
    except (pa.ArrowInvalid, OverflowError, UnicodeEncodeError, TypeError) as error:
        raise Invalid(f"{name}: a value does not fit: {error}", [Fault(name, str(error))]) from error


def properties_columns(values: Sequence[dict[str, Any]]) -> tuple[pa.Array, pa.Array]:
    """The map of texts, and beside it the keys whose values were not strings."""
    if not any(values):
        empty = pa.array([0] * (len(values) + 1), pa.int32())
        none = pa.array([], pa.string())
        return pa.MapArray.from_arrays(empty, none, none), pa.ListArray.from_arrays(empty, none)
    typed = [[key for key, value in one.items() if type(value) is not str] for one in values]
    keys = list(chain.from_iterable(values))
    texts = [property_text(value) for one in values for value in one.values()]
    maps = pa.MapArray.from_arrays(offsets(values), pa.array(keys, pa.string()), pa.array(texts, pa.string()))
    return maps, pa.array(typed, pa.list_(pa.string()))


def offsets(values: Sequence[dict[str, Any]]) -> pa.Array:
    ends, end = [0], 0
    for one in values:
        end += len(one)
        ends.append(end)
    return pa.array(ends, pa.int32())
