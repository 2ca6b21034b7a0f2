"""A request's body, bounded in size and in time."""

import asyncio
from typing import Final

from litestar.exceptions import HTTPException

from insights.domain.errors import InsightsError, TooLarge
from insights.domain.ingestion import limits
from insights.domain.ingestion.inflate import plain_body
from insights.entrypoints.http.asgi import Receive

READ_SECONDS: Final = 10.0
"""From the headers to the end of the body."""


class Disconnected(InsightsError):
    """The client went away before its body was whole; there is nobody to answer."""


async def read_body(receive: Receive, headers: dict[bytes, bytes], seconds: float = READ_SECONDS) -> bytes:
    """The body without its compression. Raises TooLarge, Invalid, Disconnected, or HTTPException 408."""
    declared = headers.get(b"content-length", b"")
    if declared.isdigit() and int(declared[:20]) > limits.BODY_BYTES:
        raise _too_large()
    try:
        async with asyncio.timeout(seconds):
            body = await _whole(receive)
    except TimeoutError:
        raise HTTPException(f"The body did not come within {seconds:g} seconds.", status_code=408) from None
    return plain_body(body, headers.get(b"content-encoding", b"").decode("latin-1").strip().lower())


async def _whole(receive: Receive) -> bytes:
    """Nearly always one message: then nothing is copied."""
    message = await receive()
    body: bytes = message.get("body", b"")
    while message.get("more_body") or message["type"] != "http.request":
        if message["type"] != "http.request":
            raise Disconnected("The client went away.")
        if len(body) > limits.BODY_BYTES:
            break
        message = await receive()
        body += message.get("body", b"")
    if len(body) > limits.BODY_BYTES:
        raise _too_large()
    return body


def _too_large() -> TooLarge:
    return TooLarge(f"The body must have at most {limits.BODY_BYTES:,} bytes.")
