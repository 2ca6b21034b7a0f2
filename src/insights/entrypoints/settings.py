"""Every setting of the server: its name, rule, default and meaning, in one struct.

A setting `port` is `INSIGHTS_PORT` in the environment, `port` in `insights.toml` and, for a few, a flag.
Loading is in `settings_sources`; a value that breaks its rule never gets here.
"""

from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta, Struct

AVAILABLE: dict[str, tuple[str, ...]] = {
    "database_url": ("sqlite", "postgresql+psycopg", "postgresql"),
    "database_replica_url": ("postgresql+psycopg", "postgresql"),
    "events_url": ("chdb", "clickhouse", "clickhouses", "mongodb", "mongodb+srv"),
    "queue_url": ("local", "redis", "rediss", "amqp", "amqps"),
    "state_url": ("memory", "redis", "rediss"),
}
"""The schemes that each adapter setting takes in this version."""

PLANNED: dict[str, tuple[str, ...]] = {
    "queue_url": ("kafka",),
}
"""Schemes that are part of the design and refused with a sentence that says so."""

FILES = frozenset({"sqlite", "chdb", "local"})
"""Schemes that name a path; the others name a host, but for `memory`."""


class Secret:
    """Text that shows itself nowhere: not in a repr, a log or an error."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        return self._value

    def __repr__(self) -> str:
        return "Secret(…)"


class MailUrl(Secret):
    """An address of a mail server, with the password in it, or `outbox://`."""

    __slots__ = ()

    @property
    def sends(self) -> bool:
        """False: mails are kept in the database, to be read there."""
        return not self.reveal().startswith("outbox:")


class Settings(Struct, frozen=True, kw_only=True):
    host: Annotated[str, Meta(min_length=1, description="Address to listen on; `0.0.0.0` for all.")] = (
        "127.0.0.1"
    )
    port: Annotated[int, Meta(ge=0, le=65535, description="TCP port; 0 takes a free one.")] = 8000
    health_port: Annotated[
        int,
        Meta(
            ge=0,
            le=65535,
            description="TCP port of a worker or scheduler, for health and metrics; 0 takes a free one.",
        ),
    ] = 0
    public_url: Annotated[
        str,
        Meta(
            pattern=r"^(https?://[^\s/?#]+)?$",
            description="Where browsers reach the server, without a path; https adds HSTS.",
        ),
    ] = ""
    data_dir: Annotated[Path, Meta(description="Folder of everything the server keeps.")] = Path("data")
    database_url: Annotated[
        str,
        Meta(
            description="Accounts and projects: `sqlite:///FILE` or"
            " `postgresql+psycopg://USER:PASSWORD@HOST/DATABASE`. Empty: in the data directory."
        ),
    ] = ""
    database_replica_url: Annotated[
        str,
        Meta(
            description="A replica of that PostgreSQL, which rollups are read from. Empty: the same server."
        ),
    ] = ""
    database_pool_size: Annotated[
        int,
        Meta(
            ge=2,
            le=200,
            description="Connections of a process to PostgreSQL: so many to read by, and as many to write.",
        ),
    ] = 10
    events_url: Annotated[
        str,
        Meta(
            description="Stored events: `chdb:///FOLDER`, `clickhouse://USER:PASSWORD@HOST:PORT/DATABASE`, "
            "`clickhouses://…`, `mongodb://HOST/DATABASE` or `mongodb+srv://…`. Empty: in the data directory."
        ),
    ] = ""
    queue_url: Annotated[
        str,
        Meta(
            description="Accepted events on their way: `local:///FILE`; `redis://HOST` or `amqp://HOST`, "
            "with workers of their own. Empty: in the data directory."
        ),
    ] = ""
    state_url: Annotated[
        str,
        Meta(description="What processes share: `memory://` for one process, `redis://HOST` for several."),
    ] = "memory://"
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
    mail_url: Annotated[
        MailUrl | None,
        Meta(
            description="Mail: `smtp://USER:PASSWORD@HOST:587?tls=starttls` (or `none`), `smtps://…:465`."
            " Absent: `outbox://`, kept in the database for owners to read."
        ),
    ] = None
    mail_from: Annotated[
        str, Meta(description="Sender of mail: `Insights <insights@example.com>`. Needed for SMTP.")
    ] = ""
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
        str,
        Meta(
            pattern=r"^(/[\w.~/-]+)?$",
            description="A further path for the tracker script; its chunks lie beside it.",
        ),
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
    recordings_days: Annotated[
        int, Meta(ge=0, le=365, description="Days that recordings of sessions are kept; 0 keeps none.")
    ] = 0
    recordings_megabytes: Annotated[
        int, Meta(ge=1, description="What recordings of one project may take up, compressed.")
    ] = 1_000
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
    def database_is_file(self) -> bool:
        return self.database_address.startswith("sqlite:")

    @property
    def events_dir(self) -> Path:
        return self._file(self.events_url, "events")

    @property
    def events_on_clickhouse(self) -> bool:
        return self.events_url.startswith("clickhouse")

    @property
    def events_in_mongodb(self) -> bool:
        return self.events_url.startswith("mongodb")

    @property
    def queue_file(self) -> Path:
        return self._file(self.queue_url, "queue.sqlite")

    @property
    def scaled_out(self) -> bool:
        """The queue is shared: servers only answer, and workers and a scheduler do the rest."""
        return bool(self.queue_url) and not self.queue_url.startswith("local://")

    @property
    def owns_database(self) -> bool:
        """Its own SQLite is migrated at start; one that was named is migrated by `insights migrate` only."""
        return not self.database_url

    @property
    def sends_mail(self) -> bool:
        """Through a mail server; else mails are kept in the database."""
        return self.mail_url is not None and self.mail_url.sends

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
