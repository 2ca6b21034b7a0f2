"""The data directory: made where it is not there, and owned by one process at a time."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from insights.domain.errors import Conflict, Invalid

LOCK = "owner.lock"


def make_data_dir(folder: Path) -> None:
    """Raises Invalid when it cannot be made or written to."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Invalid(f"data_dir: {folder} cannot be made: {error.strerror}") from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise Invalid(f"data_dir: {folder} cannot be written to by this user.")


@contextmanager
def owning(data_dir: Path) -> Iterator[None]:
    """Hold the directory's lock; the kernel lets go of it however the process ends.

    Raises Conflict, naming the process that holds it.
    """
    handle = os.open(data_dir / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            owner = owner_of(data_dir) or "unknown"
            raise Conflict(
                f"{data_dir} is in use by process {owner}: one process at a time may open a data directory. "
                "Stop it, ask it over HTTP, or name another directory (--data-dir)."
            ) from error
        os.ftruncate(handle, 0)
        os.pwrite(handle, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(handle)


def owner_of(data_dir: Path) -> int | None:
    """The process that holds the directory now; None when none does."""
    try:
        handle = os.open(data_dir / LOCK, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return int(os.pread(handle, 20, 0) or b"0") or None
    finally:
        os.close(handle)
    return None
