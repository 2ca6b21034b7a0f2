"""DropCounts, DeadLetters, SaltStore, Goals and SenderSource, over every relational store."""

import asyncio
from pathlib import Path

import msgspec
import pytest

from insights.adapters.memory.records import MemoryDeadLetters, MemoryDropCounts
from insights.adapters.memory.salts import MemorySaltStore
from insights.adapters.sqlalchemy.database import Database
from insights.adapters.sqlalchemy.dead_letters import SqlAlchemyDeadLetters
from insights.adapters.sqlalchemy.drop_counts import REMEMBERED_MESSAGES, SqlAlchemyDropCounts
from insights.adapters.sqlalchemy.goals import SqlAlchemyGoals
from insights.adapters.sqlalchemy.salts import SqlAlchemySaltStore
from insights.adapters.sqlalchemy.senders import SqlAlchemySenderSource
from insights.adapters.sqlalchemy.unit_of_work import SqlAlchemyUnitOfWork
from insights.application.ports.projects import Sender
from insights.application.ports.records import DeadLetters, DropCount, DropCounts
from insights.application.ports.salts import SaltStore
from insights.domain.accounts.api_key import ApiKey, compose_key, key_hash
from insights.domain.accounts.principal import Scope
from insights.domain.ingestion.drops import Drop, DropReason
from tests.builders.stored import GOAL, NOON, PROJECT, fill, letter
from tests.contracts.relational import database

__all__ = ["database"]

DAY_MS = 86_400_000


@pytest.fixture(params=["relational", "memory"])
def counts(request: pytest.FixtureRequest, database: Database) -> DropCounts:
    return MemoryDropCounts() if request.param == "memory" else SqlAlchemyDropCounts(database)


@pytest.fixture(params=["relational", "memory"])
def letters(request: pytest.FixtureRequest, database: Database) -> DeadLetters:
    return MemoryDeadLetters() if request.param == "memory" else SqlAlchemyDeadLetters(database)


@pytest.fixture(params=["relational", "memory"])
def salts(request: pytest.FixtureRequest, database: Database) -> SaltStore:
    return MemorySaltStore() if request.param == "memory" else SqlAlchemySaltStore(database)


async def test_drops_are_summed_by_project_day_and_reason(counts: DropCounts) -> None:
    await counts.add(
        1,
        [
            Drop("p", DropReason.BOT, NOON),
            Drop("p", DropReason.BOT, NOON, 4),
            Drop("p", DropReason.BOT, NOON - DAY_MS),
            Drop("p", DropReason.DUPLICATE, NOON),
            Drop("q", DropReason.BOT, NOON),
        ],
    )
    await counts.add(2, [Drop("p", DropReason.BOT, NOON, 10)])
    assert await counts.of_project("p", "2026-11-20", "2026-11-21") == [
        DropCount("2026-11-20", "bot", 1),
        DropCount("2026-11-21", "bot", 15),
        DropCount("2026-11-21", "duplicate", 1),
    ]
    assert await counts.of_project("p", "2026-11-20", "2026-11-20") == [DropCount("2026-11-20", "bot", 1)]
    assert await counts.of_project("unknown", "2026-11-20", "2026-11-21") == []


async def test_a_message_is_counted_once_however_often_and_at_once_it_comes(counts: DropCounts) -> None:
    drop = [Drop("p", DropReason.BOT, NOON)]
    await asyncio.gather(*(counts.add(message, drop) for message in [7, 8, 7, 8, 7]))
    await counts.add(7 + REMEMBERED_MESSAGES - 1, drop)
    await counts.add(8, drop)
    assert await counts.of_project("p", "2026-11-21", "2026-11-21") == [DropCount("2026-11-21", "bot", 3)]


