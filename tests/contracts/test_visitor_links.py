"""VisitorLinks, over every adapter."""

from collections.abc import Iterable

import pytest

from insights.application.ports.visitor_links import VisitorLinks
from insights.domain.analytics.visitor_links import VisitorLink
from tests.builders.event_store import EventStore, new_project, stored_event
from tests.contracts.stores import stores

pytestmark = pytest.mark.asyncio(loop_scope="module")

HOUR = 3_600_000
MIDNIGHT = 1_795_219_200_000
FAR = 2**64 - 1


store = stores(VisitorLinks)


def a_link(project: str, from_id: int, to_id: int, time: int = MIDNIGHT, **fields: object) -> VisitorLink:
    given = {"event_id": "e", **fields}
    return VisitorLink(project, from_id, to_id, time, **given)  # type: ignore[arg-type]  # the test names them


async def touching(store: EventStore, project: str, ids: Iterable[int]) -> set[VisitorLink]:
    return set(await store.links.touching([(project, id_) for id_ in ids]))


async def test_links_are_found_by_either_end_with_all_that_they_say(store: EventStore) -> None:
    ours, theirs = new_project(), new_project()
    one = a_link(ours, 1, FAR, event_id="🙂'\\", identifies=False)
    two, other = a_link(ours, FAR, 2**63, MIDNIGHT + 1), a_link(theirs, 1, 9)
    await store.links.add([one, two, other])
    await store.links.add([])
    assert await touching(store, ours, [1]) == {one}
    assert await touching(store, ours, [FAR]) == {one, two}
    assert await touching(store, ours, [2**63, 5]) == {two}
    assert await touching(store, theirs, [1, 5]) == {other}
    assert await touching(store, ours, []) == await touching(store, ours, [5]) == set()


async def test_a_link_that_comes_again_changes_nothing(store: EventStore) -> None:
    project = new_project()
    one, two = a_link(project, 1, 2), a_link(project, 1, 3)
    await store.links.add([one, one])
    await store.links.add([one, two])
    assert await touching(store, project, [1]) == {one, two}


async def test_many_can_be_added_and_asked_for_at_once(store: EventStore) -> None:
    project = new_project()
    added = [a_link(project, n, FAR - n) for n in range(1, 10_001)]
    await store.links.add(added)
    assert await touching(store, project, range(1, 20_001)) == set(added)


async def test_hours_are_those_of_the_visitors_own_events(store: EventStore) -> None:
    project, other = new_project(), new_project()
    at = {7: (0, HOUR - 1, 26 * HOUR), FAR: (5 * HOUR + 1,), 9: (9 * HOUR,)}
    events = [
        stored_event(project, time=MIDNIGHT + time, visitor_id=visitor)
        for visitor, times in at.items()
        for time in times
    ]
    await store.log.append([*events, stored_event(other, time=MIDNIGHT + 2 * HOUR, visitor_id=7)])
    found = await store.links.hours([(project, 7), (project, FAR), (project, 11)])
    assert found == {(project, MIDNIGHT + n * HOUR) for n in (0, 26, 5)}
    assert await store.links.hours([]) == set()


async def test_an_erased_project_has_no_links_and_others_keep_theirs(store: EventStore) -> None:
    gone, kept = new_project(), new_project()
    await store.links.add([a_link(gone, 1, 2), a_link(kept, 1, 2)])
    await store.log.erase(gone)
    assert await touching(store, gone, [1, 2]) == set()
    assert await touching(store, kept, [1, 2]) == {a_link(kept, 1, 2)}
