"""Sketches, over every adapter."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.application.ports.rollups import Sketches
from tests.contracts.registry import over

ids = st.integers(0, 2**64 - 1)


@pytest.fixture(**over(Sketches), scope="module")
def sketches(request: pytest.FixtureRequest) -> Sketches:
    made: Sketches = request.param.open(request)
    return made


@given(sets=st.lists(st.lists(ids | st.integers(2**64 - 9, 2**64 - 1), max_size=30), max_size=5))
def test_small_sets_are_counted_exactly_however_they_are_divided(
    sketches: Sketches, sets: list[list[int]]
) -> None:
    assert sketches.count([sketches.sketch(each) for each in sets]) == len(set().union(*sets))


def test_nothing_is_counted_of_nothing(sketches: Sketches) -> None:
    assert sketches.count([]) == sketches.count([b"", sketches.sketch([])]) == 0


def test_a_set_of_the_stated_size_is_exact(sketches: Sketches) -> None:
    chance = Random(1)
    for _ in range(5):
        drawn = [chance.getrandbits(64) for _ in range(sketches.exact_up_to)]
        parts = [sketches.sketch(drawn[n::3]) for n in range(3)]
        assert sketches.count(parts) == len(drawn)


def test_large_sets_are_counted_within_the_stated_error_also_when_merged(sketches: Sketches) -> None:
    """Four standard errors: in one of 16,000 drawings it would be farther off; these are always the same."""
    chance = Random(2)
    for size in (5_000, 50_000, 300_000):
        drawn = [chance.getrandbits(64) for _ in range(size)]
        parts = [sketches.sketch(drawn[n * size // 10 : (n + 2) * size // 10]) for n in range(10)]
        assert abs(sketches.count(parts) - size) <= 4 * sketches.standard_error * size


def test_a_sketch_of_any_set_is_small(sketches: Sketches) -> None:
    assert len(sketches.sketch([7])) < 50
    assert len(sketches.sketch(range(100_000))) < 10_000
