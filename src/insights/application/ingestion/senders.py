"""The hot path's memory of who sends."""

import time
from collections.abc import Callable
from typing import Final, final

from insights.application.cache import Cache
from insights.application.ports.projects import Sender, Senders, SenderSource

LONGEST_KEY: Final = 200
"""No key is longer, so that what is remembered of unknown ones stays small."""


@final
class SenderCache(Senders):
    """A change is seen at once after `forget`, and within `fresh_seconds` where that was not heard. A sender
    that was known goes on being known while the source is unavailable."""

    def __init__(
        self,
        source: SenderSource,
        fresh_seconds: float = 5.0,
        most: int = 10_000,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._cache = Cache(
            source.by_key, fresh_seconds=fresh_seconds, most=most, serve_stale=True, seconds=seconds
        )

    def known(self, key: str) -> Sender | None:
        return self._cache.known(key)

    def forget(self) -> None:
        """Whatever was known may have changed: ask again, also where an answer is on its way."""
        self._cache.forget()

    async def resolve(self, key: str) -> Sender | None:
        return await self._cache.get(key) if 0 < len(key) <= LONGEST_KEY else None
