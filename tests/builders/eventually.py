"""Waiting for what is bound to become true."""

import asyncio
import time
from collections.abc import Callable

PAUSE_SECONDS = 0.02


def eventually(condition: Callable[[], object], what: str, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(PAUSE_SECONDS)


async def eventually_async(condition: Callable[[], object], what: str, seconds: float = 20) -> None:
    """The same beside an event loop that works on it."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        await asyncio.sleep(PAUSE_SECONDS)
