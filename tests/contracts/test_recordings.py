"""Recordings, over every relational store."""

from typing import Any

import msgspec

from insights.adapters.sqlalchemy.database import Database
from insights.adapters.sqlalchemy.recordings import SqlAlchemyRecordings
from insights.adapters.sqlalchemy.unit_of_work import SqlAlchemyUnitOfWork
from insights.application.ports.recordings import RecordedPart, Recordings
from tests.builders.stored import PROJECT, fill
from tests.contracts.registry import contract

ROOM = 1_000_000

recordings = contract(Recordings)


def part(id_: str, received: int = 1, **changes: Any) -> RecordedPart:
    given = {"project": "p", "session": "s", "window": "w", "events": b'[{"data":"\\u0000\\u001f"}]'}
    return msgspec.convert(given | {"id": id_, "received": received} | changes, RecordedPart)


async def test_parts_are_kept_as_they_came_in_the_order_received(recordings: Recordings) -> None:
    late, early, other = part("a", 2), part("b", 1, window="v"), part("c", session="t")
    assert await recordings.keep([late, early, other], ROOM)
    assert await recordings.of_session("p", "s") == [early, late]
    assert await recordings.of_session("p", "unknown") == []
    assert await recordings.of_session("q", "s") == []


async def test_a_part_that_comes_again_is_ignored(recordings: Recordings) -> None:
    assert await recordings.keep([part("a", 1)], ROOM)
    assert await recordings.keep([part("a", 2), part("b", 3)], ROOM)
    assert await recordings.keep([part("a", 4, project="q")], ROOM)
    assert [one.received for one in await recordings.of_session("p", "s")] == [1, 3]


async def test_nothing_is_kept_that_a_project_has_no_room_for(recordings: Recordings) -> None:
    assert await recordings.keep([part("a")], ROOM)
    held = await recordings.held("p")
    assert held > 0
    assert not await recordings.keep([part("b"), part("c")], held * 2)
    assert await recordings.keep([part("d")], held * 2)
    assert await recordings.keep([part("e", project="q")], held)
    assert await recordings.held("p") == held * 2
    assert await recordings.keep([], 0)


async def test_what_is_past_its_time_or_belongs_to_no_project_is_forgotten(database: Database) -> None:
    recordings = SqlAlchemyRecordings(database)
    await fill(SqlAlchemyUnitOfWork(database, lambda: None))
    mine = [part("old", 1, project=PROJECT.id), part("new", 5, project=PROJECT.id)]
    await recordings.keep([*mine, part("of nobody", 9)], ROOM)
    assert await recordings.forget(5) == 2
    assert await recordings.of_session(PROJECT.id, "s") == mine[1:]
    assert await recordings.forget(5) == 0
