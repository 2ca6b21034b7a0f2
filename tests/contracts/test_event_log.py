"""EventLog, over every adapter."""

from collections.abc import AsyncIterator

import pytest

from insights.application.ports.event_log import EventLog, Visit
from insights.domain.errors import Unavailable
from tests.builders.event_store import STORES, EventStore, new_project, stored_event

MINUTE = 60_000
DAY = 24 * 60 * MINUTE
NOON = 1_790_000_000_000


@pytest.fixture(params=STORES)
async def store(request: pytest.FixtureRequest, tmp_path: object) -> AsyncIterator[EventStore]:
    opened = STORES[request.param](tmp_path)
    yield opened
    await opened.close()


@pytest.fixture
def log(store: EventStore) -> EventLog:
    return store.log


async def test_appended_events_are_counted_and_found(store: EventStore) -> None:
    project = new_project()
    await store.log.append([stored_event(project, time=NOON + n, id=f"e{n}") for n in range(3)])
    await store.log.append([])
    assert await store.reader.event_count(project) == 3
    assert await store.reader.first_event_time(project) == NOON


async def test_nothing_is_stored_of_an_unknown_project(store: EventStore) -> None:
    assert await store.reader.event_count(new_project()) == 0
    assert await store.reader.first_event_time(new_project()) is None


async def test_only_stored_keys_are_stored(log: EventLog) -> None:
    ours, theirs = new_project(), new_project()
    await log.append(
        [stored_event(ours, id="a"), stored_event(theirs, id="b"), stored_event(ours, id="🙂'\\")]
    )
    asked = [(ours, "a"), (ours, "b"), (theirs, "a"), (theirs, "b"), (ours, "🙂'\\"), (ours, "A")]
    assert await log.stored(asked, since=0) == {(ours, "a"), (theirs, "b"), (ours, "🙂'\\")}
    assert await log.stored([], since=0) == set()


async def test_many_keys_can_be_asked_for_at_once(log: EventLog) -> None:
    project = new_project()
    await log.append([stored_event(project, id=f"{n:0128}") for n in range(0, 20_000, 2)])
    asked = [(project, f"{n:0128}") for n in range(20_000)]
    assert await log.stored(asked, since=0) == set(asked[::2])


async def test_keys_received_before_are_not_looked_at(log: EventLog) -> None:
    project = new_project()
    await log.append(
        [
            stored_event(project, id="old", time=NOON, received=NOON),
            stored_event(project, id="late", time=NOON - 60 * DAY, received=NOON + 1),
        ]
    )
    both = [(project, "old"), (project, "late")]
    assert await log.stored(both, since=NOON) == set(both)
    assert await log.stored(both, since=NOON + 1) == {(project, "late")}
    assert set(await log.recent_keys(NOON)) == set(both)
    assert list(await log.recent_keys(NOON + 1)) == [(project, "late")]


async def test_visits_are_whole_and_ordered_by_their_first_event(log: EventLog) -> None:
    project, other = new_project(), new_project()
    await log.append(
        [
            stored_event(project, time=NOON + 5 * MINUTE, visitor_id=7, session_id=70),
            stored_event(project, time=NOON - 40 * DAY, visitor_id=7, session_id=70),
            stored_event(project, time=NOON - MINUTE, visitor_id=2**64 - 1, session_id=2**64 - 2),
            stored_event(project, time=NOON, visitor_id=9, session_id=90),
            stored_event(other, time=NOON, visitor_id=7, session_id=71),
            stored_event(project, time=NOON + 9 * DAY, visitor_id=7, session_id=72),
        ]
    )
    asked = [(project, 7), (project, 2**64 - 1), (other, 7), (other, 9)]
    assert await log.visits(asked, NOON - MINUTE, NOON + 5 * MINUTE) == [
        Visit(project, 7, 70, NOON - 40 * DAY, NOON + 5 * MINUTE),
        Visit(project, 2**64 - 1, 2**64 - 2, NOON - MINUTE, NOON - MINUTE),
        Visit(other, 7, 71, NOON, NOON),
    ]
    assert await log.visits(asked, NOON + 6 * MINUTE, NOON + 7 * MINUTE) == []
    assert await log.visits([], NOON, NOON) == []


async def test_open_visits_are_those_of_every_project_with_an_event_since(log: EventLog) -> None:
    project, other = new_project(), new_project()
    await log.append(
        [
            stored_event(project, time=NOON - 90 * MINUTE, visitor_id=1, session_id=10),
            stored_event(project, time=NOON, visitor_id=1, session_id=10),
            stored_event(other, time=NOON + 1, visitor_id=2, session_id=10),
            stored_event(project, time=NOON - 1, visitor_id=3, session_id=30),
        ]
    )
    assert list(await log.open_visits(NOON)) == [
        Visit(project, 1, 10, NOON - 90 * MINUTE, NOON),
        Visit(other, 2, 10, NOON + 1, NOON + 1),
    ]


async def test_a_batch_may_reach_over_any_number_of_months(store: EventStore) -> None:
    project = new_project()
    await store.log.append([stored_event(project, time=month * 31 * DAY) for month in range(240)])
    assert await store.reader.event_count(project) == 240


async def test_erasing_removes_one_project_and_can_be_repeated(store: EventStore) -> None:
    erased, kept = new_project(), new_project()
    await store.log.append([stored_event(project, id="e") for project in (erased, kept)])
    for _ in range(2):
        await store.log.erase(erased)
    assert await store.log.stored([(erased, "e"), (kept, "e")], since=0) == {(kept, "e")}
    assert await store.reader.event_count(erased) == 0


async def test_a_closed_log_is_unavailable(log: EventLog) -> None:
    await log.close()
    with pytest.raises(Unavailable):
        await log.append([stored_event(new_project())])
    await log.close()
