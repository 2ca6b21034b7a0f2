"""EventLog, over every adapter."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from insights.application.ports.event_log import EventKey, EventLog, Visit
from tests.builders.event_store import new_project, stored_event
from tests.contracts.registry import over

MINUTE = 60_000
DAY = 24 * 60 * MINUTE
NOON = 1_790_000_000_000


@pytest.fixture(**over(EventLog))
async def log(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[EventLog]:
    async with request.param.open(request, tmp_path) as opened:
        yield opened.log


async def keys(log: EventLog) -> list[EventKey]:
    return sorted(await log.recent_keys(0, 2 * NOON))


async def test_every_appended_event_is_kept(log: EventLog) -> None:
    project = new_project()
    await log.append([stored_event(project, time=NOON + n, id=f"e{n}") for n in range(3)])
    await log.append([])
    await log.append([stored_event(project, time=NOON - 1, id="e3")])
    assert await keys(log) == [(project, f"e{n}") for n in range(4)]


async def test_only_stored_keys_are_stored(log: EventLog) -> None:
    ours, theirs = new_project(), new_project()
    await log.append(
        [
            stored_event(ours, id="a", received=NOON + 1),
            stored_event(theirs, id="b", received=NOON + 2),
            stored_event(ours, id="🙂'\\", received=NOON + 3),
        ]
    )
    asked = [(ours, "a"), (ours, "b"), (theirs, "a"), (theirs, "b"), (ours, "🙂'\\"), (ours, "A")]
    assert await log.stored(asked, since=0) == {
        (ours, "a"): NOON + 1,
        (theirs, "b"): NOON + 2,
        (ours, "🙂'\\"): NOON + 3,
    }
    assert await log.stored([], since=0) == {}


async def test_many_keys_can_be_asked_for_at_once(log: EventLog) -> None:
    project = new_project()
    await log.append([stored_event(project, id=f"{n:0128}") for n in range(0, 20_000, 2)])
    asked = [(project, f"{n:0128}") for n in range(20_000)]
    assert set(await log.stored(asked, since=0)) == set(asked[::2])


async def test_keys_received_before_are_not_looked_at(log: EventLog) -> None:
    project = new_project()
    await log.append(
        [
            stored_event(project, id="old", time=NOON, received=NOON),
            stored_event(project, id="late", time=NOON - 60 * DAY, received=NOON + 1),
        ]
    )
    both = [(project, "old"), (project, "late")]
    assert await log.stored(both, since=NOON) == {both[0]: NOON, both[1]: NOON + 1}
    assert await log.stored(both, since=NOON + 1) == {(project, "late"): NOON + 1}
    assert set(await log.recent_keys(NOON, NOON + 2)) == set(both)
    assert list(await log.recent_keys(NOON + 1, NOON + 2)) == [(project, "late")]
    assert list(await log.recent_keys(NOON, NOON + 1)) == [(project, "old")]


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


async def test_a_visit_that_a_user_joined_comes_once_for_each_of_its_visitors(log: EventLog) -> None:
    project, user = new_project(), 2**64 - 1
    events = [
        stored_event(project, time=NOON, visitor_id=7, session_id=70),
        stored_event(project, time=NOON + MINUTE, visitor_id=user, session_id=70, user_id="u"),
        stored_event(project, time=NOON + MINUTE, visitor_id=user, session_id=71, user_id="u"),
    ]
    await log.append(events)
    found = await log.visits([(project, 7), (project, user)], NOON, NOON)
    whole = [Visit(project, id_, 70, NOON, NOON + MINUTE, user, (7, user)) for id_ in (7, user)]
    assert sorted(found, key=lambda visit: visit.visitor_id) == whole
    assert await log.visits([(project, 7)], NOON, NOON) == [Visit(project, 7, 70, NOON, NOON)]
    found = [visit for visit in await log.open_visits(NOON + 1) if visit.project == project]
    alone = Visit(project, user, 71, NOON + MINUTE, NOON + MINUTE, user)
    assert [visit for visit in found if visit.session_id == 71] == [alone]
    assert user in {visit.visitor_id for visit in found if visit.session_id == 70}


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


async def test_a_batch_may_reach_over_any_number_of_months(log: EventLog) -> None:
    project = new_project()
    await log.append([stored_event(project, id=str(month), time=month * 31 * DAY) for month in range(240)])
    assert len(await keys(log)) == 240


async def test_erasing_removes_one_project_and_can_be_repeated(log: EventLog) -> None:
    erased, kept = new_project(), new_project()
    await log.append([stored_event(project, id="e") for project in (erased, kept)])
    for _ in range(2):
        await log.erase(erased)
    assert await keys(log) == [(kept, "e")]


async def test_closing_twice_is_harmless(log: EventLog) -> None:
    await log.close()
    await log.close()
