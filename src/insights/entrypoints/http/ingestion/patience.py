"""A time limit for many short waits at once."""

import asyncio
from types import TracebackType
from typing import Any, final


@final
class Patience:
    """`with patience:` raises TimeoutError in a task that stays inside for `seconds`, or up to a tenth more.

    One timer looks after every task, and only while there are any: a timer for each request would cost a
    tenth of all that the request costs.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._deadlines: dict[asyncio.Task[Any] | None, float] = {}
        self._overdue: set[asyncio.Task[Any] | None] = set()
        self._timer: asyncio.TimerHandle | None = None

    def __enter__(self) -> None:
        loop = asyncio.get_running_loop()
        self._deadlines[asyncio.current_task(loop)] = loop.time() + self.seconds
        if self._timer is None:
            self._timer = loop.call_later(self.seconds / 10, self._look, loop)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """A cancellation by somebody else goes on as one."""
        task = asyncio.current_task()
        self._deadlines.pop(task, None)
        if task in self._overdue:
            self._overdue.discard(task)
            if task is not None and task.uncancel() == 0 and kind is asyncio.CancelledError:
                raise TimeoutError from error

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        now = loop.time()
        for task, deadline in list(self._deadlines.items()):
            if task is not None and deadline <= now and task not in self._overdue:
                self._overdue.add(task)
                task.cancel()
        waiting = bool(self._deadlines)
        self._timer = loop.call_later(self.seconds / 10, self._look, loop) if waiting else None
