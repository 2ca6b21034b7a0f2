"""An answer as JSON or CSV, and as the flat lines of which CSV and Arrow are made."""

import csv
import io
from collections.abc import Iterator
from typing import Final

import msgspec

from insights.application.analytics.result import Result, ResultRow, Value

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")


def as_json(result: Result) -> bytes:
    return msgspec.json.encode(result)


def as_csv(result: Result) -> bytes:
    """A header and a line per row. Text that a spreadsheet would run as a formula is led by an apostrophe."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(map(_inert, column_names(result)))
    for row in result.results:
        writer.writerow([*map(_inert, row.dimensions), *map(_cell, values(result, row))])
    return text.getvalue().encode()


def is_compared(result: Result) -> bool:
    return result.query.comparison_date_range is not None


def column_names(result: Result) -> list[str]:
    """Dimensions, metrics, and where compared each metric's `_before` and each one's `_change`."""
    metrics = result.query.metrics
    if not is_compared(result):
        return [*result.query.dimensions, *metrics]
    before, change = [f"{name}_before" for name in metrics], [f"{name}_change" for name in metrics]
    return [*result.query.dimensions, *metrics, *before, *change]


def values(result: Result, row: ResultRow) -> Iterator[Value]:
    """What follows the dimensions, one for each column."""
    yield from row.metrics
    if row.comparison is not None:
        yield from row.comparison.metrics
        yield from row.comparison.change
    elif is_compared(result):
        yield from [None] * 2 * len(row.metrics)


def _cell(value: Value) -> str | float | None:
    if isinstance(value, tuple):
        return "; ".join(f"{amount.value} {amount.currency}" for amount in value)
    return value


def _inert(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
