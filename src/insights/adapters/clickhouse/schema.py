"""The tables, by version. Opening a store brings it to the newest version, in order, each step once."""

from clickhouse_connect.driver.client import Client

from insights.adapters.clickhouse.columns import COLUMNS
from insights.domain.errors import Conflict

EVENTS = f"""
CREATE TABLE IF NOT EXISTS events (
    {", ".join(f"{column.name} {column.definition}" for column in COLUMNS)},
    typed_properties Array(LowCardinality(String)) CODEC(ZSTD(1))
        COMMENT 'Keys of the properties whose value is JSON text of a number or boolean, not a string',
    INDEX ids id TYPE bloom_filter(0.005) GRANULARITY 1,
    INDEX received received TYPE minmax GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(time)
ORDER BY (project, toDate(time), visitor_id, time)
"""

# Every question reads times. T64 is read in a fifth of the time that deltas packed by ZSTD take, for 0.7
# bytes more per event. It changes what is written from now on; older parts follow when they are merged.
TIMES = "ALTER TABLE events MODIFY COLUMN time DateTime64(3, 'UTC') CODEC(T64)"

# A new store has it from its first step on.
SDK = "ALTER TABLE events ADD COLUMN IF NOT EXISTS sdk LowCardinality(String) AFTER scroll_depth"

# What says the same twice is merged into one row; until then it counts as one all the same.
LINKS = """
CREATE TABLE IF NOT EXISTS visitor_links (
    project LowCardinality(String),
    from_id UInt64,
    to_id UInt64,
    time DateTime64(3, 'UTC'),
    event_id String,
    identifies UInt8
)
ENGINE = ReplacingMergeTree
ORDER BY (project, from_id, time, event_id)
"""

TABLES = ("events", "visitor_links")
STEPS = (EVENTS, TIMES, SDK, LINKS)
"""Never edited once released: a change is a further step. Step n makes version n, counted from 1."""

VERSIONS = """
CREATE TABLE IF NOT EXISTS schema_versions (version UInt32, applied DateTime DEFAULT now())
ENGINE = MergeTree ORDER BY version
"""


def prepare(client: Client, durable: bool, remembered_appends: int = 0) -> None:
    """Apply the steps that are missing; safe to run again after a crash between any two statements.

    `durable`: whether an insert waits until its files, and the folder that names them, are on the disk.
    `remembered_appends`: how many inserts back one with the same `insert_deduplication_token` is left out.

    Raises Conflict for a store that a newer release has written.
    """
    client.command(VERSIONS)
    stored = int(client.query("SELECT max(version) FROM schema_versions").result_rows[0][0])
    if stored > len(STEPS):
        raise Conflict(
            f"The event store has schema version {stored}; this release knows up to {len(STEPS)}. "
            "Run the release that wrote it, or a newer one."
        )
    for version, statement in enumerate(STEPS[stored:], start=stored + 1):
        client.command(statement)
        client.command(
            "INSERT INTO schema_versions (version) VALUES ({version:UInt32})", {"version": version}
        )
    changed = {
        "fsync_after_insert": int(durable),
        "fsync_part_directory": int(durable),
        "non_replicated_deduplication_window": remembered_appends,
    }
    settings = ", ".join(f"{name} = {value}" for name, value in changed.items())
    for table in TABLES:
        client.command(f"ALTER TABLE {table} MODIFY SETTING {settings}")
