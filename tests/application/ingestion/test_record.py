"""Recording: what is stored, what is dropped, what is kept aside, and what survives which failure."""

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.adapters.local_queue.queue import LocalQueue
from insights.adapters.memory.event_log import MemoryEventLog
from insights.application.ingestion.dead_letters import ReplayDeadLetters
from insights.application.ingestion.run_recorder import RunRecorder
from insights.application.ingestion.steps import Step
from insights.application.ports.event_log import EventKey
from insights.application.ports.event_queue import Batch, EventQueue
from insights.domain.errors import Unavailable
from insights.domain.ingestion.drops import Drop, DropReason
from insights.domain.ingestion.event import Accepted, Event
from tests.builders.recording import (
    MINUTE,
    NOW,
    PROJECT,
    Recording,
    StillClock,
    accepted,
    delivery,
    stored_ids,
    until,
)


class AwayLog(MemoryEventLog):
    """Cannot be reached for so many appends, having stored the first event of each all the same."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.times = times

    async def append(self, events: Sequence[Event]) -> None:
        if self.times:
            self.times -= 1
            await super().append(events[:1])
            raise Unavailable("The store is away.")
        await super().append(events)


class PickyLog(MemoryEventLog):
    """Stores a batch whole or not at all, and none with an event of a title it cannot bear."""

    async def append(self, events: Sequence[Event]) -> None:
        if any(event.title == "unbearable" for event in events):
            raise OverflowError("a title too much")
        await super().append(events)


@pytest.fixture
async def queue(tmp_path: Path) -> AsyncIterator[EventQueue]:
    opened = await LocalQueue.open(tmp_path / "queue.sqlite", StillClock(), "process")
    yield opened
    await opened.close()


async def test_an_event_is_stored_with_what_was_found_out_about_it() -> None:
    recording = Recording()
    landing = accepted(
        referrer="https://www.google.de/search?q=secret",
        query="utm_source=Newsletter&utm_medium=email&utm_campaign=May&utm_content=a&utm_term=b",
    )
    await recording.record([delivery(1, landing)])
    assert isinstance(recording.log, MemoryEventLog)
    (event,) = recording.log.events
    assert (event.source, event.channel) == ("Newsletter", "Email")
    assert event.referrer == "https://www.google.de/search"
    assert (event.utm_source, event.utm_medium, event.utm_campaign) == ("Newsletter", "email", "May")
    assert (event.utm_content, event.utm_term) == ("a", "b")
    assert (event.browser, event.browser_version, event.os, event.device) == (
        "Chrome",
        "142",
        "Windows",
        "Desktop",
    )
    assert event.session_id != 0


async def test_bots_spam_and_repeats_are_counted_and_not_stored() -> None:
    recording = Recording()
    await recording.record(
        [
            delivery(
                1,
                accepted("a"),
                accepted("a"),
                accepted("b", user_agent="Googlebot/2.1 (+http://www.google.com/bot.html)"),
                accepted("c", referrer="https://www.semalt.com/x"),
                accepted("d", user_agent=""),
                drops=[Drop(PROJECT, DropReason.PRIVACY_SIGNAL, NOW, 3)],
            )
        ]
    )
    assert stored_ids(recording) == ["a", "d"]
    assert await recording.drops() == {"bot": 1, "referrer_spam": 1, "duplicate": 1, "privacy_signal": 3}


async def test_a_referrer_on_the_same_site_is_no_source() -> None:
    recording = Recording()
    await recording.record([delivery(1, accepted(referrer="https://www.example.com/about"))])
    assert isinstance(recording.log, MemoryEventLog)
    (event,) = recording.log.events
    assert (event.referrer, event.source, event.channel) == ("", "", "Direct")


async def test_events_that_a_message_has_stored_before_have_their_visits_hours_marked_again() -> None:
    """Their first recorder may have died, and its marks been worked off, before the store took them."""
    recording = Recording()
    await recording.record([delivery(1, accepted("b", minute=70))])
    late = {"minute": 45, "visitor": 2, "previous": 1}
    await recording.record([delivery(2, accepted("a", **late))])
    await recording.record([delivery(3, accepted("c", minute=95))])
    await recording.marks.claim("worked off")
    await recording.marks.release("worked off", PROJECT)
    recording.restart()
    await recording.record([delivery(2, accepted("a", **late), redelivered=True)])
    assert stored_ids(recording) == ["b", "a", "c"]
    assert sorted(await recording.marks.claim("next")) == [(PROJECT, NOW), (PROJECT, NOW + 60 * MINUTE)]


async def test_a_step_that_fails_for_one_event_sets_that_event_aside() -> None:
    def refuse_b(one: Accepted) -> DropReason | None:
        if one.event.id == "b":
            raise ValueError("cannot make sense of it")
        return None

    recording = Recording(steps=(Step("make_sense", refuse_b),))
    recorded = await recording.record([delivery(7, accepted("a"), accepted("b"), accepted("c"))])
    assert stored_ids(recording) == ["a", "c"]
    assert (recorded.stored, recorded.dropped, recorded.dead) == (2, 0, 1)
    ((letter,), total) = await recording.letters.list(PROJECT, 10, 0)
    assert total == 1
    assert letter.event.event.id == "b"
    assert letter.reason == "make_sense: ValueError: cannot make sense of it"
    assert letter.failed_at == NOW


async def test_an_event_that_the_log_cannot_bear_holds_up_no_other() -> None:
    recording = Recording(log=PickyLog())
    events = [accepted(f"{n:02}", title="unbearable" if n in (3, 11) else "fine") for n in range(20)]
    recorded = await recording.record([delivery(1, *events)])
    assert len(stored_ids(recording)) == len(set(stored_ids(recording))) == 18
    letters, _ = await recording.letters.list(PROJECT, 10, 0)
    assert {letter.event.event.id for letter in letters} == {"03", "11"}
    assert recorded.dead == 2


async def test_letters_that_are_replayed_are_recorded_or_come_back(queue: EventQueue) -> None:
    log = PickyLog()
    recording = Recording(log=log)
    await recording.record(
        [delivery(1_000_000, accepted("a", title="unbearable"), accepted("b", title="unbearable"))]
    )
    first, _ = await recording.letters.list(PROJECT, 10, 0)
    first[0].event.event.title = "mended"
    replay = ReplayDeadLetters(recording.letters, queue)
    assert await replay(PROJECT) == 2
    assert (await recording.letters.list(PROJECT, 10, 0))[1] == 0
    await recording.record(await queue.take(10))
    again, total = await recording.letters.list(PROJECT, 10, 0)
    assert total == 1
    assert again[0].id not in {letter.id for letter in first}
    assert [event.title for event in log.events] == ["mended"]


async def test_replaying_takes_no_letters_of_another_project(queue: EventQueue) -> None:
    recording = Recording(log=PickyLog())
    await recording.record([delivery(1, accepted("a", title="unbearable"))])
    (letter,), _ = await recording.letters.list(PROJECT, 10, 0)
    replay = ReplayDeadLetters(recording.letters, queue)
    assert await replay("another project", [letter.id]) == 0
    assert (await recording.letters.list(PROJECT, 10, 0))[1] == 1


@given(times=st.integers(0, 6), size=st.integers(1, 9))
async def test_a_store_that_is_away_is_waited_for_and_nothing_is_lost_or_doubled(
    times: int, size: int
) -> None:
    recording = Recording(log=AwayLog(times))
    await recording.record([delivery(1, *(accepted(str(n)) for n in range(size)))])
    assert sorted(stored_ids(recording)) == sorted(str(n) for n in range(size))
    assert (await recording.letters.list(PROJECT, 10, 0))[1] == 0
    assert recording.pauses == sorted(recording.pauses)


async def test_the_recorder_acknowledges_what_it_recorded_and_ends_with_the_queue(queue: EventQueue) -> None:
    recording = Recording()
    running = asyncio.create_task(RunRecorder(queue, recording.record)())
    await queue.put(Batch(events=[accepted("a"), accepted("b")]))
    await queue.put(Batch(events=[accepted("c")]))
    await until(lambda: not queue.depth().messages)
    assert sorted(stored_ids(recording)) == ["a", "b", "c"]
    await queue.close()
    await asyncio.wait_for(running, 5)


class SurprisingLog(MemoryEventLog):
    """Stores and fails, and fails once more when asked what it stored."""

    surprises = 1

    async def append(self, events: Sequence[Event]) -> None:
        await super().append(events)
        if self.surprises:
            raise RuntimeError("the connection broke")

    async def stored(self, keys: Collection[EventKey], since: int) -> dict[EventKey, int]:
        if self.surprises and self.events:
            self.surprises -= 1
            raise RuntimeError("and broke again")
        return await super().stored(keys, since)


async def test_a_surprise_while_recording_is_tried_again_and_doubles_nothing(queue: EventQueue) -> None:
    recording = Recording(log=SurprisingLog())
    await recording.learn()
    await queue.put(Batch(events=[accepted("a"), accepted("b")]))
    running = asyncio.create_task(RunRecorder(queue, recording.record, recording.pause)())
    await until(lambda: not queue.depth().messages)
    running.cancel()
    assert sorted(stored_ids(recording)) == ["a", "b"]
    assert await recording.drops() == {}


async def test_a_recorder_that_is_cancelled_leaves_its_messages_unacknowledged(queue: EventQueue) -> None:
    recording = Recording(log=AwayLog(1_000_000))
    await queue.put(Batch(events=[accepted("a")]))
    running = asyncio.create_task(RunRecorder(queue, recording.record)())
    await until(lambda: bool(recording.pauses))
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert queue.depth().messages == 1


async def test_every_step_is_told_to_whoever_watches() -> None:
    recording = Recording()
    seen: list[tuple[str, int]] = []
    object.__setattr__(recording.record, "watch", lambda step, events, seconds: seen.append((step, events)))
    await recording.record([delivery(1, accepted("a"), accepted("b", user_agent="curl/8.1"))])
    names = [*(step.name for step in recording.steps), "drop_repeats", "sessionise", "append"]
    assert [name for name, _ in seen] == names
    assert dict(seen) == dict.fromkeys(names, 1) | {"read_agent": 2}
