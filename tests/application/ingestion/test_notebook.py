"""What acceptance and recording note of the quality of data."""

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from insights.adapters.local_queue.queue import LocalQueue
from insights.adapters.memory.quality_notes import MemoryQualityNotes
from insights.application.ingestion.notebook import MOST_SDKS, KeepNotebook, Notebook
from insights.domain.ingestion.quality import OTHERS, Note, NoteKind, Sample, masked, quantile, skew_bucket
from insights.domain.ingestion.quality_report import Skew, by_reason, by_sdk
from tests.builders.accepting import NOW, FixedClock, accepted, accepting, project, request
from tests.builders.recording import Recording, delivery
from tests.builders.recording import accepted as arrived

SECRET = "ada@example.com"


def at(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def of_kind(notes: list[Note], kind: NoteKind) -> list[Note]:
    return [note for note in notes if note.kind == kind]


async def test_what_is_refused_is_noted_without_its_values(tmp_path: Path) -> None:
    queue, notebook = await LocalQueue.open(tmp_path / "queue.sqlite", FixedClock()), Notebook()
    accept = accepting(queue, notebook=notebook)
    events = [
        {"name": "a"},
        {"name": "b" * 200, "user_id": SECRET, "properties": {SECRET: 1, "plan": SECRET, "seats": 3}},
        {"name": 17},
        {"name": "c" * 200, "sdk": "own/2"},
    ]
    await accept(request(*events, beside={"sdk": "insights-js/1.0", "sent_at": "2026-11-21T02:59:00Z"}))
    await queue.close()
    notes = notebook.take()
    assert notebook.take() == []
    assert SECRET not in str(notes)
    too_long, invalid, own = of_kind(notes, NoteKind.REJECTED)
    assert (too_long.sdk, too_long.detail, too_long.count) == ("insights-js/1.0", "too_long", 1)
    assert msgspec.json.decode(too_long.sample, type=Sample) == Sample(
        "name must have 1 to 120 characters",
        {
            "name": "text of 200 characters",
            "user_id": "text of 15 characters",
            "properties.…": "number",
            "properties.plan": "text of 15 characters",
            "properties.seats": "number",
        },
    )
    assert (invalid.detail, own.sdk) == ("invalid", "own/2")
    assert msgspec.json.decode(invalid.sample, type=Sample) == Sample("name must be of type string", {})
    (skew,) = of_kind(notes, NoteKind.SKEW)
    assert (skew.sdk, skew.detail, skew.count) == ("insights-js/1.0", "30000", 1)


async def test_what_policy_leaves_out_at_the_door_is_noted(tmp_path: Path) -> None:
    queue, notebook = await LocalQueue.open(tmp_path / "queue.sqlite", FixedClock()), Notebook()
    accept = accepting(queue, project(allowed_hosts=("example.com",)), notebook=notebook)
    await accept(request({"name": "a", "url": "https://other.example/"}, {"name": "b", "sdk": "x/1"}))
    await queue.close()
    (note,) = notebook.take()
    assert (note.kind, note.detail) == (NoteKind.DROPPED, "origin_not_allowed")
    assert msgspec.json.decode(note.sample, type=Sample).fields["hostname"] == "text of 13 characters"


async def test_recording_notes_who_sent_what_it_stored_and_left_out() -> None:
    recording = Recording()
    notebook = recording.record.notebook
    crawler = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
    events = [arrived("1", sdk="a/1"), arrived("2", sdk="a/1", minute=1), arrived("3", sdk="b/1")]
    await recording.record([delivery(1, *events, arrived("1"), arrived("4", user_agent=crawler))])
    notes = notebook.take()
    found = {(note.kind, note.sdk, note.detail): note for note in notes}
    assert found.keys() == {
        (NoteKind.STORED, "a/1", ""),
        (NoteKind.STORED, "b/1", ""),
        (NoteKind.DROPPED, "", "bot"),
        (NoteKind.DROPPED, "", "duplicate"),
    }
    stored = found[NoteKind.STORED, "a/1", ""]
    assert (stored.count, stored.last_at) == (2, events[1].event.received)


def test_sdks_past_the_hundredth_are_others() -> None:
    notebook = Notebook()
    notebook.stored([accepted(str(n), sdk=f"sdk/{n}").event for n in range(MOST_SDKS + 5)])
    counts = {note.sdk: note.count for note in notebook.take()}
    assert (len(counts), counts[OTHERS]) == (MOST_SDKS + 1, 5)


async def test_what_is_noted_is_written_down_at_the_end() -> None:
    notebook, notes = Notebook(), MemoryQualityNotes()
    async with KeepNotebook(notebook, notes).running():
        notebook.stored([accepted("1", sdk="a/1").event])
    (note,) = await notes.of_project("p", "2026-11-21", "2026-11-21")
    assert (note.sdk, note.count, note.last_at) == ("a/1", 1, NOW)


class Unwritable(MemoryQualityNotes):
    async def add(self, notes: object) -> None:
        raise RuntimeError("the disk is full")


async def test_what_cannot_be_written_does_not_stop_anything(caplog: pytest.LogCaptureFixture) -> None:
    notebook = Notebook()
    notebook.skew("p", "a/1", 5, NOW)
    await KeepNotebook(notebook, Unwritable()).write()
    assert "were lost" in caplog.text
    assert notebook.take() == []


@pytest.mark.parametrize(
    ("skew", "bucket"),
    [(0, 0), (999, 0), (-999, 0), (1_000, 1_000), (-4_999, -1_000), (86_400_000 * 9, 86_400_000)],
)
def test_skews_fall_into_buckets(skew: int, bucket: int) -> None:
    assert skew_bucket(skew) == bucket


def test_the_report_tells_median_and_95th_of_a_hundred() -> None:
    assert quantile({}, 0.5) is None
    counts = {0: 94, 5_000: 5, 600_000: 1}
    notes = [Note("p", "d", NoteKind.SKEW, "a/1", str(ms), count) for ms, count in counts.items()]
    notes += [Note("p", day, NoteKind.STORED, "b/1", "", 2, last_at=n) for n, day in enumerate(("d", "e"))]
    b, a = by_sdk(notes)
    assert (b.sdk, b.events, b.last_seen, b.clock_skew) == ("b/1", 4, at(1), None)
    assert (a.events, a.clock_skew) == (0, Skew(median_ms=0, p95_ms=5_000, requests=100))


def test_of_each_reason_the_latest_samples_are_shown() -> None:
    notes = [
        Note("p", "d", NoteKind.REJECTED, sdk, "invalid", 1, at, f'{{"message":"{sdk}{at}"}}')
        for sdk, at in (("a", 1), ("b", 2), ("c", 3), ("d", 4), ("a", 5))
    ]
    (reason,) = by_reason(notes, NoteKind.REJECTED)
    assert (reason.count, reason.last_seen) == (5, at(5))
    assert [sample.message for sample in reason.samples] == ["a5", "d4", "c3"]


def test_a_masked_event_has_at_most_thirty_fields() -> None:
    event = accepted("1", properties={f"key_{chr(97 + n % 26)}{n // 26}": n for n in range(50)}).event
    assert len(masked(event)) == 30
