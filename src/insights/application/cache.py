"""Answers of a slow source, remembered for a short time."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar, final

from insights.domain.errors import Unavailable

V = TypeVar("V")


@dataclass(slots=True)
class _Memory(Generic[V]):
    """Answers by key, each with the second until which it is fresh; the oldest make room."""

    most: int
    answers: dict[str, tuple[V | None, float]] = field(default_factory=dict)

    def keep(self, key: str, answer: V | None, until: float) -> None:
        self.answers.pop(key, None)
        self.answers[key] = (answer, until)
        if len(self.answers) > self.most:
            del self.answers[next(iter(self.answers))]


@final
class Cache(Generic[V]):
    """Asks the source once per key and `fresh_seconds`, however many wait for the answer. An answer of None
    is remembered too, but apart, so that guessing never pushes out what there is. With `serve_stale`, what
    was known goes on being known while the source is unavailable."""

    def __init__(
        self,
        ask: Callable[[str], Awaitable[V | None]],
        *,
        fresh_seconds: float,
        most: int = 10_000,
        serve_stale: bool = False,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._source = ask
        self._fresh_seconds = fresh_seconds
        self._serve_stale = serve_stale
        self._seconds = seconds
        self._known: _Memory[V] = _Memory(most)
        self._unknown: _Memory[V] = _Memory(most)
        self._asking: dict[str, asyncio.Task[V | None]] = {}

    def known(self, key: str) -> V | None:
        """What is at hand, without waiting."""
        answer = self._known.answers.get(key)
        return answer[0] if answer is not None and answer[1] > self._seconds() else None

    async def get(self, key: str) -> V | None:
        """Raises what the source raises."""
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

    async def _ask(self, key: str) -> V | None:
        try:
            return await self._source(key)
        except Unavailable:
            stale = self._known.answers.get(key) if self._serve_stale else None
            if stale is None:
                raise
            return stale[0]

    def _asked(self, key: str, done: "asyncio.Task[V | None]") -> None:
        """An answer that `forget` overtook is given to those who waited, and not kept."""
        if done.cancelled() or done.exception() is not None or self._asking.get(key) is not done:
            if self._asking.get(key) is done:
                del self._asking[key]
            return
        del self._asking[key]
        answer = done.result()
        memory, other = (self._unknown, self._known) if answer is None else (self._known, self._unknown)
        other.answers.pop(key, None)
        memory.keep(key, answer, self._seconds() + self._fresh_seconds)
