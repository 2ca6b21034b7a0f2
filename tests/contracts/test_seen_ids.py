"""What `SeenIds` promises, and how it is filled from the log."""

from hypothesis import given
from hypothesis import strategies as st

from insights.adapters.memory.claims import MemoryClaims
from insights.adapters.memory.event_log import MemoryEventLog
from insights.adapters.rbloom.seen_ids import BloomSeenIds
from insights.application.ingestion.repeats import WINDOW_MS, Learned, LearnSeenIds
from insights.application.ports.event_log import EventKey
from insights.application.ports.seen_ids import SeenIds
from tests.builders.recording import NOW, PROJECT, StillClock, accepted
from tests.contracts.registry import contract

WINDOW = 1_000


seen = contract(SeenIds)


def keys(*numbers: int) -> list[EventKey]:
    return [(PROJECT, f"e{number}") for number in numbers]


def test_every_key_is_possible_until_all_is_known(seen: SeenIds) -> None:
    assert seen.possible(keys(2, 1)) == keys(2, 1)
    seen.complete()
    assert seen.possible(keys(2, 1)) == []


def test_what_was_added_is_possible_and_hardly_anything_else(seen: SeenIds) -> None:
    seen.complete()
    for number in range(500):
        seen.add(keys(number), NOW)
    assert seen.possible(keys(*range(500))) == keys(*range(500))
    assert len(seen.possible(keys(*range(1_000, 21_000)))) < 20


def test_the_same_id_in_another_project_is_another_key(seen: SeenIds) -> None:
    seen.complete()
    seen.add([("one", "e1")], NOW)
    assert seen.possible([("two", "e1"), ("one", "e1")]) == [("one", "e1")]


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 30)), max_size=30))
def test_no_key_is_forgotten_within_the_window(added: list[tuple[int, int]]) -> None:
    seen = BloomSeenIds(WINDOW, least_capacity=10)
    seen.complete()
    now = NOW
    when: dict[EventKey, int] = {}
    for number, (later, count) in enumerate(added):
        now += later
        new = keys(*range(1_000 * number, 1_000 * number + count))
        seen.add(new, now)
        when |= dict.fromkeys(new, now)
    recent = [key for key, time in when.items() if time > now - WINDOW]
    assert seen.possible(recent) == recent


def test_memory_is_given_back_when_the_window_has_passed() -> None:
    seen = BloomSeenIds(WINDOW, least_capacity=10)
    seen.complete()
    for number in range(2_000):
        seen.add(keys(number), NOW + number * 100)
    assert len(seen.possible(keys(*range(2_000)))) < 200


async def test_it_learns_every_stored_id_of_the_window_and_none_older() -> None:
    log, clock, seen = MemoryEventLog(), StillClock(), BloomSeenIds(WINDOW_MS)
    ages = [0, 1, WINDOW_MS // 2, WINDOW_MS - 1, WINDOW_MS, WINDOW_MS + 2, 2 * WINDOW_MS]
    await log.append([accepted(str(age), received=NOW - age).event for age in ages])
    await LearnSeenIds(log, seen, Learned(), MemoryClaims(), clock).fill()
    stored = [(PROJECT, str(age)) for age in ages]
    assert seen.possible(stored) == [key for key, age in zip(stored, ages, strict=True) if age <= WINDOW_MS]
