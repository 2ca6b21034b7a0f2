"""Work on large bodies, done beside the event loop, so that other requests are answered meanwhile."""

import asyncio
from collections.abc import Callable
from typing import Final, TypeVar

R = TypeVar("R")

LARGE: Final = 256 * 1_024
"""Bytes from which on a body is worth a thread; below, the change of threads costs more than it saves."""
LARGE_PACKED: Final = 16 * 1_024
"""The same of a compressed one, which may hold a thousand times as much."""


async def aside(work: Callable[[bytes], R], body: bytes, large: int = LARGE) -> R:
    """What `work` makes of the body. Raises what it raises."""
    if len(body) <= large:
        return work(body)
    return await asyncio.to_thread(work, body)
