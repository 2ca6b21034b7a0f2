"""This machine and what is installed on it."""

import platform
import shutil
import stat
from collections.abc import Iterator
from datetime import UTC, datetime

from insights.adapters.maxmind.places import MaxMindPlaces, open_places
from insights.entrypoints.diagnosis.findings import Finding, State
from insights.entrypoints.http.static import STATIC
from insights.entrypoints.secret_key import FILE as KEY_FILE
from insights.entrypoints.settings import Settings

GIGABYTE = 1 << 30
OLD_PLACES_DAYS = 62


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
