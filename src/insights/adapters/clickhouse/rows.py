"""From events to Arrow columns: what an insert sends."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
import pyarrow as pa

from insights.adapters.clickhouse.arrays import text_lists
from insights.adapters.clickhouse.columns import COLUMNS, Column
from insights.domain.analytics.properties import property_text
from insights.domain.errors import Fault, Invalid
from insights.domain.ingestion.event import Event, PropertyValue

NAMES: Final = [*(column.name for column in COLUMNS), "typed_properties"]
PROPERTIES: Final = Event.__struct_fields__.index("properties")
BLOCK: Final = 256
"""Events transposed at once: few enough to stay in the processor's cache."""

Properties = dict[str, PropertyValue]


def to_arrow(events: Sequence[Event]) -> pa.Table:
    """Column by column from the transposed fields, so that loops in C do the work per value.

    Raises Invalid, naming the column, when a value does not fit its type.
    """
    fields = transposed(events)
    properties: list[Properties] = fields[PROPERTIES]
    fields[PROPERTIES] = [texts_of(each) if each else each for each in properties]
    arrays = [to_array(*each) for each in zip(COLUMNS, fields, strict=True)]
    typed = [typed_keys(each) if each else () for each in properties]
    return pa.Table.from_arrays([*arrays, text_lists(typed)], names=NAMES)


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


def texts_of(properties: Properties) -> dict[str, str]:
    return {key: value if type(value) is str else property_text(value) for key, value in properties.items()}


def typed_keys(properties: Properties) -> Sequence[str]:
    return [key for key, value in properties.items() if type(value) is not str]
