"""QualityNotes, over every relational store."""

import asyncio
from uuid import uuid4

import msgspec

from insights.application.ports.quality import QualityNotes
from insights.domain.ingestion.quality import Note, NoteKind
from tests.contracts.registry import contract

notes = contract(QualityNotes)

PROJECT = str(uuid4())
STORED = Note(PROJECT, "2026-11-21", NoteKind.STORED, "insights-js/1.0", "", 3, 1_000)
REFUSED = Note(PROJECT, "2026-11-21", NoteKind.REJECTED, "ä/1", "too_long", 1, 2_000, '{"message":"first"}')


async def test_counts_add_up_the_first_sample_and_the_latest_time_stay(notes: QualityNotes) -> None:
    await notes.add([STORED, REFUSED])
    later = msgspec.structs.replace(REFUSED, count=4, last_at=1_500, sample='{"message":"second"}')
    await notes.add([later, msgspec.structs.replace(STORED, last_at=9_000)])
    assert list(await notes.of_project(PROJECT, "2026-11-21", "2026-11-21")) == [
        msgspec.structs.replace(REFUSED, count=5),
        msgspec.structs.replace(STORED, count=6, last_at=9_000),
    ]


async def test_a_sample_comes_to_what_had_none(notes: QualityNotes) -> None:
    await notes.add([msgspec.structs.replace(REFUSED, sample="")])
    await notes.add([REFUSED])
    (note,) = await notes.of_project(PROJECT, "2026-11-21", "2026-11-21")
    assert note.sample == REFUSED.sample


async def test_days_projects_kinds_sdks_and_details_are_kept_apart(notes: QualityNotes) -> None:
    other = [
        msgspec.structs.replace(STORED, project=str(uuid4())),
        msgspec.structs.replace(STORED, day="2026-11-20"),
        msgspec.structs.replace(STORED, day="2026-11-22"),
    ]
    mine = [
        msgspec.structs.replace(STORED, sdk="Z/1"),
        msgspec.structs.replace(STORED, sdk="a/1"),
        msgspec.structs.replace(STORED, kind=NoteKind.SKEW, detail="-1000"),
        msgspec.structs.replace(STORED, kind=NoteKind.SKEW, detail="0"),
        STORED,
    ]
    await notes.add([*other, *mine])
    found = await notes.of_project(PROJECT, "2026-11-21", "2026-11-21")
    assert list(found) == sorted(mine, key=lambda note: (note.kind, note.sdk, note.detail))
    assert len(await notes.of_project(PROJECT, "2026-11-20", "2026-11-22")) == len(mine) + 2
    assert await notes.of_project(str(uuid4()), "2026-11-20", "2026-11-22") == []


async def test_many_may_write_at_once(notes: QualityNotes) -> None:
    both = [STORED, REFUSED]
    await asyncio.gather(*(notes.add(both if n % 2 else both[::-1]) for n in range(10)))
    found = await notes.of_project(PROJECT, "2026-11-21", "2026-11-21")
    assert [note.count for note in found] == [10, 30]


async def test_old_days_are_forgotten(notes: QualityNotes) -> None:
    await notes.add([STORED, msgspec.structs.replace(STORED, day="2025-10-17")])
    await notes.forget_before("2025-10-18")
    found = await notes.of_project(PROJECT, "2000-01-01", "2100-01-01")
    assert [note.day for note in found] == ["2026-11-21"]
