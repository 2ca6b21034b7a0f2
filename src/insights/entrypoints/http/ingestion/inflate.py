"""Compressed bodies, never much larger in memory than their limit."""

import zlib
from collections.abc import Callable
from functools import partial
from typing import Final

import brotli
import zstandard

from insights.domain.errors import Invalid, TooLarge
from insights.domain.ingestion import limits

_MAGIC: Final = b"\x1f\x8b"
_WINDOW: Final = 8 * 1_048_576
"""What a sender may make zstd hold beside its output: RFC 9659 allows no more in HTTP."""


def is_packed(body: bytes, encoding: str) -> bool:
    return encoding not in {"", "identity"} or body.startswith(_MAGIC)


def plain_body(body: bytes, encoding: str, most: int = limits.DECOMPRESSED_BYTES) -> bytes:
    """The body without its compression: by the encoding's name or, as some senders leave that out, gzip by
    its first bytes. Raises Invalid for another encoding or broken data, TooLarge past `most` bytes."""
    if not is_packed(body, encoding):
        return body
    if encoding in {"", "identity"}:
        encoding = "gzip"
    inflate = _INFLATE.get(encoding)
    if inflate is None:
        named = ", ".join(_INFLATE)
        raise Invalid(f"Content-Encoding must be one of identity, {named}, not {encoding[: limits.SHOWN]!r}.")
    try:
        plain = inflate(body, most)
    except (zlib.error, brotli.error, zstandard.ZstdError) as error:
        raise Invalid(f"The body is not readable {encoding}: {error}.") from None
    if len(plain) > most:
        raise TooLarge(f"The body must have at most {most:,} bytes when decompressed.")
    return plain


def _zlib(wbits: int, body: bytes, most: int) -> bytes:
    """One member only: a body of many small ones would cost far more time than its size says."""
    member = zlib.decompressobj(wbits)
    plain = member.decompress(body, most + 1)
    if len(plain) <= most and (not member.eof or member.unused_data):
        raise zlib.error("it must be one whole member")
    return plain


def _brotli(body: bytes, most: int) -> bytes:
    stream = brotli.Decompressor()
    plain: bytes = stream.process(body, output_buffer_limit=most + 1)
    if len(plain) <= most and not stream.is_finished():
        raise brotli.error("it must be one whole stream")
    return plain


def _zstd(body: bytes, most: int) -> bytes:
    """The first frame. One without its end is found out as JSON without its end."""
    return zstandard.ZstdDecompressor(max_window_size=_WINDOW).stream_reader(body).read(most + 1)


_INFLATE: Final[dict[str, Callable[[bytes, int], bytes]]] = {
    "gzip": partial(_zlib, 16 + zlib.MAX_WBITS),
    "x-gzip": partial(_zlib, 16 + zlib.MAX_WBITS),
    "deflate": partial(_zlib, zlib.MAX_WBITS),
    "br": _brotli,
    "zstd": _zstd,
}
"""Each gives more than `most` bytes, and soon stops, where the body is larger."""
