"""The columns of the `events` table, one line each, in the order of the fields of `Event`."""

from typing import NamedTuple

import pyarrow as pa

TEXT = pa.string()
MOMENT = pa.timestamp("ms", tz="UTC")

# Texts with few distinct values are kept as a dictionary; ids and free text are compressed as they are.
FEW = "LowCardinality(String)"
MANY = "String CODEC(ZSTD(1))"
NUMBER = "UInt64 CODEC(ZSTD(1))"
TIME = "DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1))"


class Column(NamedTuple):
    name: str
    definition: str
    arrow: pa.DataType


REVENUE_DIGITS = 18
REVENUE_DECIMALS = 4

COLUMNS = (
    Column("project", FEW, TEXT),
    Column("id", MANY, TEXT),
    Column("name", FEW, TEXT),
    Column("time", TIME, MOMENT),
    Column("received", TIME, MOMENT),
    Column("visitor_id", NUMBER, pa.uint64()),
    Column("session_id", NUMBER, pa.uint64()),
    Column("user_id", MANY, TEXT),
    Column("hostname", FEW, TEXT),
    Column("path", FEW, TEXT),
    Column("query", MANY, TEXT),
    Column("title", FEW, TEXT),
    Column("referrer", MANY, TEXT),
    Column("source", FEW, TEXT),
    Column("channel", FEW, TEXT),
    Column("utm_source", FEW, TEXT),
    Column("utm_medium", FEW, TEXT),
    Column("utm_campaign", FEW, TEXT),
    Column("utm_content", FEW, TEXT),
    Column("utm_term", FEW, TEXT),
    Column("browser", FEW, TEXT),
    Column("browser_version", FEW, TEXT),
    Column("os", FEW, TEXT),
    Column("os_version", FEW, TEXT),
    Column("device", FEW, TEXT),
    Column("screen", FEW, TEXT),
    Column("language", FEW, TEXT),
    Column("country", FEW, TEXT),
    Column("region", FEW, TEXT),
    Column("city", FEW, TEXT),
    Column("properties", "Map(LowCardinality(String), String) CODEC(ZSTD(1))", pa.map_(TEXT, TEXT)),
    Column(
        "revenue",
        f"Nullable(Decimal({REVENUE_DIGITS}, {REVENUE_DECIMALS})) CODEC(ZSTD(1))",
        pa.decimal128(REVENUE_DIGITS, REVENUE_DECIMALS),
    ),
    Column("currency", FEW, TEXT),
    Column("engaged_ms", NUMBER, pa.uint64()),
    Column("scroll_depth", "Nullable(UInt8) CODEC(ZSTD(1))", pa.uint8()),
)
