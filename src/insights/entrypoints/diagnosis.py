"""What `insights doctor` looks at: each check says what it found and how to mend what is wrong."""

import platform
import shutil
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple

from insights.adapters.maxmind.places import MaxMindPlaces, open_places
from insights.adapters.sqlalchemy.schema import pending
from insights.domain.errors import InsightsError
from insights.entrypoints.cli.owner import ask_owner
from insights.entrypoints.data_dir import owner_of
from insights.entrypoints.http.static import STATIC
from insights.entrypoints.secret_key import FILE as KEY_FILE
from insights.entrypoints.settings import Settings

GIGABYTE = 1 << 30
OLD_PLACES_DAYS = 62
LAG_SECONDS = 60


class State(StrEnum):
    WELL = "well"
    WARNING = "warning"
    BAD = "bad"


class Finding(NamedTuple):
    about: str
    state: State
    found: str
    mend: str = ""


Check = Callable[[Settings], Iterator[Finding]]


def examine(settings: Settings) -> Iterator[Finding]:
    """One finding after the other. A check that fails in a way nobody foresaw is a finding too."""
    for check in CHECKS:
        try:
            yield from check(settings)
        except InsightsError as error:
            yield Finding(_title(check), State.BAD, str(error))
        except Exception as error:
            first_line = str(error).partition("\n")[0]
            yield Finding(_title(check), State.BAD, f"{type(error).__name__}: {first_line}", "See the log.")


def _title(check: Check) -> str:
    return check.__name__.replace("_", " ").capitalize()


def python(_settings: Settings) -> Iterator[Finding]:
    yield Finding("Python", State.WELL, platform.python_version())


def disk(settings: Settings) -> Iterator[Finding]:
    free = shutil.disk_usage(settings.data_dir).free
    found = f"{free / GIGABYTE:.1f} GB free in {settings.data_dir}"
    if free < GIGABYTE // 10:
        yield Finding(
            "Disk", State.BAD, found, "Make room: events are refused with 503 when the disk is full."
        )
    elif free < GIGABYTE:
        yield Finding("Disk", State.WARNING, found, "Make room before it is full.")
    else:
        yield Finding("Disk", State.WELL, found)


def secret_key(settings: Settings) -> Iterator[Finding]:
    file = settings.data_dir / KEY_FILE
    if settings.secret_key is not None:
        yield Finding("Secret key", State.WELL, "given by a setting")
    elif not file.exists():
        yield Finding("Secret key", State.WELL, "made at the first start")
    elif (mode := stat.S_IMODE(file.stat().st_mode)) & 0o077:
        yield Finding("Secret key", State.BAD, f"others may read it (mode {mode:o})", f"chmod 600 {file}")
    else:
        yield Finding("Secret key", State.WELL, "kept in the data directory, for the owner only")


def database(settings: Settings) -> Iterator[Finding]:
    file = settings.database_file
    if not file.exists():
        yield Finding("Database", State.WELL, "made at the first start")
        return
    with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        letters = connection.execute("SELECT count(*) FROM dead_letters").fetchone()[0]
    if verdict != "ok":
        yield Finding("Database", State.BAD, f"damaged: {verdict}", "Restore it from a backup.")
        return
    missing = pending(settings.database_address)
    if missing:
        yield Finding("Database", State.BAD, f"{len(missing)} migrations missing", "insights migrate")
    else:
        yield Finding("Database", State.WELL, "whole, schema up to date")
    if letters:
        mend = "List and replay them: GET and POST /api/v1/projects/{id}/dead-letters"
        yield Finding("Dead letters", State.WARNING, f"{letters} events could not be recorded", mend)


def owner(settings: Settings) -> Iterator[Finding]:
    """Through the running server if there is one; else the stores are opened here, which proves them."""
    pid = owner_of(settings.data_dir)
    if pid is not None and not settings.socket_file.exists():
        mend = "Wait if it is starting; else stop that process."
        yield Finding("Owner", State.BAD, f"process {pid} holds the data directory without serving", mend)
        return
    status = ask_owner(settings, "GET", "/status")
    running = f"a server is running, process {status['pid']}, version {status['version']}"
    yield Finding("Owner", State.WELL, running if pid else "no server is running; opened for this check")
    for name, dependency in status["health"]["dependencies"].items():
        state = State.WELL if dependency["state"] == "up" else State.BAD
        yield Finding(name.capitalize(), state, f"{dependency['state']}, {dependency['latency_ms']} ms")
    lag = status["queue_oldest_age_ms"] / 1000
    waiting = f"{status['queue_events']} events wait to be recorded"
    if pid and lag > LAG_SECONDS:
        mend = "The recorder lags: look for errors in the server's log."
        yield Finding("Queue", State.WARNING, f"{waiting}, the oldest for {lag:.0f} s", mend)
    else:
        yield Finding("Queue", State.WELL, waiting)


def places(settings: Settings) -> Iterator[Finding]:
    opened = open_places(settings.places_file)
    if not isinstance(opened, MaxMindPlaces):
        mend = "`make geo`, or set INSIGHTS_GEO_FILE; until then countries and cities stay empty."
        yield Finding("Places", State.WARNING, "no place database", mend)
        return
    for file in opened.databases:
        age = (datetime.now(UTC) - file.built).days
        mend = "A newer one is published every month: `make geo`." if age > OLD_PLACES_DAYS else ""
        yield Finding("Places", State.WARNING if mend else State.WELL, f"{file.kind}, {age} days old", mend)
    opened.close()


def assets(_settings: Settings) -> Iterator[Finding]:
    parts = {"dashboard": "app/index.html", "API page": "docs/index.html", "tracker": "js/insights.js"}
    missing = [name for name, file in parts.items() if not (STATIC / file).exists()]
    if missing:
        yield Finding("Assets", State.BAD, f"not built: {', '.join(missing)}", "make assets")
    else:
        yield Finding("Assets", State.WELL, "dashboard, API page and tracker are built")


CHECKS: tuple[Check, ...] = (
    python,
    disk,
    secret_key,
    database,
    owner,
    places,
    assets,
)
