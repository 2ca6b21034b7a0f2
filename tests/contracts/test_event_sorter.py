"""What every event sorter does."""

from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.application.ports.event_sorter import EventSorter
from insights.domain.ingestion.event import Accepted, Event
from tests.builders.examples import trying
from tests.contracts.registry import over


@pytest.fixture(**over(EventSorter), scope="module")
def make(request: pytest.FixtureRequest) -> Callable[[], EventSorter]:
    return lambda: request.param.open(request)


def accepted(time: int, id_: str) -> Accepted:
    event = Event(project="p", id=id_, name="pageview", time=time, received=9, visitor_id=2**64 - 1)
    return Accepted(event=event, user_agent="agent", previous_visitor_id=3, session_minutes=7)


async def sorted_by(sorter: EventSorter, size: int) -> list[list[Accepted]]:
    return [batch async for batch in sorter.in_order(size)]


@trying(30)
@given(keys=st.lists(st.tuples(st.integers(0, 5), st.text(max_size=2))), size=st.integers(1, 9))
async def test_everything_comes_back_by_time_and_id(
    make: Callable[[], EventSorter], keys: list[tuple[int, str]], size: int
) -> None:
    sorter = make()
    half = len(keys) // 2
    await sorter.add([accepted(*key) for key in keys[:half]])
    await sorter.add([accepted(*key) for key in keys[half:]])
    batches = await sorted_by(sorter, size)
    await sorter.close()
    assert all(0 < len(batch) <= size for batch in batches)
    found = [(item.event.time, item.event.id) for batch in batches for item in batch]
    assert found == sorted(keys, key=lambda key: (key[0], key[1].encode()))


async def test_an_event_comes_back_as_it_was(make: Callable[[], EventSorter]) -> None:
    sorter = make()
    kept = accepted(1, "x")
    kept.event.properties = {"a": 1, "b": 1.5, "c": True, "d": "é"}
    await sorter.add([kept])
    assert msgspec.to_builtins(await sorted_by(sorter, 10)) == msgspec.to_builtins([[kept]])
    await sorter.close()


async def test_two_sorters_know_nothing_of_each_other_and_may_be_closed_twice(
    make: Callable[[], EventSorter],
) -> None:
    one, other = make(), make()
    await one.add([accepted(1, "x")])
    assert await sorted_by(other, 10) == []
    for sorter in (one, other, one):
        await sorter.close()
