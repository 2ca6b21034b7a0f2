"""RollupMarks, over every relational store and in memory."""

import asyncio

import pytest

from insights.application.ports.rollups import RollupMarks
from insights.domain.analytics.query import Period
from tests.builders.rollups import HOUR, touch
from tests.contracts.registry import Capability, contract, elsewhere, needs

ALWAYS = Period(0, 2**52)

marks = contract(RollupMarks)
marks_elsewhere = elsewhere("marks")


async def test_marks_stand_until_they_are_released(marks: RollupMarks) -> None:
    await touch(marks, ("p", HOUR), ("p", 2 * HOUR), ("p", HOUR), ("q", HOUR))
    await touch(marks)
    assert sorted(await marks.claim("first")) == [("p", HOUR), ("p", 2 * HOUR), ("q", HOUR)]
    assert list(await marks.of_project("p", ALWAYS)) == [HOUR, 2 * HOUR]
    await marks.release("first", "p")
    assert list(await marks.of_project("p", ALWAYS)) == []
    assert list(await marks.of_project("q", ALWAYS)) == [HOUR]


async def test_what_is_touched_after_a_claim_is_not_released_with_it(marks: RollupMarks) -> None:
    await touch(marks, ("p", HOUR), ("p", 2 * HOUR))
    await marks.claim("first")
    await touch(marks, ("p", HOUR), ("p", 3 * HOUR))
    await marks.release("first", "p")
    assert list(await marks.of_project("p", ALWAYS)) == [HOUR, 3 * HOUR]


async def test_a_claim_that_was_broken_off_is_taken_over(marks: RollupMarks) -> None:
    await touch(marks, ("p", HOUR))
    await marks.claim("broken off")
    assert list(await marks.claim("second")) == [("p", HOUR)]
    await marks.release("broken off", "p")
    assert list(await marks.of_project("p", ALWAYS)) == [HOUR]
    await marks.release("second", "p")
    assert list(await marks.of_project("p", ALWAYS)) == []


async def test_marks_of_a_period_are_those_that_share_time_with_it(marks: RollupMarks) -> None:
    await touch(marks, *(("p", n * HOUR) for n in range(5)))
    assert list(await marks.of_project("p", Period(HOUR, 3 * HOUR))) == [HOUR, 2 * HOUR]
    assert list(await marks.of_project("p", Period(HOUR + 1, 3 * HOUR + 1))) == [HOUR, 2 * HOUR, 3 * HOUR]


async def test_no_claim_is_made_while_somebody_appends(marks: RollupMarks) -> None:
    """Else it might be released although what it stands for was not seen."""
    done: list[str] = []

    async def claim() -> None:
        await marks.claim("c")
        done.append("claimed")

    async with marks.touching([("p", HOUR)]):
        claiming = asyncio.create_task(claim())
        for _ in range(100):
            await asyncio.sleep(0)
        assert list(await marks.of_project("p", ALWAYS)) == [HOUR]
        done.append("appended")
    await claiming
    assert done == ["appended", "claimed"]


@needs(Capability.MANY_PROCESSES)
async def test_no_claim_is_made_while_another_process_appends(
    marks: RollupMarks, marks_elsewhere: RollupMarks
) -> None:
    async with marks.touching([("p", HOUR)]):
        claiming = asyncio.create_task(marks_elsewhere.claim("c"))
        # Whoever does not wait is done long before; for who does, this is no deadline.
        await asyncio.wait({claiming}, timeout=1)
        waited = not claiming.done()
    assert await claiming == [("p", HOUR)]
    assert waited


async def test_an_append_that_fails_leaves_its_marks(marks: RollupMarks) -> None:
    with pytest.raises(ZeroDivisionError):
        async with marks.touching([("p", HOUR)]):
            raise ZeroDivisionError
    assert list(await marks.claim("c")) == [("p", HOUR)]
