from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import final

from insights.application.ports.records import DeadLetter, DeadLetters, DropCount, DropCounts
from insights.domain.ingestion.drops import Drop


@final
class MemoryDropCounts(DropCounts):
    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str, str]] = Counter()
        self._counted: set[int] = set()

    async def add(self, message: int, drops: Sequence[Drop]) -> None:
        if message in self._counted:
            return
        self._counted.add(message)
        for drop in drops:
            day = datetime.fromtimestamp(drop.received / 1000, UTC).date().isoformat()
            self._counts[drop.project, day, str(drop.reason)] += drop.count

    async def of_project(self, project: str, first_day: str, last_day: str) -> Sequence[DropCount]:
        return [
            DropCount(day, reason, count)
            for (of, day, reason), count in sorted(self._counts.items())
            if of == project and first_day <= day <= last_day
        ]


@final
class MemoryDeadLetters(DeadLetters):
    def __init__(self) -> None:
        self._letters: dict[str, DeadLetter] = {}

    async def keep(self, letters: Sequence[DeadLetter]) -> None:
        for letter in letters:
            self._letters.setdefault(letter.id, letter)

    async def list(self, project: str, limit: int, offset: int) -> tuple[Sequence[DeadLetter], int]:
        newest_first = self._oldest_first(project)[::-1]
        return newest_first[offset : offset + limit], len(newest_first)

    async def take(self, project: str, ids: Sequence[str] | None, limit: int) -> Sequence[DeadLetter]:
        letters = self._oldest_first(project)
        return [letter for letter in letters if ids is None or letter.id in ids][:limit]

    async def forget(self, project: str, ids: Sequence[str]) -> None:
        for letter in await self.take(project, ids, len(ids)):
            del self._letters[letter.id]

    def _oldest_first(self, project: str) -> "Sequence[DeadLetter]":
        letters = [letter for letter in self._letters.values() if letter.project == project]
        return sorted(letters, key=lambda letter: (letter.failed_at, letter.id))
