"""What recording leaves behind besides events: counted drops, and events that could not be recorded."""

from collections.abc import Sequence
from typing import Protocol

import msgspec

from insights.domain.ingestion.drops import Drop
from insights.domain.ingestion.event import Accepted


class DropCount(msgspec.Struct, frozen=True):
    day: str
    """UTC date, `2026-11-21`."""
    reason: str
    count: int


class DropCounts(Protocol):
    async def add(self, message: int, drops: Sequence[Drop]) -> None:
        """Count them once: nothing happens when `message` (a delivery's id) was counted before."""
        ...

    async def of_project(self, project: str, first_day: str, last_day: str) -> Sequence[DropCount]:
        """Both days included, ordered by day and reason; days without drops are absent."""
        ...


class DeadLetter(msgspec.Struct, frozen=True, kw_only=True):
    """An event whose recording failed for a reason of its own."""

    id: str
    project: str
    event: Accepted
    reason: str
    failed_at: int
    """Milliseconds since the epoch."""


class DeadLetters(Protocol):
    async def keep(self, letters: Sequence[DeadLetter]) -> None:
        """Durable on return; a letter whose id is kept already is ignored."""
        ...

    async def list(self, project: str, limit: int, offset: int) -> tuple[Sequence[DeadLetter], int]:
        """Newest first, and how many there are in all."""
        ...

    async def take(self, project: str, ids: Sequence[str] | None, limit: int) -> Sequence[DeadLetter]:
        """The oldest, or those named; unknown ids are ignored. They stay until `forget`."""
        ...

    async def forget(self, project: str, ids: Sequence[str]) -> None:
        """Remove them; unknown ids are ignored."""
        ...
