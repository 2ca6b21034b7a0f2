"""Where recordings of sessions lie: what a page looked like and what was done on it, part by part."""

from collections.abc import Sequence
from typing import Protocol

import msgspec


class RecordedPart(msgspec.Struct, frozen=True, kw_only=True):
    """What one flush of a recorder brought of one window."""

    project: str
    id: str
    """The sender's, unique in the project."""
    session: str
    window: str
    received: int
    """Milliseconds since the epoch."""
    events: bytes
    """A JSON array of rrweb's events, byte for byte as it was sent."""


class Recordings(Protocol):
    async def keep(self, parts: Sequence[RecordedPart], most_bytes: int) -> bool:
        """Durable on return. A part whose id its project has already is ignored. False, and nothing is kept,
        where the first part's project would then hold more than `most_bytes`. Raises Unavailable."""
        ...

    async def of_session(self, project: str, session: str) -> Sequence[RecordedPart]:
        """In the order received, parts of all windows; none for what is unknown. Raises Unavailable."""
        ...

    async def held(self, project: str) -> int:
        """Bytes, as they are stored. Raises Unavailable."""
        ...

    async def forget(self, before: int) -> int:
        """Remove what was received before that, and what belongs to no project any more; how many parts that
        were. Raises Unavailable."""
        ...
