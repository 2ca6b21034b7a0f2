"""Notes on the quality of data, kept by day."""

from collections.abc import Sequence
from typing import Protocol

from insights.domain.ingestion.quality import Note


class QualityNotes(Protocol):
    async def add(self, notes: Sequence[Note]) -> None:
        """Counts are added to those of the same project, day, kind, SDK and detail; the later time stays, and
        the sample that came first. Called again, it counts again."""
        ...

    async def of_project(self, project: str, first_day: str, last_day: str) -> Sequence[Note]:
        """Both days included, ordered by day, kind, SDK and detail; nothing for an unknown project."""
        ...

    async def forget_before(self, day: str) -> None:
        """Remove the notes of all projects from before that day."""
        ...
