"""Waiting for what is bound to become true."""

import asyncio
import time
from collections.abc import Callable

PAUSE_SECONDS = 0.02
PATIENCE = 60.0
"""Seconds: a bound for what never comes, not a measure."""
COMMAND_SECONDS = 300.0
"""The same for a program that runs to its end."""


def eventually(condition: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(PAUSE_SECONDS)


async def eventually_async(condition: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
    """The same beside an event loop that works on it."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        await asyncio.sleep(PAUSE_SECONDS)
