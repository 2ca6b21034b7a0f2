from collections.abc import Iterator
from typing import Any, Final

import pymongo
from pymongo.errors import PyMongoError

from insights.adapters.mongodb.collection import DATABASE, INDEXES, NAME
from insights.entrypoints.diagnosis.findings import (
    CONNECT_SECONDS,
    Finding,
    State,
    Stopwatch,
    out_of_reach,
    unencrypted,
)

OLDEST: Final = 5
"""Keys of properties may hold dots and dollars from then on."""


def mongodb(about: str, url: str) -> Iterator[Finding]:
    limits: dict[str, Any] = {"serverSelectionTimeoutMS": CONNECT_SECONDS * 1000, "timeoutMS": 10_000}
    try:
        with pymongo.MongoClient[dict[str, Any]](url, **limits) as client:
            yield from _examine(about, url, client)
    except (PyMongoError, ValueError) as error:
        yield out_of_reach(about, url, error)


def _examine(about: str, url: str, client: "pymongo.MongoClient[dict[str, Any]]") -> Iterator[Finding]:
    version = client.server_info()["version"]
    latency = Stopwatch()
    hello = client.admin.command("hello")
    members = f"replica set {hello['setName']}" if "setName" in hello else "a single node"
    yield Finding(about, State.WELL, f"MongoDB {version}, {members}, {latency}")
    if int(version.partition(".")[0]) < OLDEST:
        yield Finding(about, State.BAD, f"{version} is too old", f"Upgrade it to {OLDEST}.0 or newer.")
    indexes = client.get_default_database(DATABASE)[NAME].index_information()
    if missing := INDEXES.keys() - indexes.keys():
        found = f"indexes not made yet: {', '.join(sorted(missing))}"
        yield Finding(about, State.WARNING, found, "`insights serve` makes them at its start.")
    if not (client.options.pool_options._ssl_context or "mongodb+srv" in url):
        yield from unencrypted(about, url, "Add tls=true to the URL")
