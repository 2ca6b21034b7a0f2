"""What is told twice is stored once, and counted as a repeat unless it only came back after a crash."""

import pytest

from insights.application.ingestion.repeats import WINDOW_MS
from tests.builders.recording import NOW, Recording, accepted, delivery, stored_ids


@pytest.mark.parametrize("learned", [True, False])
async def test_a_repeat_is_dropped_before_and_after_a_restart_whatever_has_been_learned(
    learned: bool,
) -> None:
    recording = Recording()
    if learned:
        await recording.learn()
    await recording.record([delivery(1, accepted("a"))])
    await recording.record([delivery(2, accepted("a"), accepted("b"))])
    recording.restart()
    if learned:
        await recording.learn()
    await recording.record([delivery(3, accepted("a"), accepted("b"), accepted("c"))])
    assert sorted(stored_ids(recording)) == ["a", "b", "c"]
    assert await recording.drops() == {"duplicate": 3}


async def test_the_same_id_in_another_project_is_another_event() -> None:
    recording = Recording()
    other = "0199d3a0-0000-7000-8000-000000000002"
    await recording.record([delivery(1, accepted("a"), accepted("a", project=other))])
    await recording.record([delivery(2, accepted("a", project=other))])
    assert stored_ids(recording) == ["a", "a"]


async def test_an_id_may_come_again_after_thirty_days() -> None:
    recording = Recording()
    await recording.record([delivery(1, accepted("a"))])
    recording.clock.now += WINDOW_MS
    await recording.record([delivery(2, accepted("a"))])
    assert stored_ids(recording) == ["a"]
    recording.clock.now += 1
    await recording.record([delivery(3, accepted("a"))])
    assert stored_ids(recording) == ["a", "a"]


async def test_a_message_delivered_again_after_a_crash_changes_nothing() -> None:
    recording = Recording()
    message = delivery(1, accepted("a"), accepted("b", user_agent="curl/8.1"))
    await recording.record([message, delivery(2, accepted("c"))])
    recording.restart()
    again = [
        delivery(1, accepted("a"), accepted("b", user_agent="curl/8.1"), redelivered=True),
        delivery(2, accepted("c"), redelivered=True),
    ]
    await recording.record(again)
    assert stored_ids(recording) == ["a", "c"]
    assert await recording.drops() == {"bot": 1}


async def test_a_message_that_the_broker_holds_twice_is_recorded_once() -> None:
    recording = Recording()
    await recording.record([delivery(1, accepted("a")), delivery(1, accepted("a"), redelivered=True)])
    assert stored_ids(recording) == ["a"]
    assert await recording.drops() == {}


async def test_a_repeat_in_a_message_delivered_again_is_counted_whether_or_not_it_was_taken_before() -> None:
    recording = Recording()
    await recording.record([delivery(1, accepted("a"), accepted("b"))])
    recording.restart()
    told_again = delivery(2, accepted("b", received=NOW + 5), accepted("c"), redelivered=True)
    await recording.record([told_again])
    recording.restart()
    await recording.record([told_again])
    assert stored_ids(recording) == ["a", "b", "c"]
    assert await recording.drops() == {"duplicate": 1}
