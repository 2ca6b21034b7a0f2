"""The ClickHouse engine inside this process: opening it with room for a small machine."""

from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple

import clickhouse_connect
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import ClickHouseError

from insights.adapters.clickhouse import schema
from insights.adapters.clickhouse.event_log import ClickHouseEventLog
from insights.adapters.clickhouse.event_reader import ClickHouseEventReader
from insights.adapters.clickhouse.threads import ClickHouseThreads
from insights.adapters.clickhouse.visitor_links import ClickHouseVisitorLinks
from insights.domain.errors import Unavailable

MEGABYTE: Final = 1 << 20

CACHES: Final = {
    "mark_cache_size": 64 * MEGABYTE,
    "primary_index_cache_size": 64 * MEGABYTE,
    "index_mark_cache_size": 16 * MEGABYTE,
    "query_condition_cache_size": 16 * MEGABYTE,
    "compiled_expression_cache_size": 32 * MEGABYTE,
}
"""Caches fill up to these bytes and stay: they decide what the process holds when nobody asks anything."""

QUESTION_SECONDS: Final = 25
QUESTION_MEMORY: Final = 4096 * MEGABYTE
SPILL_MEMORY: Final = 1024 * MEGABYTE
"""Beyond this, groups are kept on disk: slower, but within `QUESTION_MEMORY`."""
MAX_ROWS: Final = 10_000

READING: Final = {
    "max_execution_time": QUESTION_SECONDS,
    "max_memory_usage": QUESTION_MEMORY,
    "max_bytes_before_external_group_by": SPILL_MEMORY,
    "max_result_rows": MAX_ROWS,
}
IN_BULK: Final = {
    "max_execution_time": 60,
    "max_memory_usage": QUESTION_MEMORY,
    "max_bytes_before_external_group_by": SPILL_MEMORY,
    "max_threads": 1,
}
RECORDING: Final = {"max_partitions_per_insert_block": 0}
"""Imported history may reach over any number of months in one batch."""


class EventStore(NamedTuple):
    """Both ends of one store."""

    log: ClickHouseEventLog
    reader: ClickHouseEventReader
    bulk: ClickHouseThreads
    """For `ClickHouseRollupSource`: answers of any length, in their own time."""

    @property
    def links(self) -> ClickHouseVisitorLinks:
        return ClickHouseVisitorLinks(self.log.threads)

    async def close(self) -> None:
        """Calls under way end first; then the engine stops, and the folder may be opened again."""
        await self.bulk.close()
        await self.reader.close()
        await self.log.close()


def open_embedded(
    path: Path, *, durable: bool = True, recording: int = 2, asking: int = 2, bulk: int = 2
) -> EventStore:
    """Open or make the store in this folder; blocks for about a second.

    The caller has made sure that no other process has the folder open, which would damage it; this process
    can have one store open at a time. `durable` waits for the disk in each append; without, an append
    survives this process but not a loss of power. `recording`, `asking` and `bulk` are how many calls run
    at once.

    Raises Unavailable when the engine refuses the folder, Conflict when a newer release wrote it.
    """
    connect = partial(connect_embedded, path)
    try:
        with closing(connect({})) as client:
            schema.prepare(client, durable)
            log = ClickHouseEventLog(ClickHouseThreads(partial(connect, RECORDING), recording, "log"))
            reader = ClickHouseEventReader(ClickHouseThreads(partial(connect, READING), asking, "reader"))
            in_bulk = ClickHouseThreads(partial(connect, IN_BULK), bulk, "bulk")
    except ClickHouseError as error:
        raise Unavailable(f"The event store in {path} cannot be opened.") from error
    return EventStore(log, reader, in_bulk)


def connect_embedded(path: Path, settings: dict[str, Any]) -> Client:
    return clickhouse_connect.get_client(
        interface="chdb",
        path=str(path),
        settings=settings,
        chdb_options={key: str(n) for key, n in CACHES.items()},
    )
