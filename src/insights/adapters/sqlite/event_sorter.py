"""SQLite's own external sort, over a private temporary database."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from typing import TypeVar, final

import msgspec

from insights.application.ports.event_sorter import EventSorter
from insights.domain.errors import Unavailable
from insights.domain.ingestion.event import Accepted

_T = TypeVar("_T")


@final
class SqliteEventSorter(EventSorter):
    """An empty path is a database of SQLite's own: in memory while small, then in a file under TMPDIR that
    is unlinked as soon as it is opened, so that not even a killed process leaves one behind."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("", check_same_thread=False, isolation_level=None)
        self._encode = msgspec.msgpack.Encoder().encode
        self._decode = msgspec.msgpack.Decoder(Accepted).decode
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute("CREATE TABLE events (time INTEGER, id TEXT, body BLOB)")

    async def add(self, events: Sequence[Accepted]) -> None:
        rows = [(item.event.time, item.event.id, self._encode(item)) for item in events]
        await _in_thread(lambda: self._insert(rows))

    async def in_order(self, size: int) -> AsyncIterator[list[Accepted]]:
        cursor = await _in_thread(lambda: self._database.execute("SELECT body FROM events ORDER BY time, id"))
        while rows := await _in_thread(lambda: cursor.fetchmany(size)):
            yield [self._decode(body) for (body,) in rows]

    async def close(self) -> None:
        self._database.close()

    def _insert(self, rows: Sequence[tuple[int, str, bytes]]) -> None:
        self._database.execute("BEGIN")
        self._database.executemany("INSERT INTO events VALUES (?, ?, ?)", rows)
        self._database.execute("COMMIT")


async def _in_thread(work: Callable[[], _T]) -> _T:
    try:
        return await asyncio.to_thread(work)
    except sqlite3.OperationalError as error:
        raise Unavailable(f"no room to sort the import in the temporary folder (TMPDIR): {error}") from error
