"""DropCounts, DeadLetters, SaltStore, Goals and SenderSource, over every relational store."""

import asyncio
from pathlib import Path
from uuid import uuid4

import msgspec
import psycopg
import pytest
from sqlalchemy import select

from insights.adapters.sqlalchemy.database import Database
from insights.adapters.sqlalchemy.drop_counts import REMEMBERED_MS, SqlAlchemyDropCounts
from insights.adapters.sqlalchemy.goals import SqlAlchemyGoals
from insights.adapters.sqlalchemy.salts import SqlAlchemySaltStore
from insights.adapters.sqlalchemy.senders import SqlAlchemySenderSource
from insights.adapters.sqlalchemy.tables import counted_messages
from insights.adapters.sqlalchemy.unit_of_work import SqlAlchemyUnitOfWork
from insights.application.ports.projects import Sender
from insights.application.ports.records import DeadLetters, DropCount, DropCounts
from insights.application.ports.salts import SaltStore
from insights.domain.accounts.api_key import ApiKey, compose_key, key_hash
from insights.domain.accounts.principal import Scope
from insights.domain.ingestion.delivery_id import delivery_id
from insights.domain.ingestion.drops import Drop, DropReason
from tests.builders.accounts import fresh_database
from tests.builders.services.postgres import Postgres, plain
from tests.builders.services.session import Service
from tests.builders.stored import GOAL, NOON, PROJECT, fill, letter
from tests.contracts.registry import contract

DAY_MS = 86_400_000


counts = contract(DropCounts)
letters = contract(DeadLetters)
salts = contract(SaltStore)


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
    first, second = delivery_id(NOON, 0), delivery_id(NOON, delivery_id(NOON, 0))
    await asyncio.gather(*(counts.add(id_, drop) for id_ in [first, second, first, second, first]))
    await counts.add(delivery_id(NOON + REMEMBERED_MS - 1, 0), drop)
    await counts.add(second, drop)
    assert await counts.of_project("p", "2026-11-21", "2026-11-21") == [DropCount("2026-11-21", "bot", 3)]


async def test_a_message_is_forgotten_once_much_later_ones_are_counted(database: Database) -> None:
    counts, drop = SqlAlchemyDropCounts(database), [Drop("p", DropReason.BOT, NOON)]
    for hours in range(4):
        await counts.add(delivery_id(NOON + hours * REMEMBERED_MS, 0), drop)
    async with database.reading() as connection:
        known = (await connection.execute(select(counted_messages))).scalars().all()
    assert known == [delivery_id(NOON + 3 * REMEMBERED_MS, 0)]


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
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


async def destroy_one_of_two(store: SaltStore) -> tuple[bytes, bytes]:
    salt, later = (f"SALT-{word}-{uuid4().hex}".encode() for word in ("OF-YESTERDAY", "OF-TODAY"))
    await store.make_if_absent("p", "2026-11-20", salt, 1_000)
    await store.make_if_absent("p", "2026-11-21", later, 1_001)
    assert await store.destroy_expired(1_000) == 1
    return salt, later


async def test_a_destroyed_salt_is_nowhere_in_the_files_of_sqlite(tmp_path: Path) -> None:
    database = fresh_database(tmp_path)
    salt, later = await destroy_one_of_two(SqlAlchemySaltStore(database))
    held = await asyncio.to_thread(files_of, tmp_path)
    assert salt not in held
    assert later in held
    await database.close()


async def test_a_destroyed_salt_is_in_no_table_of_postgresql(
    postgres: Service, postgres_database: str
) -> None:
    """Its write-ahead log holds it until that is written over."""
    if not isinstance(postgres, Postgres):
        pytest.skip("the files of an outside server cannot be read")
    database = Database(postgres_database)
    salt, later = await destroy_one_of_two(SqlAlchemySaltStore(database))
    with psycopg.connect(plain(postgres.url), autocommit=True) as connection:
        connection.execute("CHECKPOINT")
    held = await asyncio.to_thread(files_of, postgres.folder / "data" / "base")
    assert salt not in held
    assert later in held
    assert await SqlAlchemySaltStore(database).destroy_expired(1_001) == 1
    await database.close()


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
