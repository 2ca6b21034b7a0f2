"""A request's body, bounded in size and in time."""

from typing import Final, NamedTuple

from litestar.exceptions import HTTPException

from insights.domain.errors import InsightsError, TooLarge
from insights.domain.ingestion import limits
from insights.entrypoints.http.asgi import Receive
from insights.entrypoints.http.ingestion.aside import LARGE_PACKED, aside
from insights.entrypoints.http.ingestion.inflate import is_packed, plain_body
from insights.entrypoints.http.ingestion.patience import Patience

READ_SECONDS: Final = 10.0
"""From the headers to the end of the body."""
DISCARDED_BYTES: Final = 16 * 1_048_576
"""A body up to this size is let in to its end before it is refused: many clients only listen once they have
sent everything, and take an earlier answer for a broken connection. It is counted and thrown away."""


class BodyLimits(NamedTuple):
    """How many bytes a body may have."""

    sent: int = limits.BODY_BYTES
    """As it comes over the wire, compressed or not."""
    plain: int = limits.DECOMPRESSED_BYTES


OURS: Final = BodyLimits()


class Disconnected(InsightsError):
    """The client went away before its body was whole; there is nobody to answer."""


async def read_body(
    receive: Receive, headers: dict[bytes, bytes], patience: Patience, most: BodyLimits = OURS
) -> bytes:
    """The body without its compression. Raises TooLarge, Invalid, Disconnected, or HTTPException 408."""
    declared = headers.get(b"content-length", b"")
    size = int(declared[:20]) if declared.isdigit() else 0
    if size > max(DISCARDED_BYTES, most.sent) or (size > most.sent and b"expect" in headers):
        raise _too_large(most.sent)
    try:
        with patience:
            body = await _whole(receive, most.sent)
    except TimeoutError:
        detail = f"The body did not come within {patience.seconds:g} seconds."
        raise HTTPException(detail, status_code=408) from None
    encoding = headers.get(b"content-encoding", b"").decode("latin-1").strip().lower()
    if not is_packed(body, encoding):
        return body
    return await aside(lambda packed: plain_body(packed, encoding, most.plain), body, LARGE_PACKED)


async def _whole(receive: Receive, most: int) -> bytes:
    """Nearly always one message: then nothing is copied."""
    message = await receive()
    if message["type"] == "http.request" and not message.get("more_body"):
        return _within_limit(message.get("body", b""), most)
    body, size = bytearray(), 0
    while message["type"] == "http.request":
        size += len(message.get("body", b""))
        if size <= most:
            body += message.get("body", b"")
        if size > max(DISCARDED_BYTES, most) or not message.get("more_body"):
            return _within_limit(bytes(body), most, size)
        message = await receive()
    raise Disconnected("The client went away.")


def _within_limit(body: bytes, most: int, size: int = 0) -> bytes:
    if max(size, len(body)) > most:
        raise _too_large(most)
    return body


def _too_large(most: int) -> TooLarge:
    return TooLarge(f"The body must have at most {most:,} bytes.")
