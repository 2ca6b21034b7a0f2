from collections.abc import Collection, Iterable
from typing import final

from insights.application.ports.claims import Claimed, Claims
from insights.application.ports.event_log import EventKey


@final
class MemoryClaims(Claims):
    """For one recorder, which has nobody to claim an event from."""

    async def take(self, wanted: Iterable[tuple[EventKey, int]]) -> Claimed:
        return Claimed()

    async def settle(
        self, stored: Collection[EventKey], refused: Collection[EventKey], received: int
    ) -> None:
        """The recorder's own memory of ids knows."""

    async def earliest_received(self, seconds: float) -> int | None:
        return None
