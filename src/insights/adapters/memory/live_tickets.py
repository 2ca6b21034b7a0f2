import time
from collections.abc import Callable
from typing import Final, final

from insights.application.ports.live import Grant, LiveTickets
from insights.domain.accounts.session import token_hash

SECONDS: Final = 30.0
MOST: Final = 10_000


@final
class MemoryLiveTickets(LiveTickets):
    """Found by their hashes, so that neither the look-up's time nor a dump of memory tells a ticket."""

    def __init__(self, seconds: Callable[[], float] = time.monotonic, most: int = MOST) -> None:
        self._seconds = seconds
        self._most = most
        self._kept: dict[str, tuple[float, Grant]] = {}
        """By hash, oldest first: (the clock's seconds when it expires, the grant)."""

    async def keep(self, ticket: str, grant: Grant) -> None:
        self._forget_expired()
        while len(self._kept) >= self._most:
            self._forget_oldest()
        self._kept[token_hash(ticket)] = (self._seconds() + SECONDS, grant)

    async def redeem(self, ticket: str) -> Grant | None:
        self._forget_expired()
        _, grant = self._kept.pop(token_hash(ticket), (0.0, None))
        return grant

    def _forget_expired(self) -> None:
        now = self._seconds()
        while self._kept and next(iter(self._kept.values()))[0] <= now:
            self._forget_oldest()

    def _forget_oldest(self) -> None:
        del self._kept[next(iter(self._kept))]
