"""Giving events that could not be recorded another chance."""

from collections.abc import Sequence
from dataclasses import dataclass

from insights.application.ports.event_queue import Batch, EventQueue
from insights.application.ports.records import DeadLetters

MOST_AT_ONCE = 1_000


@dataclass(frozen=True)
class ReplayDeadLetters:
    """Put them back on the queue, then forget them: in between they stand twice, and recording drops the
    repeat. One that fails again becomes a new letter."""

    dead_letters: DeadLetters
    queue: EventQueue

    async def __call__(
        self, project: str, ids: Sequence[str] | None = None, limit: int = MOST_AT_ONCE
    ) -> int:
        """The oldest letters of the project, or those named; how many were put back. Raises QueueFull."""
        letters = await self.dead_letters.take(project, ids, min(limit, MOST_AT_ONCE))
        if letters:
            await self.queue.put(Batch(events=[letter.event for letter in letters]))
            await self.dead_letters.forget(project, [letter.id for letter in letters])
        return len(letters)
