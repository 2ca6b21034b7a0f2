"""From events to Arrow columns: what an insert sends."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
import pyarrow as pa

from insights.adapters.clickhouse.arrays import text_lists
from insights.adapters.clickhouse.columns import COLUMNS, Column
from insights.domain.analytics.properties import property_text
from insights.domain.errors import Fault, Invalid
from insights.domain.ingestion.event import Event

NAMES: Final = [*(column.name for column in COLUMNS), "typed_properties"]
PROPERTIES: Final = Event.__struct_fields__.index("properties")


def to_arrow(events: Sequence[Event]) -> pa.Table:
    """Column by column from the transposed fields, so that loops in C do the work per value.

    Raises Invalid, naming the column, when a value does not fit its type.
    """
    fields = list(zip(*map(msgspec.structs.astuple, events), strict=True))
    properties = fields[PROPERTIES]
    fields[PROPERTIES] = tuple(map(texts_of, properties))
    arrays = [to_array(*each) for each in zip(COLUMNS, fields, strict=True)]
    return pa.Table.from_arrays([*arrays, text_lists(tuple(map(typed_keys, properties)))], names=NAMES)


def to_array(column: Column, values: Sequence[Any]) -> pa.Array:
    try:
        return column.to_array(values)
    except (OverflowError, TypeError, ValueError) as error:
        raise Invalid(f"{column.name}: {error}", [Fault(column.name, str(error))]) from error


def texts_of(properties: dict[str, Any]) -> dict[str, str]:
    return {key: property_text(value) for key, value in properties.items()} if properties else properties


def typed_keys(properties: dict[str, Any]) -> Sequence[str]:
    return [key for key, value in properties.items() if type(value) is not str] if properties else ()
