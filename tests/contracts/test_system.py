"""Clock and Ids, over every adapter."""

from uuid import UUID

import pytest

from insights.application.ports.system import Clock, Ids
from tests.contracts.registry import contract

clock = contract(Clock)
ids = contract(Ids)


def test_the_clock_never_goes_backwards(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    before = clock.now_ms()
    monkeypatch.setattr("time.time_ns", lambda: (before - 5_000) * 1_000_000)
    assert clock.now_ms() == before


def test_ids_are_version_7_unique_and_sorted_by_time(ids: Ids) -> None:
    made = [ids.uuid7() for _ in range(1_000)]
    assert len(set(made)) == 1_000
    assert made == sorted(made)
    assert {UUID(one).version for one in made} == {7}


def test_numbers_are_unsigned_64_bit_and_never_zero(ids: Ids) -> None:
    assert all(0 < ids.number() < 2**64 for _ in range(1_000))


def test_a_token_is_url_safe_and_as_long_as_asked(ids: Ids) -> None:
    assert len(ids.token(16)) == 22
    assert ids.token() != ids.token()
