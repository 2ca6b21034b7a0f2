"""Long work on the event loop, cut so that other tasks get their turns."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Final, TypeVar

T = TypeVar("T")

SLICE: Final = 200
"""Items between two looks at the clock."""
SHORTEST: Final = 0.001
"""Seconds that a turn lasts where nobody else has much to do."""
LONGEST: Final = 0.05


async def in_turns(
    items: Sequence[T], seconds: Callable[[], float] = time.perf_counter
) -> AsyncIterator[Sequence[T]]:
    """The items in slices. Between two of them the others run, if this task has had a turn as long as their
    last one: where large requests come without a pause it gets half of the time, and is in nobody's way
    elsewhere. Work in a thread would not be kinder: it would hold the lock of the interpreter for longer.
    """
    began, turn = seconds(), SHORTEST
    for start in range(0, len(items), SLICE):
        yield items[start : start + SLICE]
        ended = seconds()
        if ended - began >= turn:
            await asyncio.sleep(0)
            began = seconds()
            turn = min(max(began - ended, SHORTEST), LONGEST)
