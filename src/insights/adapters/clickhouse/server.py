"""A ClickHouse server: the same store as in process, over the server's HTTP interface."""

from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import Any, Final
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

import clickhouse_connect
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import ClickHouseError

from insights.adapters.clickhouse import schema
from insights.adapters.clickhouse.embedded import IN_BULK, READING, RECORDING, EventStore
from insights.adapters.clickhouse.event_log import ClickHouseEventLog
from insights.adapters.clickhouse.event_reader import ClickHouseEventReader
from insights.adapters.clickhouse.refusals import as_reason_not_to_open
from insights.adapters.clickhouse.threads import ClickHouseThreads
from insights.domain.errors import Fault, Invalid, Unavailable

SCHEMES: Final = {"clickhouse": 8123, "clickhouses": 8443}
"""With the port where the server listens unless it was told otherwise; the second is over TLS."""
OPTIONS: Final = ("secure", "verify", "ca_cert")

CONNECT_SECONDS: Final = 5
APPEND_SECONDS: Final = 30
FURTHER_SECONDS: Final = 5
"""For the way, beyond the time that the server gives a statement."""

REMEMBERED_APPENDS: Final = 1_000
"""So many appends back the server knows one that comes again, because its answer was lost on the way."""


@dataclass(frozen=True, slots=True)
class Address:
    host: str
    port: int
    user: str
    password: str
    database: str
    secure: bool
    verify: bool
    ca_cert: str | None

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"

    def connect(self, **options: Any) -> Client:
        """By the driver's options. Raises ClickHouseError."""
        return clickhouse_connect.get_client(
            host=self.host,
            port=self.port,
            username=self.user,
            password=self.password,
            database=self.database,
            secure=self.secure,
            verify=self.verify,
            ca_cert=self.ca_cert,
            autogenerate_session_id=False,  # a session takes one call at a time, and the server forgets it
            **options,
        )

    def __repr__(self) -> str:
        return f"Address({self})"


def address(url: str) -> Address:
    """From `clickhouse://USER:PASSWORD@HOST:PORT/DATABASE`, or `clickhouses://…` for TLS.

    Options: `secure=true` is the same as the second scheme; `verify=false` trusts any certificate;
    `ca_cert` is the file of the authority to trust. Raises Invalid.
    """
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    faults = [*_faults(parts), *(f"`{name}` is no option" for name in options if name not in OPTIONS)]
    if faults:
        raise Invalid(f"events_url: {faults[0]}", [Fault("events_url", fault) for fault in faults])
    secure = parts.scheme == "clickhouses" or options.get("secure") == "true"
    return Address(
        host=parts.hostname or "",
        port=parts.port or SCHEMES["clickhouses" if secure else "clickhouse"],
        user=unquote(parts.username or "default"),
        password=unquote(parts.password or ""),
        database=unquote(parts.path.removeprefix("/")) or "default",
        secure=secure,
        verify=options.get("verify") != "false",
        ca_cert=options.get("ca_cert"),
    )


def _faults(parts: SplitResult) -> list[str]:
    faults = []
    if parts.scheme not in SCHEMES:
        faults.append("must begin with " + " or ".join(f"`{scheme}://`" for scheme in SCHEMES))
    if not parts.hostname:
        faults.append("must name a host, as in `clickhouse://insights:password@host:8123/insights`")
    try:
        _ = parts.port
    except ValueError:
        faults.append("must name a port between 0 and 65535, or none")
    return faults


def open_server(
    url: str, *, durable: bool = True, recording: int = 2, asking: int = 4, bulk: int = 2
) -> EventStore:
    """Open the store in the server's database, which exists, and bring its tables up to date; blocks until
    the server has answered. Any number of processes may have it open.

    `durable` makes the server wait for its disk in each append. `recording`, `asking` and `bulk` are how many
    calls run at once. A server that goes away later makes calls fail with Unavailable until it is back.

    Raises Invalid for a URL that is none, Unavailable when the server does not answer or refuses, Conflict
    when a newer release wrote the store.
    """
    server = address(url)
    connect = partial(_connect, server)
    try:
        with closing(connect(RECORDING)) as client:
            schema.prepare(client, durable, REMEMBERED_APPENDS)
        log = ClickHouseEventLog(ClickHouseThreads(partial(connect, RECORDING), recording, "log"))
        reader = ClickHouseEventReader(ClickHouseThreads(partial(connect, READING), asking, "reader"))
        in_bulk = ClickHouseThreads(partial(connect, IN_BULK), bulk, "bulk")
    except ClickHouseError as error:
        reason = as_reason_not_to_open(error)
        raise Unavailable(f"The ClickHouse server at {server} {reason}.", retry_after=5) from error
    return EventStore(log, reader, in_bulk)


def _connect(server: Address, settings: dict[str, Any]) -> Client:
    client = server.connect(
        compress=True,
        connect_timeout=CONNECT_SECONDS,
        send_receive_timeout=settings.get("max_execution_time", APPEND_SECONDS) + FURTHER_SECONDS,
        client_name="insights",
        form_encode_query_params=True,  # values may be longer than a URL
        dedicated_pool=True,
    )
    for name, value in settings.items():
        _limit(client, name, value)
    return client


def _limit(client: Client, name: str, value: object) -> None:
    """Where the operator of the server has settled a limit for this user, that one holds."""
    known = client.server_settings.get(name)
    if known is not None and not known.readonly:
        client.set_client_setting(name, value)
