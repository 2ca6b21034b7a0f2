"""From events to Arrow columns: what an insert sends."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
import pyarrow as pa

from insights.adapters.clickhouse.columns import COLUMNS, Column
from insights.adapters.clickhouse.properties import typed_keys
from insights.domain.errors import Fault, Invalid
from insights.domain.ingestion.event import Event

NAMES: Final = [*(column.name for column in COLUMNS), "typed_properties"]
PROPERTIES: Final = Event.__struct_fields__.index("properties")
BLOCK: Final = 256
"""Events transposed at once: few enough to stay in the processor's cache."""


def to_arrow(events: Sequence[Event]) -> pa.Table:
    """Column by column from the transposed fields, so that loops in C do the work per value.

    Raises Invalid, naming the column, when a value does not fit its type.
    """
    fields = transposed(events)
    arrays = [to_array(*each) for each in zip(COLUMNS, fields, strict=True)]
    return pa.Table.from_arrays([*arrays, typed_keys(fields[PROPERTIES])], names=NAMES)


def transposed(events: Sequence[Event]) -> list[list[Any]]:
    fields: list[list[Any]] = [[] for _ in COLUMNS]
    for start in range(0, len(events), BLOCK):
        block = zip(*map(msgspec.structs.astuple, events[start : start + BLOCK]), strict=True)
        for field, values in zip(fields, block, strict=True):
            field += values
    return fields


def to_array(column: Column, values: Sequence[Any]) -> pa.Array:
    try:
        return column.to_array(values)
    except (OverflowError, TypeError, ValueError) as error:
        raise Invalid(f"{column.name}: {error}", [Fault(column.name, str(error))]) from error
