from collections.abc import Collection, Iterable
from typing import final

from insights.application.ports.claims import Claimed, Claims
from insights.application.ports.event_log import EventKey


@final
class MemoryClaims(Claims):
    """For one recorder: what it has under way. Of what is settled its own memory of ids knows."""

    def __init__(self) -> None:
        self._messages: dict[EventKey, int] = {}

    async def take(self, wanted: Iterable[tuple[EventKey, int]]) -> Claimed:
        claims = dict(wanted)
        held = {key: self._messages[key] for key in claims.keys() & self._messages.keys()}
        self._messages |= claims | held
        return Claimed(held)

    async def settle(
        self, stored: Collection[EventKey], refused: Collection[EventKey], received: int
    ) -> None:
        for key in (*stored, *refused):
            self._messages.pop(key, None)

    async def earliest_received(self, seconds: float) -> int | None:
        return None
