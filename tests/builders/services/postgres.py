"""A private PostgreSQL, and fresh databases on any."""

import shutil
import signal
import subprocess
from collections.abc import Callable
from functools import cache
from uuid import uuid4

import psycopg
from sqlalchemy.engine import make_url

from tests.builders.services.process import PrivateService
from tests.builders.services.programs import program, unprivileged

INIT_SECONDS = 120


class Postgres(PrivateService):
    """Trusts whoever connects from this machine. Its commits wait for the disk, as they do in earnest."""

    name = "postgres"
    stop_signal = signal.SIGINT
    """Which does not wait for clients to leave."""

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://insights@127.0.0.1:{self.port}/postgres"

    def prepare(self) -> None:
        self.credentials = unprivileged()
        if self.credentials:
            shutil.chown(self.folder, self.credentials["user"], self.credentials["group"])
        subprocess.run(
            self.making(), check=True, timeout=INIT_SECONDS, stdout=subprocess.DEVNULL,
            cwd=self.folder, **self.credentials,
        )  # fmt: skip

    def making(self) -> list[str]:
        """The command that makes its data."""
        initdb = [program("initdb", "postgresql"), "-D", str(self.folder / "data")]
        options = ["-U", "insights", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        # Names are in a language's order, as in most installations: not in that of their characters.
        return [*initdb, *options, "--locale-provider=icu", "--icu-locale=en"]

    def command(self) -> list[str]:
        settings = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "fsync": "on",
            "max_connections": "200",
            "shared_buffers": "32MB",
        }
        start = [program("postgres", "postgresql"), "-D", str(self.folder / "data"), "-p", str(self.port)]
        return start + [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]

    def answers(self) -> bool:
        try:
            with psycopg.connect(plain(self.url), connect_timeout=5) as connection:
                return connection.execute("SELECT 1").fetchone() == (1,)
        except psycopg.OperationalError:
            return False


class Standby(Postgres):
    """Follows another one, and only reads."""

    name = "standby"

    def __init__(self, primary: Postgres) -> None:
        self.primary = primary
        super().__init__()

    def making(self) -> list[str]:
        backup = [program("pg_basebackup", "postgresql"), "-D", str(self.folder / "data")]
        return [
            *backup,
            "-d",
            plain(self.primary.url),
            "--write-recovery-conf",
            "--checkpoint=fast",
            "--no-sync",
        ]


def plain(url: str) -> str:
    """The URL as psycopg itself reads it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def fresh_database(server_url: str, prepare: Callable[[str], None] | None = None) -> str:
    """The URL of a new database. What `prepare` makes of a database is made once and then copied."""
    template = _template(server_url, prepare) if prepare else "template0"
    return _create(server_url, template)


def drop_database(url: str) -> None:
    """Also while somebody is connected to it."""
    name = make_url(url).database
    with _admin(url) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())


@cache
def _template(server_url: str, prepare: Callable[[str], None]) -> str:
    url = _create(server_url, "template0")
    prepare(url)
    return str(make_url(url).database)


def _create(server_url: str, template: str) -> str:
    name = f"insights_{uuid4().hex}"
    with _admin(server_url) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode())
    return _url_of(server_url, name)


def _url_of(server_url: str, database: str) -> str:
    return make_url(server_url).set(database=database).render_as_string(hide_password=False)


def _admin(url: str) -> "psycopg.Connection[tuple[object, ...]]":
    """To the server's own database: a database cannot be dropped or copied from within."""
    return psycopg.connect(plain(_url_of(url, "postgres")), autocommit=True)
