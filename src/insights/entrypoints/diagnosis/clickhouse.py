from collections.abc import Iterator

from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import ClickHouseError

from insights.adapters.clickhouse.schema import STEPS
from insights.adapters.clickhouse.server import address
from insights.entrypoints.diagnosis.findings import (
    CONNECT_SECONDS,
    Finding,
    State,
    Stopwatch,
    out_of_reach,
    unencrypted,
)


def clickhouse(about: str, url: str) -> Iterator[Finding]:
    """Raises Invalid for a URL that is none."""
    server = address(url)
    try:
        client = server.connect(connect_timeout=CONNECT_SECONDS, send_receive_timeout=CONNECT_SECONDS)
    except ClickHouseError as error:
        yield out_of_reach(about, url, error)
        return
    try:
        latency = Stopwatch()
        client.command("SELECT 1")
        yield Finding(about, State.WELL, f"ClickHouse {client.server_version}, {latency}")
        yield from _schema(about, client)
    finally:
        client.close()
    if not server.secure:
        yield from unencrypted(about, url, "Begin the URL with clickhouses://")


def _schema(about: str, client: Client) -> Iterator[Finding]:
    exists = int(str(client.command("EXISTS TABLE schema_versions")))
    version = int(str(client.command("SELECT max(version) FROM schema_versions"))) if exists else 0
    if version < len(STEPS):
        found = f"{len(STEPS) - version} steps of the schema missing"
        yield Finding(about, State.WARNING, found, "`insights serve` takes them at its start.")
