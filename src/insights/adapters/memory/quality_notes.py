from collections.abc import Sequence
from typing import final

import msgspec

from insights.application.ports.quality import QualityNotes
from insights.domain.ingestion.quality import Note


@final
class MemoryQualityNotes(QualityNotes):
    def __init__(self) -> None:
        self._notes: dict[tuple[str, ...], Note] = {}

    async def add(self, notes: Sequence[Note]) -> None:
        for note in notes:
            key = (note.project, note.day, note.kind, note.sdk, note.detail)
            before = self._notes.get(key)
            if before is not None:
                note = msgspec.structs.replace(
                    note,
                    count=before.count + note.count,
                    last_at=max(before.last_at, note.last_at),
                    sample=before.sample or note.sample,
                )
            self._notes[key] = note

    async def of_project(self, project: str, first_day: str, last_day: str) -> Sequence[Note]:
        return [
            note
            for key, note in sorted(self._notes.items())
            if note.project == project and first_day <= note.day <= last_day
        ]

    async def forget_before(self, day: str) -> None:
        self._notes = {key: note for key, note in self._notes.items() if note.day >= day}
