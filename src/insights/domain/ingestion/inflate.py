"""Compressed bodies, never larger in memory than their limit."""

import zlib
from typing import Final

from insights.domain.errors import Invalid, TooLarge
from insights.domain.ingestion import limits

_MAGIC: Final = b"\x1f\x8b"
_GZIP: Final = 16 + zlib.MAX_WBITS


def plain_body(body: bytes, encoding: str) -> bytes:
    """The body without its compression: gzip by name or, as some senders forget that, by its first bytes.

    Raises Invalid for another encoding or broken gzip, TooLarge past 4 MB.
    """
    if encoding not in {"", "identity", "gzip", "x-gzip"}:
        raise Invalid(f"Content-Encoding must be gzip or identity, not {encoding[: limits.SHOWN]!r}.")
    if encoding not in {"gzip", "x-gzip"} and not body.startswith(_MAGIC):
        return body
    return _gunzip(body)


def _gunzip(body: bytes) -> bytes:
    """One member only: a body of many small ones would cost far more time than its size says."""
    member = zlib.decompressobj(_GZIP)
    try:
        plain = member.decompress(body, limits.DECOMPRESSED_BYTES + 1)
    except zlib.error as error:
        raise Invalid(f"The body is not readable gzip: {error}.") from None
    if len(plain) > limits.DECOMPRESSED_BYTES:
        most = f"{limits.DECOMPRESSED_BYTES:,} bytes"
        raise TooLarge(f"The body must have at most {most} when decompressed.")
    if not member.eof or member.unused_data:
        raise Invalid("The body is not readable gzip: it must be one whole member.")
    return plain
