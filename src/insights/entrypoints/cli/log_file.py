"""A log to read: a file or standard input, compressed or not."""

import gzip
import io
import os
import sys
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from stat import S_ISREG
from typing import Final, cast

from insights.domain.errors import Invalid

CHUNK: Final = 256 * 1024
_GZIP: Final = b"\x1f\x8b"


class LogFile:
    """Read once, from its beginning; what is compressed is told by its first bytes, not by its name."""

    def __init__(self, name: str, file: io.BufferedReader) -> None:
        self._name = name
        self._file = file
        self._compressed = file.peek(2)[:2] == _GZIP
        status = os.fstat(file.fileno())
        self.size = status.st_size if S_ISREG(status.st_mode) else None
        """Bytes on disk; None where that is not known beforehand."""
        self.position = 0
        """Bytes of it read so far."""

    def chunks(self) -> Iterator[bytes]:
        """The log as text. Raises Invalid when the compressed data is damaged, or ends too early."""
        plain = (
            cast("io.BufferedIOBase", gzip.GzipFile(fileobj=self._file)) if self._compressed else self._file
        )
        try:
            while chunk := plain.read(CHUNK):
                self.position = self._file.tell() if self.size is not None else self.position + len(chunk)
                yield chunk
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise Invalid(
                f"file: {self._name} is damaged gzip data: {error}. Nothing was imported."
            ) from error
        except OSError as error:
            raise Invalid(f"file: {self._name} cannot be read: {error.strerror}.") from error


@contextmanager
def open_log(name: str) -> Iterator[LogFile]:
    """`-` is standard input. Raises Invalid when it cannot be opened."""
    with ExitStack() as stack:
        try:
            file = sys.stdin.buffer if name == "-" else stack.enter_context(Path(name).open("rb"))
            log = LogFile(name, cast("io.BufferedReader", file))
        except OSError as error:
            raise Invalid(f"file: {name} cannot be read: {error.strerror}.") from error
        yield log
