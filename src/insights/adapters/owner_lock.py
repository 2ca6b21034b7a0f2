"""One process per data directory: the file that says which."""

import fcntl
import os
from pathlib import Path
from typing import IO, Final

from insights.domain.errors import Conflict


class OwnerLock:
    """Held from construction until `release` or the end of the process, however it ends: the kernel lets go.

    Raises Conflict, naming the process that holds it.
    """

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._path: Final = directory / "owner.lock"
        self._file: Final = self._path.open("a+")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            owner = read_owner(self._file)
            self._file.close()
            raise Conflict(
                f"The data directory {directory} is in use by process {owner}: stop it, or ask it over HTTP "
                "or by a command. One process owns a data directory."
            ) from None
        self._file.truncate(0)
        self._file.write(str(os.getpid()))
        self._file.flush()

    def release(self) -> None:
        """The file stays: removing it could take the lock from a process that has just opened it."""
        self._file.close()


def read_owner(file: IO[str]) -> str:
    file.seek(0)
    return file.read().strip() or "unknown"
