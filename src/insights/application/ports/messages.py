"""The outbox: messages written in the transaction that causes them, and their way out of it."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Protocol

import msgspec

from insights.domain.messages import Message


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    """Unique; the same however often the message is delivered."""
    created_at: int
    """Milliseconds since the epoch, as all times here."""
    message: Message


class Messages(Protocol):
    """Inside a unit of work."""

    async def add(self, envelope: Envelope) -> None:
        """Delivered once the transaction is committed, and not before."""
        ...

    async def handle(self, message_id: str, subscriber: str, now: int) -> bool:
        """Note that this subscriber has had it; False when that was noted before. Of two at once one gets
        True, the other waits for the first one's end."""
        ...

    async def handled_by(self, message_id: str) -> AbstractSet[str]:
        """The subscribers that have had it."""
        ...


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """A message that whoever claimed it is to deliver."""

    id: str
    created_at: int
    body: bytes
    """What `decode_message` takes."""
    attempts: int
    """Deliveries begun, this one included. It tells claims of one message apart."""


class Outbox(Protocol):
    """Messages on their way to their subscribers. A claim that was lost to another is ignored when it ends.
    All calls raise Unavailable."""

    async def claim(self, now: int, until: int, most: int) -> Sequence[Due]:
        """Messages due at `now`, the oldest first: nobody else gets them before `until`, in no process. Of
        those with one subject only the first that is neither delivered nor given up."""
        ...

    async def delivered(self, due: Due, now: int) -> None: ...

    async def postpone(self, due: Due, until: int, error: str) -> None: ...

    async def give_up(self, due: Due, now: int, error: str) -> None:
        """It is kept, and no longer stands in the way of others of its subject."""
        ...


class FailedMessage(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    name: str
    subject: str
    created_at: int
    failed_at: int
    attempts: int
    error: str


class Backlog(msgspec.Struct, frozen=True, kw_only=True):
    waiting: int
    oldest_at: int | None
    """When the oldest of those that wait was written."""
    failed: int
    """Given up."""


class MessageLog(Protocol):
    """Messages as their keeper sees them. All calls raise Unavailable."""

    async def backlog(self) -> Backlog: ...

    async def failed(self, limit: int, offset: int) -> tuple[Sequence[FailedMessage], int]:
        """Those given up, the latest first, and how many there are in all."""
        ...

    async def revive(self, now: int) -> int:
        """Those given up are due again, as if they had not been tried; of how many."""
        ...

    async def forget_before(self, delivered: int, failed: int) -> None:
        """Remove what was delivered, or given up, before these times."""
        ...


class Deliver(Protocol):
    """The step from the outbox to the subscribers."""

    async def __call__(self, envelope: Envelope) -> None:
        """Return once every subscriber has had it; what they have had before is not repeated. Raises Invalid
        when trying again is of no use, and whatever kept a subscriber from it."""
        ...
