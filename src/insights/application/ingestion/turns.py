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
SHARE: Final = 0.5
"""Of the others' turn: requests go first, so that they are answered; what was accepted is safe."""


async def in_turns(
    items: Sequence[T], seconds: Callable[[], float] = time.perf_counter
) -> AsyncIterator[Sequence[T]]:
    """The items in slices. Between two of them the others run, if this task has had a turn half as long as
    their last one: where large requests come without a pause it gets a third of the time, and is in nobody's
    way elsewhere. Work in a thread would not be kinder: it would hold the interpreter's lock for longer.
    """
    began, turn = seconds(), SHORTEST
    for start in range(0, len(items), SLICE):
        yield items[start : start + SLICE]
        ended = seconds()
        if ended - began >= turn:
            await asyncio.sleep(0)
            began = seconds()
            turn = min(max(SHARE * (began - ended), SHORTEST), LONGEST)
