"""The life of salts."""

import asyncio

import pytest

from insights.adapters.memory.salts import MemorySaltStore
from insights.adapters.system.ids import SystemIds
from insights.application.ingestion.salts import RotatingSalts
from insights.domain.accounts.project import VisitorBasis
from insights.domain.ingestion.visitor import Salts
from tests.builders.recording import NOW, PROJECT

DAY = 86_400_000
HOUR = 3_600_000
DAILY, MONTHLY = VisitorBasis.DAILY, VisitorBasis.MONTHLY


@pytest.fixture
def store() -> MemorySaltStore:
    return MemorySaltStore()


@pytest.fixture
def ring(store: MemorySaltStore) -> RotatingSalts:
    return RotatingSalts(store, SystemIds())


async def test_a_salt_holds_for_its_day_and_stays_as_the_previous_one_for_another(
    ring: RotatingSalts,
) -> None:
    assert ring.salts(PROJECT, DAILY, NOW) is None
    first = await ring.prepare(PROJECT, DAILY, NOW)
    assert ring.salts(PROJECT, DAILY, NOW + DAY - 1) == first
    assert ring.salts(PROJECT, DAILY, NOW + DAY) is None
    second = await ring.prepare(PROJECT, DAILY, NOW + DAY)
    assert second.previous == first.current != second.current
    third = await ring.prepare(PROJECT, DAILY, NOW + 2 * DAY)
    assert third.previous == second.current


async def test_projects_and_bases_have_salts_of_their_own(ring: RotatingSalts) -> None:
    salts = [
        await ring.prepare(PROJECT, DAILY, NOW),
        await ring.prepare(PROJECT, MONTHLY, NOW),
        await ring.prepare("other", DAILY, NOW),
    ]
    assert len({each.current for each in salts}) == 3
    assert all(len(each.current) >= 32 for each in salts)


async def test_every_process_finds_the_same_salts_even_when_they_start_at_once(
    store: MemorySaltStore,
) -> None:
    rings = [RotatingSalts(store, SystemIds()) for _ in range(5)]
    found = await asyncio.gather(*(ring.prepare(PROJECT, DAILY, NOW) for ring in rings for _ in range(3)))
    assert len({salts.current for salts in found}) == 1


async def test_a_daily_salt_is_destroyed_after_48_hours(store: MemorySaltStore, ring: RotatingSalts) -> None:
    await ring.prepare(PROJECT, DAILY, NOW)
    assert await ring.destroy_expired(NOW + 48 * HOUR - 1) == 0
    assert await ring.destroy_expired(NOW + 48 * HOUR) == 1
    assert await store.load(PROJECT, ["2026-11-21"]) == {}


async def test_destroying_leaves_nothing_in_memory_of_a_past_day(ring: RotatingSalts) -> None:
    salts = await ring.prepare(PROJECT, DAILY, NOW)
    await ring.destroy_expired(NOW + DAY)
    assert ring.salts(PROJECT, DAILY, NOW) is None
    assert (await ring.prepare(PROJECT, DAILY, NOW + DAY)).previous == salts.current


async def test_a_monthly_salt_holds_for_the_month_and_lives_until_the_next_but_one(
    ring: RotatingSalts,
) -> None:
    december, january, february = NOW + 10 * DAY, NOW + 41 * DAY, NOW + 72 * DAY
    november = await ring.prepare(PROJECT, MONTHLY, NOW)
    assert ring.salts(PROJECT, MONTHLY, december - 1) == november
    assert (await ring.prepare(PROJECT, MONTHLY, december)).previous == november.current
    assert await ring.destroy_expired(january - 1) == 0
    assert await ring.destroy_expired(january) == 1
    assert await ring.destroy_expired(february) == 1


async def test_a_project_of_the_persistent_basis_falls_back_to_daily_salts(ring: RotatingSalts) -> None:
    daily = await ring.prepare(PROJECT, DAILY, NOW)
    assert ring.salts(PROJECT, VisitorBasis.PERSISTENT, NOW) == daily


def test_salts_do_not_show_themselves() -> None:
    salts = Salts(current=b"secret-one", previous=b"secret-two")
    assert "secret" not in f"{salts!r} {salts} {salts.__rich_repr__()}"
