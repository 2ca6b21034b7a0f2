"""Every setting of the server: its name, rule, default and meaning, in one struct.

A setting `port` is `INSIGHTS_PORT` in the environment, `port` in `insights.toml` and, for a few, a flag.
Loading is in `settings_sources`; a value that breaks its rule never gets here.
"""

from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta, Struct

AVAILABLE: dict[str, str] = {
    "database_url": "sqlite",
    "events_url": "chdb",
    "queue_url": "local",
    "state_url": "memory",
}
"""The one scheme that each adapter setting takes in this version."""

PLANNED: dict[str, tuple[str, ...]] = {
    "database_url": ("postgresql", "postgresql+psycopg"),
    "events_url": ("clickhouse", "mongodb"),
    "queue_url": ("redis", "amqp", "kafka"),
    "state_url": ("redis",),
}
"""Schemes that are part of the design and refused with a sentence that says so."""


class Secret:
    """Text that shows itself nowhere: not in a repr, a log or an error."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        return self._value

    def __repr__(self) -> str:
        return "Secret(…)"


class Settings(Struct, frozen=True, kw_only=True):
    host: Annotated[str, Meta(min_length=1, description="Address to listen on; `0.0.0.0` for all.")] = (
        "127.0.0.1"
    )
    port: Annotated[int, Meta(ge=0, le=65535, description="TCP port; 0 takes a free one.")] = 8000
    public_url: Annotated[
        str,
        Meta(
            pattern=r"^(https?://[^\s/?#]+)?$",
            description="Where browsers reach the server, without a path; https adds HSTS.",
        ),
    ] = ""
    data_dir: Annotated[Path, Meta(description="Folder of everything the server keeps.")] = Path("data")
    database_url: Annotated[
        str, Meta(description="Accounts and projects: `sqlite:///FILE`. Empty: in the data directory.")
    ] = ""
    events_url: Annotated[
        str, Meta(description="Stored events: `chdb:///FOLDER`. Empty: in the data directory.")
    ] = ""
    queue_url: Annotated[
        str, Meta(description="Accepted events on their way: `local:///FILE`. Empty: in the data directory.")
    ] = ""
    state_url: Annotated[str, Meta(description="Rate limits and caches: `memory://`.")] = "memory://"
    durability: Annotated[
        Literal["disk", "process"],
        Meta(description="What a 202 survives: `disk` a power cut, `process` only the process's end."),
    ] = "disk"
    secret_key: Annotated[
        Secret | None,
        Meta(
            description="Signs tokens; at least 32 characters. Absent: made and kept in the data directory."
        ),
    ] = None
    registration: Annotated[
        Literal["open", "first", "closed"],
        Meta(description="Who may register: anyone, only the first user of the installation, nobody."),
    ] = "open"
    rate_limit_enabled: Annotated[
        bool, Meta(description="`false` lifts all rate limits, for load tests.")
    ] = True
    trusted_proxies: Annotated[
        tuple[str, ...],
        Meta(description="Networks whose `X-Forwarded-For` is believed, separated by commas."),
    ] = ()
    collect_path: Annotated[
        str,
        Meta(
            pattern=r"^(/[\w.~/-]+)?$", description="A further path for events, for sites with block lists."
        ),
    ] = ""
    tracker_path: Annotated[
        str, Meta(pattern=r"^(/[\w.~/-]+)?$", description="A further path for the tracker script.")
    ] = ""
    geo_file: Annotated[
        Path | None,
        Meta(description="Place database (MMDB). Absent: `geo.mmdb` in the data directory, if there."),
    ] = None
    request_timeout: Annotated[
        float, Meta(gt=0, le=600, description="Seconds until a request is given up with 503.")
    ] = 30.0
    rollup_interval: Annotated[
        float,
        Meta(
            ge=1, le=86_400, description="Seconds between two runs that bring rollups up to the raw events."
        ),
    ] = 600.0
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"], Meta(description="The least that is logged.")
    ] = "info"
    log_format: Annotated[
        Literal["auto", "json", "console"],
        Meta(description="`auto` writes colours on a terminal and JSON lines elsewhere."),
    ] = "auto"

    @property
    def database_file(self) -> Path:
        """`sqlite:///x` is relative and `sqlite:////x` absolute, as SQLAlchemy has it."""
        return self._file(self.database_url.replace("sqlite:///", "sqlite://", 1), "insights.sqlite")

    @property
    def database_address(self) -> str:
        return self.database_url or f"sqlite:///{self.database_file}"

    @property
    def events_dir(self) -> Path:
        return self._file(self.events_url, "events")

    @property
    def queue_file(self) -> Path:
        return self._file(self.queue_url, "queue.sqlite")

    @property
    def owns_database(self) -> bool:
        """Its own SQLite is migrated at start; one that was named is migrated by `insights migrate` only."""
        return not self.database_url

    @property
    def socket_file(self) -> Path:
        return self.data_dir / "insights.sock"

    @property
    def places_file(self) -> Path | None:
        """The place database to open, if there is one."""
        if self.geo_file is not None:
            return self.geo_file
        kept = self.data_dir / "geo.mmdb"
        return kept if kept.exists() else None

    def _file(self, url: str, default: str) -> Path:
        return Path(url.split("://", 1)[1]) if url else self.data_dir / default
