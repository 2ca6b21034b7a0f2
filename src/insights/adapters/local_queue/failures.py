"""What SQLite's errors mean for a queue."""

import sqlite3
from pathlib import Path
from typing import Final

from insights.application.ports.event_queue import QueueFull
from insights.domain.errors import Conflict, InsightsError, Unavailable

_NO_ROOM: Final = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR})
_HELD: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})


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


def failed_writing(path: Path, error: sqlite3.Error) -> Unavailable:
    if _code(error) in _NO_ROOM:
        return QueueFull(f"The disk of the queue has no room: {error}.", 5)
    return Unavailable(f"The queue {path.name} cannot be written: {error}.", 5)


def _code(error: sqlite3.Error) -> int:
    """The primary result code: extended codes carry it in their low byte."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
