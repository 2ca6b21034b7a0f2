"""The ClickHouse engine inside this process: opening it with room for a small machine."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple

import clickhouse_connect
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import ClickHouseError

from insights.adapters.clickhouse import schema
from insights.adapters.clickhouse.event_log import ClickHouseEventLog
from insights.adapters.clickhouse.threads import ClickHouseThreads
from insights.domain.errors import Unavailable

MEGABYTE: Final = 1 << 20

# Caches fill up to these and then stay: they decide what the process holds when nobody asks anything.
CACHES: Final = {
    "mark_cache_size": 64 * MEGABYTE,
    "primary_index_cache_size": 64 * MEGABYTE,
    "index_mark_cache_size": 16 * MEGABYTE,
    "query_condition_cache_size": 16 * MEGABYTE,
    "compiled_expression_cache_size": 32 * MEGABYTE,
}
