"""The queue's file: messages in SQLite. Everything here blocks and is called by one thread at a time."""

import logging
import os
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Final, Literal, NamedTuple

import msgspec

from insights.adapters.local_queue.failures import QueueBroken, check_room, failed_opening, failed_writing
from insights.application.ports.event_queue import Batch, QueueDepth, QueueFull
from insights.domain.ingestion.delivery_id import delivery_id

log = logging.getLogger(__name__)

Durability = Literal["disk", "process"]
"""What a written batch survives: the loss of power, or only the death of the process."""

_VERSION: Final = 1
_TABLES: Final = f"""
BEGIN;
CREATE TABLE messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,  -- given once only, also when the newest is gone
    written INTEGER NOT NULL,  -- milliseconds since the epoch
    events INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    body BLOB NOT NULL  -- a Batch in MessagePack; the last column, so that counting does not read it
);
PRAGMA user_version = {_VERSION};
COMMIT;
"""
_COUNTS: Final = "SELECT count(*), coalesce(sum(events), 0), coalesce(sum(bytes), 0) FROM messages"
_NEWEST: Final = "SELECT seq FROM sqlite_sequence WHERE name = 'messages'"
_OLDEST: Final = "SELECT id, written, events, bytes FROM messages ORDER BY id LIMIT 1"
_SPARE_PAGES: Final = 16_384
"""Free pages (64 MB) that the file keeps for the next rush; more goes back to the file system."""
_SHRINK_PAGES: Final = 2_048
"""At most so many at a time (8 MB), as writing waits for it."""
_READ_MESSAGES: Final = 1_000
"""At most so many at a time, as messages may hold drops alone."""


class Message(NamedTuple):
    """A message as the file tells of it, without its body."""

    id: int
    written: int
    events: int
    bytes: int


class Reading(NamedTuple):
    found: list[tuple[Message, Batch]]
    lost: list[Message]
    """What cannot be decoded: it stays in the file, is not counted, and is found again after reopening."""
    rest: Message | None
    """The message that comes next, if any."""


class QueueFile:
    """Raises QueueBroken for a file that is no queue or damaged, Conflict where another process holds it."""

    def __init__(self, path: Path, durability: Durability = "disk") -> None:
        self._path = path
        self._synchronous = "FULL" if durability == "disk" else "NORMAL"
        self._encode = msgspec.msgpack.Encoder().encode
        self._decode = msgspec.msgpack.Decoder(Batch).decode
        try:
            self._database = self._open()
            newest = self._database.execute(_NEWEST).fetchone()
        except sqlite3.Error as error:
            raise failed_opening(path, error) from error
        self._newest: int = newest[0] if newest else 0

    def _open(self) -> sqlite3.Connection:
        """Exclusive: no other process may have the file open, and the log needs no shared memory."""
        database = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False, timeout=0)
        try:
            database.execute("PRAGMA locking_mode = EXCLUSIVE")
            database.execute("PRAGMA auto_vacuum = INCREMENTAL")  # before the first table, or never
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA journal_size_limit = 67108864")
            database.execute(f"PRAGMA synchronous = {self._synchronous}")
            (version,) = database.execute("PRAGMA user_version").fetchone()
            if version == 0:
                database.executescript(_TABLES)
            elif version != _VERSION:
                raise QueueBroken(f"{self._path} is a queue of version {version}, not {_VERSION}.")
            database.execute("BEGIN EXCLUSIVE").execute("COMMIT")  # takes the lock before the first write
        except BaseException:
            database.close()
            raise
        return database

    def contents(self) -> tuple[QueueDepth, Message | None, int]:
        """What the file holds, its age left out, its oldest message, and the highest id ever given."""
        try:
            held = QueueDepth(*self._database.execute(_COUNTS).fetchone())
            oldest = self._database.execute(_OLDEST).fetchone()
        except sqlite3.Error as error:
            raise failed_opening(self._path, error) from error
        return held, Message(*oldest) if oldest else None, self._newest

    def write(self, batch: Batch, now_ms: int) -> Message:
        """One message, durable on return. Raises QueueFull when the disk has no room, else Unavailable."""
        body = self._encode(batch)
        insert = "INSERT INTO messages (id, written, events, bytes, body) VALUES (?, ?, ?, ?, ?)"
        message = Message(delivery_id(now_ms, self._newest), now_ms, len(batch.events), len(body))
        try:
            self._check_room(len(body))
            self._database.execute(insert, (*message, body))
        except (sqlite3.Error, OSError) as error:
            raise failed_writing(self._path, error) from error
        self._newest = message.id
        return message

    def _check_room(self, size: int) -> None:
        """What acknowledged messages left behind in the file is room too, asked for only when it counts."""
        disk = os.statvfs(self._path.parent)
        free, whole = disk.f_bavail * disk.f_frsize, disk.f_blocks * disk.f_frsize
        try:
            check_room(size, free, whole)
        except QueueFull:
            (pages,) = self._database.execute("PRAGMA freelist_count").fetchone()
            (page,) = self._database.execute("PRAGMA page_size").fetchone()
            check_room(size, free + pages * page, whole)

    def read(self, first: int, max_events: int) -> Reading:
        """Messages from the id `first` on, in order, at least one if there are any. Raises Unavailable."""
        query = "SELECT id, written, events, bytes, body FROM messages WHERE id >= ? ORDER BY id"
        reading = Reading([], [], None)
        events = 0
        try:
            for *header, body in self._database.execute(query, (first,)):
                message = Message(*header)
                enough = events + message.events > max_events or len(reading.found) >= _READ_MESSAGES
                if enough and reading.found:
                    return reading._replace(rest=message)
                events += message.events
                self._sort(reading, message, body)
            return reading
        except sqlite3.Error as error:
            raise failed_writing(self._path, error) from error

    def _sort(self, reading: Reading, message: Message, body: bytes) -> None:
        try:
            reading.found.append((message, self._decode(body)))
        except msgspec.DecodeError:
            log.error("message %d of %s cannot be read; it is left where it is", message.id, self._path)
            reading.lost.append(message)

    def delete(self, ids: Iterable[int]) -> None:
        """Not durable until the next write: a message that comes back was acknowledged, and does no harm."""
        database = self._database
        try:
            database.execute("PRAGMA synchronous = NORMAL")
            database.execute("BEGIN")
            try:
                database.executemany("DELETE FROM messages WHERE id = ?", ((id_,) for id_ in ids))
                database.execute("COMMIT")
                self._shrink()
            except sqlite3.Error:
                if database.in_transaction:
                    database.execute("ROLLBACK")
                raise
            finally:
                database.execute(f"PRAGMA synchronous = {self._synchronous}")
        except sqlite3.Error as error:
            raise failed_writing(self._path, error) from error

    def _shrink(self) -> None:
        """Give back what a rush left behind, a little at a time."""
        (free,) = self._database.execute("PRAGMA freelist_count").fetchone()
        if free > _SPARE_PAGES:
            pages = min(free - _SPARE_PAGES, _SHRINK_PAGES)
            # As a script: this statement frees one page a step, and `execute` takes a single step.
            self._database.executescript(f"PRAGMA incremental_vacuum({pages})")

    def close(self) -> None:
        self._database.close()
