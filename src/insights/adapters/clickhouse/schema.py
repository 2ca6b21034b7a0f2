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

STEPS = (EVENTS,)
"""Never edited once released: a change is a further step. Step n makes version n, counted from 1."""

VERSIONS = """
CREATE TABLE IF NOT EXISTS schema_versions (version UInt32, applied DateTime DEFAULT now())
ENGINE = MergeTree ORDER BY version
"""


def prepare(client: Client, durable: bool) -> None:
    """Apply the steps that are missing; safe to run again after a crash between any two statements.

    `durable`: whether an insert waits until its files, and the folder that names them, are on the disk.

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
    fsync = int(durable)
    client.command(
        f"ALTER TABLE events MODIFY SETTING fsync_after_insert = {fsync}, fsync_part_directory = {fsync}"
    )
