"""Saying what happened, in the transaction in which it does."""

from dataclasses import dataclass

from insights.application.ports.messages import Envelope
from insights.application.ports.system import Clock, Ids
from insights.application.ports.unit_of_work import Work
from insights.domain.messages import Message


@dataclass(frozen=True, slots=True)
class Publish:
    clock: Clock
    ids: Ids

    async def __call__(self, work: Work, message: Message) -> None:
        """It goes out if the caller commits."""
        envelope = Envelope(id=self.ids.uuid7(), created_at=self.clock.now_ms(), message=message)
        await work.messages.add(envelope)
