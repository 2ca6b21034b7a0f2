"""Notes on what comes in, gathered in memory and written down every few seconds.

They are for people who look after their senders, so they may miss the last seconds before a crash; nothing
else depends on them, and no request waits for them.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from operator import attrgetter
from typing import Final

import msgspec

from insights.application.ports.quality import QualityNotes
from insights.domain.ingestion import limits
from insights.domain.ingestion.drops import DropReason
from insights.domain.ingestion.event import Event, SentEvent
from insights.domain.ingestion.quality import (
    OTHERS,
    Note,
    NoteKind,
    Sample,
    masked,
    refused_sample,
    skew_bucket,
)
from insights.domain.ingestion.refusal import Refusal

WRITE_SECONDS: Final = 5.0
MOST_SDKS: Final = 100
"""Of a project, told apart by one process between two starts; what names a new one each time stays small."""
MOST_NOTES: Final = 20_000
"""Past this many between two writings, further ones are given up."""
DAY_MS: Final = 86_400_000
KEPT_DAYS: Final = 400
"""Notes of before are forgotten."""

_ARRIVAL: Final = attrgetter("project", "sdk", "received")
"""What the events of one request have in common."""

logger = logging.getLogger(__name__)

Key = tuple[str, int, NoteKind, str, str]
"""(project, days since the epoch, kind, SDK, detail)"""


class _Entry(msgspec.Struct, gc=False):
    count: int = 0
    last_at: int = 0
    sample: str = ""


@dataclass(slots=True)
class Notebook:
    """Calls cost about a microsecond."""

    _entries: dict[Key, _Entry] = field(default_factory=dict)
    _sdks: dict[str, set[str]] = field(default_factory=dict)

    def skew(self, project: str, sdk: str, milliseconds: int, now: int) -> None:
        """How far the clock of a request's sender is behind."""
        self._note(project, now, NoteKind.SKEW, sdk, str(skew_bucket(milliseconds)), 1)

    def rejected(
        self, project: str, sdk: str, refusals: Sequence[Refusal], items: Sequence[object], now: int
    ) -> None:
        """`sdk` sent those of the items that name none themselves."""
        for refused in refusals:
            item = items[refused.index] if refused.index < len(items) else None
            own = item.sdk if isinstance(item, SentEvent) else None
            entry = self._note(project, now, NoteKind.REJECTED, (own or sdk)[: limits.SDK], refused.reason, 1)
            if entry is not None and not entry.sample:
                entry.sample = _json(refused_sample(refused, item))

    def dropped(self, example: Event, reason: DropReason) -> None:
        entry = self._note(example.project, example.received, NoteKind.DROPPED, example.sdk, reason, 1)
        if entry is not None and not entry.sample:
            entry.sample = _json(Sample(fields=masked(example)))

    def stored(self, events: Sequence[Event]) -> None:
        for (project, sdk, received), count in Counter(map(_ARRIVAL, events)).items():
            self._note(project, received, NoteKind.STORED, sdk, "", count)

    def take(self) -> list[Note]:
        """What was noted since the last time."""
        taken, self._entries = self._entries, {}
        return [
            Note(project, _date(day), kind, sdk, detail, entry.count, entry.last_at, entry.sample)
            for (project, day, kind, sdk, detail), entry in taken.items()
        ]

    def _note(
        self, project: str, at: int, kind: NoteKind, sdk: str, detail: str, count: int
    ) -> _Entry | None:
        key = (project, at // DAY_MS, kind, self._known(project, sdk), detail)
        entry = self._entries.get(key)
        if entry is None:
            if len(self._entries) >= MOST_NOTES:
                return None
            entry = self._entries[key] = _Entry()
        entry.count += count
        entry.last_at = max(entry.last_at, at)
        return entry

    def _known(self, project: str, sdk: str) -> str:
        known = self._sdks.setdefault(project, set())
        if sdk not in known:
            if len(known) >= MOST_SDKS:
                return OTHERS
            known.add(sdk)
        return sdk


@dataclass(frozen=True, slots=True)
class KeepNotebook:
    """Writes notes down for as long as it runs, and once more at the end."""

    notebook: Notebook
    notes: QualityNotes

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        writing = asyncio.create_task(self._again(), name="writing notes down")
        try:
            yield
        finally:
            writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)
            await self.write()

    async def write(self) -> None:
        """What cannot be written is given up: it would only grow."""
        if taken := self.notebook.take():
            try:
                await self.notes.add(taken)
            except Exception:
                logger.warning("Notes on %d kinds of what came in were lost", len(taken), exc_info=True)

    async def _again(self) -> None:
        while True:
            await asyncio.sleep(WRITE_SECONDS)
            await self.write()


def _json(sample: Sample) -> str:
    return msgspec.json.encode(sample).decode()


@lru_cache(maxsize=64)
def _date(day: int) -> str:
    return datetime.fromtimestamp(day * DAY_MS / 1000, UTC).date().isoformat()


def day_before(now_ms: int, days: int) -> str:
    """The UTC date so many days ago."""
    return _date(now_ms // DAY_MS - days)
