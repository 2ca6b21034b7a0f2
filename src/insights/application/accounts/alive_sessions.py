"""Who is signed in, remembered for a moment: every request asks."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Final, final

from insights.application.cache import Cache
from insights.application.ports.changes import Changes
from insights.application.ports.unit_of_work import Repositories, UnitOfWork, Work
from insights.domain.accounts.user import User

TOPIC: Final = "sessions"


@final
class AliveSessions:
    """The user of a session. A sign-out or a lesser role is seen at once after `forget`, and within
    `fresh_seconds` where that was not heard."""

    def __init__(
        self,
        unit_of_work: UnitOfWork,
        fresh_seconds: float = 3.0,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._cache: Cache[User] = Cache(self._ask, fresh_seconds=fresh_seconds, seconds=seconds)
        self.user_of = self._cache.get
        self.forget = self._cache.forget

    async def _ask(self, session_id: str) -> User | None:
        async with self._unit_of_work.read() as kept:
            return await kept.sessions.user_of(session_id)


@final
class AnnouncedWork(UnitOfWork):
    """After every transaction that may have written, nobody goes on with what they remember of sessions. No
    use-case can forget to say so."""

    def __init__(self, unit_of_work: UnitOfWork, changes: Changes) -> None:
        self._unit_of_work = unit_of_work
        self._changes = changes

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Work]:
        try:
            async with self._unit_of_work.begin() as work:
                yield work
        finally:
            self._changes.announce(TOPIC)

    def read(self) -> AbstractAsyncContextManager[Repositories]:
        return self._unit_of_work.read()
