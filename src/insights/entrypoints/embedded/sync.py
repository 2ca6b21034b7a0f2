"""The platform inside a program without an event loop, or with threads beside it."""

import asyncio
import concurrent.futures.thread  # noqa: F401 - registers its own end, before which ours must come
import os
import threading
from collections.abc import Callable, Coroutine, Iterable
from concurrent.futures import CancelledError
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar, Unpack

from insights.domain.accounts.project import Project
from insights.domain.accounts.user import User
from insights.entrypoints.adapters import Adapters
from insights.entrypoints.embedded.aio import FLUSH_SECONDS, AsyncInsights
from insights.entrypoints.embedded.events import EventFields, NewEvent, Receipt
from insights.entrypoints.embedded.loop_thread import LoopThread
from insights.entrypoints.embedded.mounting import Mounted, bridged
from insights.entrypoints.embedded.opened import NotOpen, Options
from insights.entrypoints.embedded.questions import QueryFields
from insights.entrypoints.embedded.rows import Rows
from insights.entrypoints.http.asgi import AsgiApp

T = TypeVar("T")


class Insights:
    """`AsyncInsights` in an event loop of its own: the same calls, which wait, from any thread.

    The first call opens the data directory, so that a module may make one and a reloading or forking server
    opens it only where it is used. The end of the program closes it.
    """

    def __init__(
        self,
        data_dir: str | Path | None,
        *,
        adapters: Adapters | None = None,
        **options: Unpack[Options],
    ) -> None:
        """None is what `temporary` gives. Raises Invalid."""
        self._inner = AsyncInsights(data_dir, adapters=adapters, **options)
        self._turn = threading.Lock()
        self._thread: LoopThread | None = None
        self._closed = False

    @classmethod
    def temporary(cls, *, adapters: Adapters | None = None, **options: Unpack[Options]) -> Self:
        """In a temporary folder that goes when it is closed, with all that was tracked."""
        return cls(None, adapters=adapters, **options)

    def open(self) -> Self:
        """What the first call does; also after `close`. Raises what `AsyncInsights.open` raises."""
        self._closed = False
        self._running()
        return self

    def close(self) -> None:
        """Record what was tracked, for a second at most; the rest waits on disk for the next opening."""
        if self._thread is not None and self._thread.pid != os.getpid():
            return  # it is the parent's to close
        with self._turn:
            self._closed = True
            thread, self._thread = self._thread, None
            if thread is not None:
                thread.run(self._inner.close())
                thread.stop()
                _open_ones.discard(self)

    def track(self, name: str, *, project: str | None = None, **fields: Unpack[EventFields]) -> None:
        """Return once the event is durable. Raises Invalid naming the field, rule and value; QueueFull."""
        self._call(lambda inner: inner.track(name, project=project, **fields))

    def track_many(self, events: Iterable[NewEvent], *, project: str | None = None) -> Receipt:
        """See `AsyncInsights.track_many`."""
        given = list(events)  # here: the loop shall not wait for what may be a slow generator
        return self._call(lambda inner: inner.track_many(given, project=project))

    def flush(self, seconds: float = FLUSH_SECONDS) -> None:
        """Return once everything tracked before is in the answers. Raises Unavailable after `seconds`."""
        self._call(lambda inner: inner.flush(seconds))

    def query(self, *, project: str | None = None, **question: Unpack[QueryFields]) -> Rows:
        """See `AsyncInsights.query`."""
        return self._call(lambda inner: inner.query(project=project, **question))

    def create_project(
        self, name: str, domain: str, *, timezone: str = "UTC", aliases: Iterable[str] = ()
    ) -> Project:
        """Raises Invalid, Conflict for an alias that is taken."""
        return self._call(
            lambda inner: inner.create_project(name, domain, timezone=timezone, aliases=aliases)
        )

    def projects(self) -> list[Project]:
        """The program's own, by name: the first 500."""
        return self._call(lambda inner: inner.projects())

    def add_user(self, email: str, password: str, *, role: str = "owner") -> User:
        """See `AsyncInsights.add_user`."""
        return self._call(lambda inner: inner.add_user(email, password, role=role))

    def asgi(self) -> AsgiApp:
        """See `AsyncInsights.asgi`. Requests are passed to the loop of this one; the first one opens it."""

        async def app() -> AsgiApp:
            thread = self._running() if self._thread else await asyncio.to_thread(self._running)
            return bridged(self._inner.opened().app, thread.loop)

        return Mounted(
            open=lambda: asyncio.to_thread(self.open), close=lambda: asyncio.to_thread(self.close), app=app
        )

    def _call(self, work: Callable[[AsyncInsights], Coroutine[Any, Any, T]]) -> T:
        thread = self._running()
        try:
            return thread.run(work(self._inner))
        except CancelledError:
            raise NotOpen("This Insights was closed during the call.") from None

    def _running(self) -> LoopThread:
        thread = self._thread
        if thread is not None:
            if thread.pid != os.getpid():
                self._inner.opened()  # raises: it tells of the fork
            return thread
        with self._turn:
            if self._closed:
                raise NotOpen("This Insights is closed; `open` opens it again.")
            if self._thread is None:
                self._thread = self._start()
            return self._thread

    def _start(self) -> LoopThread:
        thread = LoopThread("insights")
        try:
            thread.run(self._inner.open())
        except BaseException:
            thread.stop()
            raise
        _open_ones.add(self)
        return thread

    def __enter__(self) -> Self:
        return self.open()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


_open_ones: set[Insights] = set()
"""Held also when nobody else holds them any more: what was tracked is still to be recorded."""


def _close_all() -> None:
    for insights in list(_open_ones):
        insights.close()


# Not `atexit`: that comes after the executors' threads have ended, without which nothing can be recorded.
# These run before, the last registered first: so the executors are imported above.
threading._register_atexit(_close_all)  # type: ignore[attr-defined]  # no public hook comes early enough
