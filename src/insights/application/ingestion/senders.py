"""The hot path's memory of who sends."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, final

from insights.application.ports.projects import Sender, Senders, SenderSource
from insights.domain.errors import Unavailable

LONGEST_KEY: Final = 200
"""No key is longer, so that what is remembered of unknown ones stays small."""


@dataclass(slots=True)
class Memory:
    """Answers by key, each with the second until which it is fresh; the oldest make room."""

    most: int
    answers: dict[str, tuple[Sender | None, float]] = field(default_factory=dict)

    def keep(self, key: str, sender: Sender | None, until: float) -> None:
        self.answers.pop(key, None)
        self.answers[key] = (sender, until)
        if len(self.answers) > self.most:
            del self.answers[next(iter(self.answers))]


@final
class SenderCache(Senders):
    """Asks the source once per key and `fresh_seconds`, however many requests wait for the answer.

    A change made by this process is seen at once after `forget`, one made by another within `fresh_seconds`.
    A sender that was known goes on being known while the source is unavailable. Unknown keys are remembered
    apart, so that guessing never pushes out a sender.
    """

    def __init__(
        self,
        source: SenderSource,
        fresh_seconds: float = 5.0,
        most: int = 10_000,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._source = source
        self._fresh_seconds = fresh_seconds
        self._seconds = seconds
        self._known = Memory(most)
        self._unknown = Memory(most)
        self._asking: dict[str, asyncio.Task[Sender | None]] = {}

    def known(self, key: str) -> Sender | None:
        answer = self._known.answers.get(key)
        return answer[0] if answer is not None and answer[1] > self._seconds() else None

    async def resolve(self, key: str) -> Sender | None:
        if not 0 < len(key) <= LONGEST_KEY:
            return None
        answer = self._known.answers.get(key) or self._unknown.answers.get(key)
        if answer is not None and answer[1] > self._seconds():
            return answer[0]
        task = self._asking.get(key)
        if task is None:
            task = self._asking[key] = asyncio.create_task(self._ask(key))
            task.add_done_callback(lambda done: self._asked(key, done))
        return await asyncio.shield(task)

    def forget(self) -> None:
        """Whatever was known may have changed: ask again, also where an answer is on its way."""
        self._known.answers.clear()
        self._unknown.answers.clear()
        self._asking.clear()

    async def _ask(self, key: str) -> Sender | None:
        try:
            return await self._source.by_key(key)
        except Unavailable:
            stale = self._known.answers.get(key)
            if stale is None:
                raise
            return stale[0]

    def _asked(self, key: str, done: asyncio.Task[Sender | None]) -> None:
        """An answer that `forget` overtook is given to those who waited, and not kept."""
        if self._asking.get(key) is not done:
            return
        del self._asking[key]
        if done.cancelled() or done.exception() is not None:
            return
        sender = done.result()
        memory, other = (self._unknown, self._known) if sender is None else (self._known, self._unknown)
        other.answers.pop(key, None)
        memory.keep(key, sender, self._seconds() + self._fresh_seconds)
