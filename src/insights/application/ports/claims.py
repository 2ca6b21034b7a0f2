"""Which message brings which event, while the log may not have it yet."""

from collections.abc import Collection, Iterable, Mapping
from typing import Protocol

import msgspec

from insights.application.ports.event_log import EventKey


class Claimed(msgspec.Struct, frozen=True):
    """What became of claims."""

    held: Mapping[EventKey, int] = {}
    """Of the events that had been claimed before: the message that brings each, or has a short time ago. All
    others are claimed now."""
    since: int = 0
    """Milliseconds since the epoch: claims made before may have been lost."""


class Claims(Protocol):
    """Between the recorders of an installation. Closed: without it nothing is recorded; recording waits."""

    async def take(self, wanted: Iterable[tuple[EventKey, int]]) -> Claimed:
        """Claim each event for its message. A claim holds for days, so that a message may wait for a store
        that is away. Raises Unavailable; taking again is safe."""
        ...

    async def settle(
        self, stored: Collection[EventKey], refused: Collection[EventKey], received: int
    ) -> None:
        """The claimed events that are in the log now are held for `SETTLED_SECONDS` more, so that every
        recorder can learn of them; those that will never be are free. `received` is the earliest moment
        at which one of them was accepted. Raises Unavailable."""
        ...

    async def earliest_received(self, seconds: float) -> int | None:
        """Of what was settled in so many last seconds: when the first of it was accepted, milliseconds since
        the epoch. None when nothing was, or not by others. Raises Unavailable."""
        ...


SETTLED_SECONDS = 900
"""Three times as long as a recorder goes without asking the log what others have stored."""
