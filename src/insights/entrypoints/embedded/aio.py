"""The platform inside a program that has an event loop."""

import asyncio
import os
from collections.abc import Iterable, Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self, TypeVar, Unpack

import msgspec

from insights.application.accounts.projects import NewProject
from insights.application.accounts.register import NewMember
from insights.domain.accounts.project import Project
from insights.domain.accounts.user import User
from insights.domain.errors import Invalid, Unavailable
from insights.domain.ingestion.refusal import complaint
from insights.entrypoints.adapters import Adapters, check_adapters
from insights.entrypoints.embedded.events import EventFields, NewEvent, Receipt
from insights.entrypoints.embedded.mounting import Mounted
from insights.entrypoints.embedded.opened import NotOpen, Opened, Options, check_options, opening
from insights.entrypoints.embedded.questions import QueryFields, as_wire
from insights.entrypoints.embedded.rows import Rows
from insights.entrypoints.http.asgi import AsgiApp

MOST_PROJECTS: Final = 500
FLUSH_SECONDS: Final = 30.0
CLOCKS_APART_MS: Final = 250
"""Ages are by the wall clock, which is set now and then; waiting is not."""

T = TypeVar("T", bound=msgspec.Struct)


class AsyncInsights:
    """`async with AsyncInsights("data") as insights:` opens a data directory in the running event loop.

    Whatever takes `project` takes its id, public key or alias; without it, it is the default project, which
    the first opening makes. Calls raise NotOpen outside the block.
    """

    def __init__(
        self,
        data_dir: str | Path | None,
        *,
        adapters: Adapters | None = None,
        **options: Unpack[Options],
    ) -> None:
        """None is what `temporary` gives. Nothing is opened yet. Raises Invalid."""
        self._adapters: Adapters = adapters or {}
        check_adapters(self._adapters)
        check_options(options)
        self._options = options
        self._data_dir = None if data_dir is None else Path(data_dir)
        self._stack = AsyncExitStack()
        self._opened: Opened | None = None
        self._turn = asyncio.Lock()

    @classmethod
    def temporary(cls, *, adapters: Adapters | None = None, **options: Unpack[Options]) -> Self:
        """In a temporary folder that goes when it is closed, with all that was tracked."""
        return cls(None, adapters=adapters, **options)

    async def open(self) -> Self:
        """What `async with` does; nothing happens when it is open. Blocks the loop for about a second.

        Raises Conflict when another process owns the directory, naming it, or when this one has an Insights
        open already; Unavailable when a store cannot be opened.
        """
        async with self._turn:
            if self._opened is None:
                entering = opening(self._data_dir, self._options, self._adapters)
                self._opened = await self._stack.enter_async_context(entering)
        return self

    async def close(self) -> None:
        """Record what was tracked, for a second at most; the rest waits on disk for the next opening."""
        async with self._turn:
            if self._opened is not None and self._opened.pid == os.getpid():
                self._opened = None
                await self._stack.aclose()

    async def track(self, name: str, *, project: str | None = None, **fields: Unpack[EventFields]) -> None:
        """Return once the event is durable. Raises Invalid naming the field, rule and value; QueueFull."""
        opened = self.opened()
        await opened.tracking.one(project or opened.project.id, {**fields, "name": name})

    async def track_many(self, events: Iterable[NewEvent], *, project: str | None = None) -> Receipt:
        """Return once all that are accepted are durable. Raises Invalid, before anything is sent, for a field
        that events do not have; QueueFull, when those before may have been kept: give events an `id`, and
        sending them again is harmless."""
        opened = self.opened()
        return await opened.tracking.many(project or opened.project.id, events)

    async def flush(self, seconds: float = FLUSH_SECONDS) -> None:
        """Return once everything tracked before is in the answers. Raises Unavailable after `seconds`."""
        queue, loop = self.opened().services.event_queue, asyncio.get_running_loop()
        began = loop.time()
        while (depth := queue.depth()).messages:
            waited = loop.time() - began
            if 0 < depth.oldest_age_ms < waited * 1000 - CLOCKS_APART_MS:
                return  # all that is left came later
            if waited > seconds:
                raise Unavailable(f"{depth.events:,} events wait to be recorded after {seconds:g} seconds.")
            await asyncio.sleep(0.005)

    async def query(self, *, project: str | None = None, **question: Unpack[QueryFields]) -> Rows:
        """Asks in the words of docs/query-api.md. Raises Invalid naming every fault, NotFound for a project,
        Unavailable."""
        opened = self.opened()
        found = await opened.services.find_project(project or opened.project.id)
        return Rows(await opened.services.answer_question(found, as_wire(question)))

    async def create_project(
        self, name: str, domain: str, *, timezone: str = "UTC", aliases: Iterable[str] = ()
    ) -> Project:
        """Raises Invalid, Conflict for an alias that is taken."""
        given = {"name": name, "domain": domain, "timezone": timezone, "aliases": list(aliases)}
        opened = self.opened()
        return await opened.services.create_project(opened.owner, _typed(given, NewProject))

    async def projects(self) -> list[Project]:
        """The program's own, by name: the first 500."""
        opened = self.opened()
        found, _ = await opened.services.list_projects(opened.owner, MOST_PROJECTS, 0)
        return found

    async def add_user(self, email: str, password: str, *, role: str = "owner") -> User:
        """Let somebody sign in to the dashboard, with the roles `owner`, `admin`, `analyst` and `viewer`.
        Raises Invalid, Conflict for an address that has an account."""
        opened = self.opened()
        new = _typed({"email": email, "password": password, "role": role}, NewMember)
        return await opened.services.users.add_member(opened.owner, new)

    def asgi(self) -> AsgiApp:
        """The HTTP API, the collect paths and the dashboard, to be mounted. It answers 503 while this is not
        open; a server or host that sends it `lifespan` opens and closes it."""

        async def app() -> AsgiApp:
            return self.opened().app

        return Mounted(open=self.open, close=self.close, app=app)

    def opened(self) -> Opened:
        """What is behind the calls. Raises NotOpen."""
        opened = self._opened
        if opened is None:
            raise NotOpen("This Insights is not open: enter `async with`, or call `open`.")
        if opened.pid != os.getpid():
            raise NotOpen(
                f"This Insights was opened in process {opened.pid}, from which this one was forked: open it "
                "after forking, in one process only."
            )
        return opened

    async def __aenter__(self) -> Self:
        return await self.open()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


def _typed(given: Mapping[str, Any], kind: type[T]) -> T:
    try:
        return msgspec.convert(given, kind)
    except msgspec.ValidationError as error:
        fault = complaint(error)
        raise Invalid(f"{fault.path} {fault.message}", [fault]) from None
