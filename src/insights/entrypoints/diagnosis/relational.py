"""The database of accounts and projects."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import psycopg

from insights.adapters.sqlalchemy.engines import address
from insights.adapters.sqlalchemy.schema import pending
from insights.entrypoints.diagnosis.findings import (
    CONNECT_SECONDS,
    Finding,
    State,
    Stopwatch,
    out_of_reach,
    unencrypted,
)
from insights.entrypoints.settings import Settings

ABOUT = "Database"
LATE_SECONDS = 60.0
BEHIND = """SELECT (CASE WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
    ELSE coalesce(extract(epoch FROM now() - pg_last_xact_replay_timestamp()), 0) END)::text"""
"""Seconds; 0 where all that came was replayed."""


def database(settings: Settings) -> Iterator[Finding]:
    if settings.database_is_file:
        yield from sqlite(settings)
    else:
        yield from postgresql(settings.database_address)


def replica(settings: Settings) -> Iterator[Finding]:
    if not settings.database_replica_url:
        return
    url, about = settings.database_replica_url, "Replica"
    try:
        with psycopg.connect(_plain(url), connect_timeout=CONNECT_SECONDS) as connection:
            version = _one(connection, "SHOW server_version")
            behind = _one(connection, BEHIND)
            latency = Stopwatch()
            follows = _one(connection, "SELECT pg_is_in_recovery()::text") == "true"
            yield Finding(about, State.WELL, f"PostgreSQL {version}, {latency}")
            if not connection.pgconn.ssl_in_use:
                yield from unencrypted(about, url, "Add sslmode=verify-full to the URL")
    except psycopg.Error as error:
        yield out_of_reach(about, url, error)
        return
    if not follows:
        mend = "Name a server that follows the first one, or leave INSIGHTS_DATABASE_REPLICA_URL out."
        yield Finding(about, State.WARNING, "it follows no other server: what it answers may be old", mend)
    elif float(behind) > LATE_SECONDS:
        mend = "Look at its replication; answers from rollups are as old."
        yield Finding(about, State.WARNING, f"{float(behind):.0f} s behind", mend)


def sqlite(settings: Settings) -> Iterator[Finding]:
    file = settings.database_file
    if not file.exists():
        yield Finding(ABOUT, State.WELL, "made at the first start")
        return
    with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        letters = connection.execute("SELECT count(*) FROM dead_letters").fetchone()[0]
    if verdict != "ok":
        yield Finding(ABOUT, State.BAD, f"damaged: {verdict}", "Restore it from a backup.")
        return
    yield from migrations(settings.database_address)
    if letters:
        yield dead_letters(letters)


def postgresql(url: str) -> Iterator[Finding]:
    try:
        with psycopg.connect(_plain(url), connect_timeout=CONNECT_SECONDS) as connection:
            yield from _postgresql(url, connection)
    except psycopg.Error as error:
        yield out_of_reach(ABOUT, url, error)
        return
    yield from migrations(url)


def _postgresql(url: str, connection: "psycopg.Connection[tuple[str, ...]]") -> Iterator[Finding]:
    version, commit, fsync, letters = (
        _one(connection, statement)
        for statement in (
            "SHOW server_version",
            "SHOW synchronous_commit",
            "SHOW fsync",
            "SELECT to_regclass('dead_letters')::text",
        )
    )
    latency = Stopwatch()
    _one(connection, "SELECT 1")
    yield Finding(ABOUT, State.WELL, f"PostgreSQL {version}, {latency}")
    if fsync == "off" or commit == "off":
        found = f"a loss of power loses commits (fsync {fsync}, synchronous_commit {commit})"
        yield Finding(ABOUT, State.BAD, found, "Set both to on in postgresql.conf.")
    if not connection.pgconn.ssl_in_use:
        yield from unencrypted(ABOUT, url, "Add sslmode=verify-full to the URL")
    if letters and (count := int(_one(connection, "SELECT count(*) FROM dead_letters"))):
        yield dead_letters(count)


def migrations(url: str) -> Iterator[Finding]:
    missing = pending(url)
    if missing:
        yield Finding(ABOUT, State.BAD, f"{len(missing)} migrations missing", "insights migrate")
    else:
        yield Finding(ABOUT, State.WELL, "whole, schema up to date")


def dead_letters(count: int) -> Finding:
    mend = "List and replay them: GET and POST /api/v1/projects/{id}/dead-letters"
    return Finding("Dead letters", State.WARNING, f"{count} events could not be recorded", mend)


def _plain(url: str) -> str:
    return address(url).set(drivername="postgresql").render_as_string(hide_password=False)


def _one(connection: "psycopg.Connection[tuple[str, ...]]", statement: str) -> str:
    row = connection.execute(statement.encode()).fetchone()
    return row[0] if row else ""
