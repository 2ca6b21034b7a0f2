"""Recording a batch while the one before it is being stored."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from insights.adapters.local_queue.queue import LocalQueue
from insights.adapters.memory.event_log import MemoryEventLog
from insights.application.ingestion.run_recorder import RunRecorder
from insights.application.ports.event_queue import Batch, EventQueue
from insights.domain.ingestion.event import Event
from insights.domain.ingestion.names import IDENTIFY
from tests.builders.recording import Recording, StillClock, accepted, delivery, stored_ids, until


class HeldLog(MemoryEventLog):
    """Stores nothing before it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0
        self.go = asyncio.Event()

    async def append(self, events: Sequence[Event]) -> None:
        self.asked += 1
        await self.go.wait()
        await super().append(events)


@pytest.fixture
def log() -> HeldLog:
    return HeldLog()


@pytest.fixture
async def recording(log: HeldLog) -> Recording:
    opened = Recording(log=log)
    await opened.learn()
    return opened


@pytest.fixture
async def queue(tmp_path: Path) -> AsyncIterator[EventQueue]:
    opened = await LocalQueue.open(tmp_path / "queue.sqlite", StillClock(), "process")
    yield opened
    await opened.close()


def prepared(recording: Recording) -> list[str]:
    """Told of every batch that has its visits, from now on."""
    seen: list[str] = []

    def watch(step: str, events: int, seconds: float) -> None:
        seen.extend([step] if step == "sessionise" else [])

    object.__setattr__(recording.record, "watch", watch)
    return seen


async def test_a_batch_is_prepared_while_the_one_before_is_stored_and_stored_after_it(
    log: HeldLog, recording: Recording
) -> None:
    seen = prepared(recording)
    batches = [accepted("a", visitor=7)], [accepted("b", visitor=7, minute=1)]
    async with asyncio.TaskGroup() as group:
        for id_, batch in enumerate(batches):
            group.create_task(recording.record([delivery(id_, *batch)]))
        await until(lambda: len(seen) == len(batches))
        assert (log.asked, stored_ids(recording)) == (1, [])
        log.go.set()
    assert stored_ids(recording) == ["a", "b"]
    assert len({event.session_id for event in log.events}) == 1


async def test_a_repeat_of_an_event_that_is_being_stored_is_dropped(
    log: HeldLog, recording: Recording
) -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(recording.record([delivery(1, accepted("a"))]))
        await until(lambda: log.asked == 1)
        group.create_task(recording.record([delivery(2, accepted("a"), accepted("b"))]))
        log.go.set()
    assert stored_ids(recording) == ["a", "b"]
    assert await recording.drops() == {"duplicate": 1}


async def test_a_message_that_comes_again_while_it_is_being_stored_is_stored_once(
    log: HeldLog, recording: Recording
) -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(recording.record([delivery(1, accepted("a"))]))
        await until(lambda: log.asked == 1)
        group.create_task(recording.record([delivery(1, accepted("a"), redelivered=True)]))
        for _ in range(100):
            await asyncio.sleep(0)
        log.go.set()
    assert stored_ids(recording) == ["a"]
    assert await recording.drops() == {}


async def test_a_batch_that_links_visitors_is_stored_before_the_next_is_prepared(
    log: HeldLog, recording: Recording
) -> None:
    identify = accepted("a", visitor=9, name=IDENTIFY, user_id="u")
    identify.anonymous_ids = (7,)
    seen = prepared(recording)
    async with asyncio.TaskGroup() as group:
        group.create_task(recording.record([delivery(1, identify)]))
        second = group.create_task(recording.record([delivery(2, accepted("b", visitor=7))]))
        await until(lambda: log.asked == 1)
        for _ in range(100):
            await asyncio.sleep(0)
        assert (len(seen), second.done()) == (1, False)
        log.go.set()
    assert len(seen) == 2


async def test_the_recorder_has_two_batches_under_way_when_it_is_behind(
    log: HeldLog, recording: Recording, queue: EventQueue
) -> None:
    ids = ["a", "b", "c", "d"]
    for id_ in ids:
        await queue.put(Batch([accepted(id_)]))
    seen = prepared(recording)
    running = asyncio.create_task(RunRecorder(queue, recording.record, max_events=1)())
    await until(lambda: len(seen) == 2)
    assert queue.depth().messages == len(ids)
    log.go.set()
    await until(lambda: not queue.depth().messages)
    assert stored_ids(recording) == ids
    await queue.close()
    await asyncio.wait_for(running, 5)
