"""The visits that are going on, as recorders know them: the log may not have their last events yet."""

from collections.abc import Iterable
from typing import Protocol

import msgspec

from insights.application.ports.event_log import Visit, VisitorKey
from insights.application.ports.locks import Lease

HORIZON_MS = 120 * 60_000
"""Visits of at least this long ago, and at most twice as long, are held."""


class Held(msgspec.Struct):
    """What is held of some visitors, and perhaps of others. It is changed in place."""

    since: int
    """Milliseconds since the epoch: of visits with an event at or after it none is missing."""
    visits: dict[VisitorKey, list[Visit]]
    copied: bool = False
    """Of a visit that several visitors share each has a copy; those who were not asked for are left out."""


class OpenVisits(Protocol):
    """Shared by all recorders, each of which has the lock while it fetches, changes and keeps. Closed:
    without it no event gets a visit, and recording waits."""

    async def fetch(self, visitors: Iterable[VisitorKey]) -> Held:
        """The visits of these visitors. Raises Unavailable."""
        ...

    async def keep(self, held: Held, lease: Lease) -> None:
        """For the next to fetch, for at least `HORIZON_MS`. Raises LeaseLost, and keeps nothing, when the
        lock is another's by now; Unavailable when it cannot be told whether it was kept."""
        ...