async def test_dead_letters_are_kept_whole_and_listed_newest_first(letters: DeadLetters) -> None:
    old, new, foreign = letter("a", 1), letter("b", 2), letter("c", 3, "q")
    await letters.keep([old, new, foreign])
    await letters.keep([msgspec.structs.replace(old, reason="again")])
    await letters.keep([])
    assert await letters.list("p", 10, 0) == ([new, old], 2)
    assert await letters.list("p", 1, 1) == ([old], 2)
    assert await letters.take("p", None, 1) == [old]
    assert await letters.take("p", ["b", "c", "unknown"], 10) == [new]
    await letters.forget("p", ["a", "c", "unknown"])
    assert await letters.list("p", 10, 0) == ([new], 1)
    assert await letters.list("q", 10, 0) == ([foreign], 1)


async def test_of_two_salts_made_at_once_one_is_kept_and_both_makers_get_it(salts: SaltStore) -> None:
    made = await asyncio.gather(
        *(salts.make_if_absent("p", "2026-11-21", bytes([n]) * 32, 1_000) for n in range(1, 6))
    )
    assert len(set(made)) == 1
    assert await salts.load("p", ["2026-11-21", "2026-11-20"]) == {"2026-11-21": made[0]}
    assert await salts.load("q", ["2026-11-21"]) == {}


async def test_a_salt_is_destroyed_with_its_time(salts: SaltStore) -> None:
    await salts.make_if_absent("p", "2026-11-20", b"old", 1_000)
    await salts.make_if_absent("p", "2026-11-21", b"new", 1_001)
    assert await salts.destroy_expired(999) == 0
    assert await salts.destroy_expired(1_000) == 1
    assert await salts.destroy_expired(1_000) == 0
    assert await salts.load("p", ["2026-11-20", "2026-11-21"]) == {"2026-11-21": b"new"}


def files_of(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())


async def test_a_destroyed_salt_is_nowhere_in_the_files(database: Database, tmp_path: Path) -> None:
    store = SqlAlchemySaltStore(database)
    salt, later = b"SALT-THAT-MUST-BE-GONE-FOR-GOOD!", b"SALT-THAT-STAYS-FOR-ANOTHER-DAY!"
    await store.make_if_absent("p", "2026-11-20", salt, 1_000)
    await store.make_if_absent("p", "2026-11-21", later, 1_001)
    assert await store.destroy_expired(1_000) == 1
    held = files_of(tmp_path)
    assert salt not in held
    assert later in held


async def test_goals_of_a_project_are_read(database: Database) -> None:
    await fill(SqlAlchemyUnitOfWork(database))
    assert await SqlAlchemyGoals(database).of_project("project") == [GOAL]
    assert await SqlAlchemyGoals(database).of_project("other") == []


@pytest.mark.parametrize("key", ["pk_1", "phc_z", "G-1"])
async def test_a_sender_is_found_under_public_key_and_aliases(database: Database, key: str) -> None:
    await fill(SqlAlchemyUnitOfWork(database))
    assert await SqlAlchemySenderSource(database).by_key(key) == Sender(PROJECT, trusted=False)


async def test_an_ingest_key_is_a_trusted_sender_and_nothing_else_is(database: Database) -> None:
    work = SqlAlchemyUnitOfWork(database)
    await fill(work)
    texts = {scope: compose_key(f"{scope:_<8}", "secret") for scope in (Scope.INGEST, Scope.QUERY)}
    async with work.begin() as w:
        for scope, text in texts.items():
            await w.api_keys.add(
                ApiKey(
                    id=scope,
                    project_id="project",
                    name="k",
                    prefix=f"{scope:_<8}",
                    hash=key_hash(text),
                    scopes=frozenset({scope}),
                    created_at=0,
                )
            )
        await w.commit()
    source = SqlAlchemySenderSource(database)
    assert await source.by_key(texts[Scope.INGEST]) == Sender(PROJECT, trusted=True)
    for refused in (texts[Scope.QUERY], texts[Scope.INGEST] + "x", "ins_unknown_x", "", "project", "pk_2"):
        assert await source.by_key(refused) is None
