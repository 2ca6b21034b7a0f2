"""From chunks of bytes to lines, in bounded memory whatever the file holds."""

from typing import Final

MAX_LINE: Final = 16_384
"""Bytes. Web servers refuse requests that would make longer lines (their header limit is 8 KiB a line)."""


class LineSplitter:
    """Feed it chunks as they come; it gives back the lines that have ended, without their line endings.

    A line longer than MAX_LINE comes back cut to MAX_LINE + 1 bytes, so that it can be told and counted.
    """

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, chunk: bytes) -> list[bytes]:
        *lines, rest = (self._rest + chunk).split(b"\n")
        self._rest = rest[: MAX_LINE + 2]
        return [_bare(line) for line in lines]

    def close(self) -> list[bytes]:
        """The last line, if it did not end with a newline."""
        rest, self._rest = self._rest, b""
        return [_bare(rest)] if rest else []


def _bare(line: bytes) -> bytes:
    return line.removesuffix(b"\r")[: MAX_LINE + 1]
