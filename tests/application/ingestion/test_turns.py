"""Turns of long work on the event loop."""

import asyncio

import pytest

from insights.application.ingestion.turns import LONGEST, SHARE, SHORTEST, SLICE, in_turns


class Loop:
    """A clock that other tasks' turns put forward, and that counts them."""

    def __init__(self, theirs: float) -> None:
        self.now, self.theirs, self.turns = 0.0, theirs, 0

    def seconds(self) -> float:
        return self.now

    async def others(self) -> None:
        while True:
            await asyncio.sleep(0)
            self.now += self.theirs
            self.turns += 1

    async def work(self, slices: int, each: float) -> int:
        """How often the others ran meanwhile."""
        others = asyncio.create_task(self.others())
        await asyncio.sleep(0)
        async for _ in in_turns(range(slices * SLICE), self.seconds):
            self.now += each
        others.cancel()
        return self.turns


async def test_every_item_comes_once_and_in_order() -> None:
    parts = [list(part) async for part in in_turns(range(3 * SLICE + 1))]
    assert [item for part in parts for item in part] == list(range(3 * SLICE + 1))
    assert max(map(len, parts)) == SLICE


@pytest.mark.parametrize(
    ("theirs", "turn"),
    [(0.0, SHORTEST), (SHORTEST, SHORTEST), (10 * SHORTEST, 10 * SHARE * SHORTEST), (10 * LONGEST, LONGEST)],
)
async def test_a_turn_lasts_half_as_long_as_the_last_one_of_the_others_within_bounds(
    theirs: float, turn: float
) -> None:
    slices = round(20 * turn / SHORTEST)
    turns = await Loop(theirs).work(slices, each=SHORTEST)
    assert turns == pytest.approx(20, abs=2)
