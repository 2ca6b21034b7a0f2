"""From notes to what is shown of a project's data."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import msgspec

from insights.domain.ingestion.quality import Note, NoteKind, Sample, quantile


class Skew(msgspec.Struct, frozen=True):
    """How far clocks are behind (or, negative, ahead), in milliseconds: at least so far, as buckets go."""

    median_ms: int
    p95_ms: int
    requests: int
    """That said when they were sent."""


class SdkQuality(msgspec.Struct, frozen=True, kw_only=True):
    sdk: str
    """Name and version as sent; empty for senders that do not say, `others` past the hundredth."""
    events: int
    """Stored."""
    last_seen: datetime | None
    """When the last one came that was stored."""
    clock_skew: Skew | None = None


class ReasonQuality(msgspec.Struct, frozen=True):
    reason: str
    count: int
    last_seen: datetime | None = None
    samples: tuple[Sample, ...] = ()
    """One for each SDK, at most `MOST_SAMPLES`."""


MOST_SAMPLES = 3


def by_sdk(notes: Sequence[Note]) -> list[SdkQuality]:
    """The most frequent first."""
    events: Counter[str] = Counter()
    seen: dict[str, int] = {}
    skews: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for note in notes:
        if note.kind == NoteKind.STORED:
            events[note.sdk] += note.count
            seen[note.sdk] = max(note.last_at, seen.get(note.sdk, 0))
        elif note.kind == NoteKind.SKEW:
            skews[note.sdk][int(note.detail)] += note.count
    found = [
        SdkQuality(
            sdk=sdk,
            events=events[sdk],
            last_seen=_moment(seen[sdk]) if sdk in seen else None,
            clock_skew=_skew(skews.get(sdk)),
        )
        for sdk in events.keys() | skews.keys()
    ]
    return sorted(found, key=lambda one: (-one.events, one.sdk))


def by_reason(notes: Iterable[Note], kind: NoteKind) -> list[ReasonQuality]:
    """The most frequent first. Of drops only the samples mean something: see `NoteKind`."""
    of_reason: defaultdict[str, list[Note]] = defaultdict(list)
    for note in notes:
        if note.kind == kind:
            of_reason[note.detail].append(note)
    found = [_reason(reason, its) for reason, its in of_reason.items()]
    return sorted(found, key=lambda one: (-one.count, one.reason))


def _reason(reason: str, notes: Sequence[Note]) -> ReasonQuality:
    last_seen = _moment(max(note.last_at for note in notes))
    return ReasonQuality(reason, sum(note.count for note in notes), last_seen, _samples(notes))


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _skew(counts: Counter[int] | None) -> Skew | None:
    median, high = (quantile(counts, share) for share in (0.5, 0.95)) if counts else (None, None)
    if counts is None or median is None or high is None:
        return None
    return Skew(median, high, counts.total())


def _samples(notes: Sequence[Note]) -> tuple[Sample, ...]:
    """The latest of each SDK."""
    latest: dict[str, Note] = {}
    for note in sorted(notes, key=lambda note: note.last_at):
        if note.sample:
            latest[note.sdk] = note
    newest = sorted(latest.values(), key=lambda note: -note.last_at)[:MOST_SAMPLES]
    return tuple(msgspec.json.decode(note.sample, type=Sample) for note in newest)
