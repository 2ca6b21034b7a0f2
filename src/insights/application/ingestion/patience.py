"""Waiting for a store that is away."""

import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from insights.domain.errors import Unavailable

logger = logging.getLogger(__name__)

T = TypeVar("T")

Pause = Callable[[float], Awaitable[None]]
"""Let so many seconds pass: `asyncio.sleep`."""

FIRST_DELAY = 0.1
LONGEST_DELAY = 5.0


async def until_available(what: str, call: Callable[[], Awaitable[T]], pause: Pause) -> T:
    """The call's answer, after as many tries as it takes; every other error is the caller's."""
    attempt = 0
    while True:
        try:
            return await call()
        except Unavailable as error:
            delay = delay_after(attempt)
            logger.warning("%s cannot be done now, trying again in %.1f s: %s", what, delay, error)
            await pause(delay)
            attempt += 1


def delay_after(attempt: int) -> float:
    """Seconds to wait after a failed try; the first is number 0."""
    return float(min(FIRST_DELAY * 2.0 ** min(attempt, 10), LONGEST_DELAY))
