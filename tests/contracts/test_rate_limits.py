"""RateLimits, over every adapter that limits; and the one that does not."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.adapters.memory.rate_limits import MemoryRateLimits, Unlimited
from insights.application.ports.rate_limits import Limit, RateLimits


@dataclass
class Stopwatch:
    now: float = 1_000.0

    def __call__(self) -> float:
        return self.now


ADAPTERS: dict[str, Callable[[Stopwatch], RateLimits]] = {"memory": MemoryRateLimits}
TEN = Limit("ten", per_second=10, burst=10)


@pytest.fixture
def clock() -> Stopwatch:
    return Stopwatch()


@pytest.fixture(params=list(ADAPTERS.values()), ids=list(ADAPTERS))
def limits(request: pytest.FixtureRequest, clock: Stopwatch) -> RateLimits:
    made: RateLimits = request.param(clock)
    return made


async def test_a_burst_is_granted_and_what_goes_beyond_must_wait(limits: RateLimits) -> None:
    assert [await limits.spend(TEN, "a") for _ in range(10)] == [0.0] * 10
    assert await limits.spend(TEN, "a") == pytest.approx(0.1)


async def test_whoever_waits_as_long_as_told_is_granted(limits: RateLimits, clock: Stopwatch) -> None:
    await limits.spend(TEN, "a", 10)
    clock.now += await limits.spend(TEN, "a", 7)
    assert await limits.spend(TEN, "a", 7) == 0.0


async def test_what_is_not_granted_costs_nothing(limits: RateLimits, clock: Stopwatch) -> None:
    await limits.spend(TEN, "a", 10)
    for _ in range(5):
        assert await limits.spend(TEN, "a", 10) == pytest.approx(1.0)
    clock.now += 1
    assert await limits.spend(TEN, "a", 10) == 0.0


async def test_keys_and_limits_do_not_share_a_bucket(limits: RateLimits) -> None:
    await limits.spend(TEN, "a", 10)
    assert await limits.spend(TEN, "b", 10) == 0.0
    assert await limits.spend(Limit("other", per_second=10, burst=10), "a", 10) == 0.0


async def test_a_bucket_holds_no_more_than_the_burst(limits: RateLimits, clock: Stopwatch) -> None:
    await limits.spend(TEN, "a")
    clock.now += 3_600
    assert await limits.spend(TEN, "a", 10) == 0.0
    assert await limits.spend(TEN, "a") > 0


async def test_a_cost_above_the_burst_is_granted_from_a_full_bucket_and_then_owed(
    limits: RateLimits, clock: Stopwatch
) -> None:
    assert await limits.spend(TEN, "a", 25) == 0.0
    assert await limits.spend(TEN, "a") == pytest.approx(1.6)
    clock.now += 1.6
    assert await limits.spend(TEN, "a") == 0.0


@pytest.mark.parametrize("adapter", ADAPTERS.values(), ids=list(ADAPTERS))
@given(steps=st.lists(st.tuples(st.floats(0, 2), st.integers(1, 8)), max_size=60))
async def test_no_stretch_of_time_sees_more_than_rate_and_burst(
    adapter: Callable[[Stopwatch], RateLimits], steps: list[tuple[float, int]]
) -> None:
    clock = Stopwatch()
    limits, granted = adapter(clock), []
    for pause, cost in steps:
        clock.now += pause
        if await limits.spend(TEN, "a", cost) == 0.0:
            granted.append((clock.now, cost))
    for first, (start, _) in enumerate(granted):
        for last in range(first, len(granted)):
            spent = sum(cost for _, cost in granted[first : last + 1])
            assert spent <= TEN.burst + (granted[last][0] - start) * TEN.per_second + 0.001


async def test_memory_forgets_idle_keys_and_keeps_those_that_are_refused(clock: Stopwatch) -> None:
    limits = MemoryRateLimits(clock, generation=10)
    await limits.spend(TEN, "insistent", 10)
    for number in range(500):
        assert await limits.spend(TEN, "insistent", 10) > 0
        await limits.spend(TEN, f"passer-by {number}")
    assert len(limits._young) + len(limits._old) <= 20


async def test_unlimited_grants_everything() -> None:
    assert {await Unlimited().spend(TEN, "a", 1_000_000) for _ in range(100)} == {0.0}
