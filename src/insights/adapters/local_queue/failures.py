"""What SQLite's errors mean for a queue."""

import sqlite3
from pathlib import Path
from typing import Final

from insights.application.ports.event_queue import QueueFull
from insights.domain.errors import Conflict, InsightsError, Unavailable

_NO_ROOM: Final = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR})
_HELD: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})


_MB: Final = 1_048_576


class QueueBroken(InsightsError):
    """The file cannot be read as a queue; nothing of it was changed."""


def failed_opening(path: Path, error: sqlite3.Error) -> InsightsError:
    code = _code(error)
    if code in _HELD:
        return Conflict(f"Another process has the queue {path} open; only one may.")
    if code in _NO_ROOM:
        return Unavailable(f"The queue {path} cannot be opened: {error}. Is the disk full?", 5)
    return QueueBroken(
        f"The queue {path} cannot be opened: {error}. "
        "To go on without what lies in it, move this file and those beside it (-wal, -shm) away."
    )


def check_room(size: int, free: int, disk: int) -> None:
    """Raises QueueFull where `size` bytes, once in the log and once in the file, would leave too little.

    The reserve is 64 MB, on a small disk a quarter of it, but at least 8 MB. SQLite needs room to take up its
    log (4 MB) and to delete what was acknowledged; a queue that had filled its disk could never be emptied.
    """
    if free - 2 * size < min(64 * _MB, max(8 * _MB, disk // 4)):
        raise QueueFull(f"The disk of the queue has no room: {free:,} bytes are free.", 5)


def failed_writing(path: Path, error: sqlite3.Error | OSError) -> Unavailable:
    if _code(error) in _NO_ROOM:
        return QueueFull(f"The disk of the queue has no room: {error}.", 5)
    return Unavailable(f"The queue {path.name} cannot be written: {error}.", 5)


def _code(error: sqlite3.Error | OSError) -> int:
    """The primary result code: extended codes carry it in their low byte."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
