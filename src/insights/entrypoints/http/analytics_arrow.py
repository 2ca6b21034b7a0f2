"""An answer as an Arrow table with typed columns, and as a stream of it."""

from datetime import date, datetime
from typing import Any, Final

import msgspec
import pyarrow as pa

from insights.application.analytics.result import Result
from insights.domain.analytics.dimensions import Scope, dimension_of
from insights.domain.analytics.metrics import METRICS, Unit
from insights.entrypoints.http.analytics_forms import column_names, is_compared, values

_OF_UNIT: Final = {
    Unit.COUNT: pa.int64(),
    Unit.SECONDS: pa.int64(),
    Unit.RATIO: pa.float64(),
    Unit.PERCENT: pa.float64(),
    Unit.MONEY: pa.list_(pa.struct([("currency", pa.string()), ("value", pa.string())])),
}


def as_arrow(result: Result) -> bytes:
    """The stream of `arrow_table`."""
    table = arrow_table(result)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return bytes(sink.getvalue())


def arrow_table(result: Result) -> pa.Table:
    """Times are dates, or local date-times without a zone; the schema holds `meta` and `query` as JSON."""
    dimensions = result.query.dimensions
    rows = [
        [*map(_typed, dimensions, row.dimensions), *map(msgspec.to_builtins, values(result, row))]
        for row in result.results
    ]
    schema = _schema(result)
    arrays = [pa.array([row[place] for row in rows], field.type) for place, field in enumerate(schema)]
    return pa.table(arrays, schema=schema)


def _schema(result: Result) -> Any:
    numbers = [_OF_UNIT[METRICS[name].unit] for name in result.query.metrics]
    changes = [pa.float64()] * len(numbers)
    further = numbers + changes if is_compared(result) else []
    types = [*map(_dimension_type, result.query.dimensions), *numbers, *further]
    metadata = {name: msgspec.json.encode(getattr(result, name)) for name in ("meta", "query")}
    return pa.schema(list(zip(column_names(result), types, strict=True)), metadata)


def _dimension_type(name: str) -> Any:
    dimension = dimension_of(name)
    if dimension.scope is not Scope.TIME:
        return pa.string()
    return pa.timestamp("s") if dimension.column in ("minute", "hour") else pa.date32()


def _typed(name: str, label: str) -> str | date:
    dimension = dimension_of(name)
    if dimension.scope is not Scope.TIME:
        return label
    hourly = dimension.column in ("minute", "hour")
    return datetime.fromisoformat(label) if hourly else date.fromisoformat(label)
