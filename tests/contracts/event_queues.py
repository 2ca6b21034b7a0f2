"""Durable event queues, each in turn, as their suites open them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from insights.application.ports.event_queue import Delivery, EventQueue
from tests.builders.accepting import NOW, FixedClock
from tests.builders.queues import Candidate, Reopen
from tests.contracts.registry import over

CLOCK = FixedClock()


@pytest.fixture(**over(EventQueue))
def candidate(request: pytest.FixtureRequest) -> Candidate:
    opened_by: Candidate = request.param.open
    return opened_by


@pytest.fixture
def open_at(candidate: Candidate, request: pytest.FixtureRequest) -> Callable[[Path], Reopen]:
    url = request.getfixturevalue(candidate.service).url if candidate.service else ""
    return lambda folder: candidate.at(url, folder, CLOCK)


@pytest.fixture
async def reopen(open_at: Callable[[Path], Reopen], tmp_path: Path) -> AsyncIterator[Reopen]:
    opened: list[EventQueue] = []
    open_queue = open_at(tmp_path)

    async def tracked(**limits: int) -> EventQueue:
        opened.append(await open_queue(**limits))
        return opened[-1]

    CLOCK.now = NOW
    yield tracked
    for queue in opened:
        await queue.close()
    assert [task.get_name() for task in asyncio.all_tasks() - {asyncio.current_task()}] == []


def ids_of(deliveries: list[Delivery]) -> list[str]:
    return [one.event.id for delivery in deliveries for one in delivery.batch.events]


async def take_all(queue: EventQueue, events: int, at_once: int = 1_000) -> list[Delivery]:
    taken: list[Delivery] = []
    while len(ids_of(taken)) < events:
        taken += await asyncio.wait_for(queue.take(at_once), 10)
    return taken
