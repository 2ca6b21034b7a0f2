"""`EventReader.recent`, over every adapter: what the live view starts from."""

import pytest

from insights.application.ports.event_log import EventReader
from insights.domain.analytics.live import sighting_of
from insights.domain.analytics.visitor_links import VisitorLink
from insights.domain.ingestion.event import Event
from tests.builders.event_store import EventStore, full_event, new_project, stored_event
from tests.contracts.stores import stores

pytestmark = pytest.mark.asyncio(loop_scope="module")

MIDNIGHT = 1_795_219_200_000
MINUTE = 60_000


store = stores(EventReader)


async def around_midnight(store: EventStore) -> list[Event]:
    """Four events of a project a minute apart, the third at midnight; and another project's."""
    project = new_project()
    events = [stored_event(project, time=MIDNIGHT + minute * MINUTE) for minute in (-2, -1, 0, 1)]
    await store.log.append([*reversed(events), stored_event(new_project(), time=MIDNIGHT)])
    return events


async def test_they_are_those_since_a_time_the_latest_first(store: EventStore) -> None:
    events = await around_midnight(store)
    for first, event in enumerate(events):
        found = await store.reader.recent(event.project, event.time, 10)
        assert found == [sighting_of(one) for one in reversed(events[first:])]
        assert len(await store.reader.recent(event.project, event.time + 1, 10)) == 3 - first


async def test_those_of_one_moment_go_by_their_ids(store: EventStore) -> None:
    project = new_project()
    await store.log.append([stored_event(project, id=id_) for id_ in ("b", "c", "a", "B", "ä")])
    assert [one.id for one in await store.reader.recent(project, 0, 4)] == ["ä", "c", "b", "a"]


async def test_no_more_come_than_asked_for(store: EventStore) -> None:
    events = await around_midnight(store)
    assert await store.reader.recent(events[0].project, 0, 2) == [sighting_of(one) for one in events[:1:-1]]


async def test_they_may_be_more_than_an_answer_has_rows(store: EventStore) -> None:
    project = new_project()
    await store.log.append([stored_event(project) for _ in range(20_000)])
    assert len(await store.reader.recent(project, 0, 100_000)) == 20_000
    assert len(await store.reader.recent(project, 0, 15_000)) == 15_000


async def test_everything_in_them_comes_back_as_it_was(store: EventStore) -> None:
    event = full_event(new_project())
    await store.log.append([event])
    assert await store.reader.recent(event.project, 0, 10) == [sighting_of(event)]


async def test_an_unknown_project_has_none(store: EventStore) -> None:
    assert await store.reader.recent(new_project(), 0, 10) == []


async def test_they_are_shown_as_the_people_whose_they_are(store: EventStore) -> None:
    project = new_project()
    await store.log.append([stored_event(project, id=f"{id_}", visitor_id=id_) for id_ in (1, 2, 3, 4)])
    await store.links.add(
        [VisitorLink(project, a, b, n, "e") for n, (a, b) in enumerate(((2, 7), (1, 2), (3, 8)))]
    )
    assert [one.visitor_id for one in await store.reader.recent(project, 0, 9)] == [4, 8, 7, 7]
