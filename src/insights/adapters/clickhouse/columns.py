"""The columns of the `events` table, one line each, in the order of the fields of `Event`."""

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

import pyarrow as pa

from insights.adapters.clickhouse.arrays import (
    AMOUNT_DECIMALS,
    AMOUNT_DIGITS,
    amounts,
    moments,
    numbers,
    small_numbers,
    texts,
)
from insights.adapters.clickhouse.properties import text_maps_of

# Texts with few distinct values are kept as a dictionary; ids and free text are compressed as they are.
FEW: Final = "LowCardinality(String)"
MANY: Final = "String CODEC(ZSTD(1))"
NUMBER: Final = "UInt64 CODEC(ZSTD(1))"
TIME: Final = "DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1))"


class Column(NamedTuple):
    name: str
    definition: str
    to_array: Callable[[Sequence[Any]], pa.Array]


COLUMNS: Final = (
    Column("project", FEW, texts),
    Column("id", MANY, texts),
    Column("name", FEW, texts),
    Column("time", TIME, moments),
    Column("received", TIME, moments),
    Column("visitor_id", NUMBER, numbers),
    Column("session_id", NUMBER, numbers),
    Column("user_id", MANY, texts),
    Column("hostname", FEW, texts),
    Column("path", FEW, texts),
    Column("query", MANY, texts),
    Column("title", FEW, texts),
    Column("referrer", MANY, texts),
    Column("source", FEW, texts),
    Column("channel", FEW, texts),
    Column("utm_source", FEW, texts),
    Column("utm_medium", FEW, texts),
    Column("utm_campaign", FEW, texts),
    Column("utm_content", FEW, texts),
    Column("utm_term", FEW, texts),
    Column("browser", FEW, texts),
    Column("browser_version", FEW, texts),
    Column("os", FEW, texts),
    Column("os_version", FEW, texts),
    Column("device", FEW, texts),
    Column("screen", FEW, texts),
    Column("language", FEW, texts),
    Column("country", FEW, texts),
    Column("region", FEW, texts),
    Column("city", FEW, texts),
    Column("properties", "Map(LowCardinality(String), String) CODEC(ZSTD(1))", text_maps_of),
    Column(
        "revenue",
        f"Nullable(Decimal({AMOUNT_DIGITS}, {AMOUNT_DECIMALS})) CODEC(ZSTD(1))",
        amounts,
    ),
    Column("currency", FEW, texts),
    Column("engaged_ms", NUMBER, numbers),
    Column("scroll_depth", "Nullable(UInt8) CODEC(ZSTD(1))", small_numbers),
    Column("sdk", FEW, texts),
)
