"""Compression: told by its name or its first bytes, read whole or not at all."""

import gzip
import zlib
from collections.abc import Callable

import brotli
import pytest
import zstandard

from insights.adapters.local_queue.queue import LocalQueue
from insights.domain.errors import Invalid, TooLarge
from insights.domain.ingestion import limits
from insights.entrypoints.http.ingestion.inflate import plain_body
from tests.builders.accepting import body
from tests.builders.collecting import Collecting

Compress = Callable[[bytes], bytes]
ENCODINGS: dict[str, Compress] = {
    "br": brotli.compress,
    "deflate": zlib.compress,
    "gzip": gzip.compress,
    "zstd": zstandard.compress,
}


@pytest.mark.parametrize("encoding", ENCODINGS)
async def test_events_may_come_compressed(queue: LocalQueue, encoding: str) -> None:
    packed = ENCODINGS[encoding](body({"name": "signup"}))
    async with Collecting(queue).client() as client:
        answer = await client.post(
            "/api/v1/events", content=packed, headers={"content-encoding": encoding.upper()}
        )
    assert (answer.status_code, answer.json()["accepted"]) == (202, 1)


def test_gzip_is_told_by_its_first_bytes_where_nobody_says_so() -> None:
    packed = gzip.compress(b"hello")
    assert plain_body(packed, "gzip") == plain_body(packed, "") == plain_body(packed, "identity") == b"hello"
    assert plain_body(b"hello", "identity") == b"hello"


@pytest.mark.parametrize(
    ("sent", "encoding"),
    [
        (b"hello", "br"),
        (b"hello", "deflate"),
        (b"hello", "gzip"),
        (b"hello", "zstd"),
        (b"hello", "compress"),
        (brotli.compress(b"hello")[:-1], "br"),
        (brotli.compress(b"hello") * 2, "br"),
        (zlib.compress(b"hello")[:-4], "deflate"),
        (gzip.compress(b"hello", mtime=0)[:-4], "gzip"),
        (gzip.compress(b"hello", mtime=0) * 2, "gzip"),
        (b"\x1f\x8b", ""),
    ],
)
def test_other_and_broken_encodings_are_refused(sent: bytes, encoding: str) -> None:
    with pytest.raises(Invalid):
        plain_body(sent, encoding)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_bomb_is_refused_at_its_limit(encoding: str) -> None:
    compress, most = ENCODINGS[encoding], b"\0" * limits.DECOMPRESSED_BYTES
    assert plain_body(compress(most), encoding) == most
    with pytest.raises(TooLarge, match="4,194,304"):
        plain_body(compress(most + b"\0"), encoding)
    with pytest.raises(TooLarge):
        plain_body(compress(b"\0" * 100_000_000), encoding)


def test_a_zstd_frame_that_wants_a_huge_window_is_refused() -> None:
    huge = zstandard.ZstdCompressionParameters(window_log=27, write_content_size=False)
    stream = zstandard.ZstdCompressor(compression_params=huge).compressobj()
    with pytest.raises(Invalid):
        plain_body(stream.compress(b"hello") + stream.flush(), "zstd")
