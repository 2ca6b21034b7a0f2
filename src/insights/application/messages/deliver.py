"""Handing a message to its subscribers in this process."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, final

from insights.application.ports.messages import Deliver, Envelope
from insights.application.ports.system import Clock
from insights.application.ports.unit_of_work import UnitOfWork, Work


@dataclass(frozen=True, slots=True)
class Within:
    """A subscriber whose effect is in the relational store: it happens once, in the transaction that says
    so."""

    name: str
    effect: Callable[[Work, Any], Awaitable[None]]
    """Takes the message; does not commit."""


@dataclass(frozen=True, slots=True)
class Outside:
    """A subscriber whose effect is elsewhere: when the process dies right after it, it happens again, under
    the same id."""

    name: str
    effect: Callable[[str, Any], Awaitable[None]]
    """Takes the id to tell repetitions by, and the message."""


Subscribers = Mapping[type, Sequence[Within | Outside]]
"""By the message's type. Names are kept in the store: a new name is a new subscriber."""


@final
@dataclass(frozen=True, slots=True)
class DeliverHere(Deliver):
    unit_of_work: UnitOfWork
    clock: Clock
    subscribers: Subscribers

    async def __call__(self, envelope: Envelope) -> None:
        """One that fails stops no other; the first error is raised when all were tried."""
        async with self.unit_of_work.read() as view:
            handled = await view.messages.handled_by(envelope.id)
        errors: list[Exception] = []
        for subscriber in self.subscribers[type(envelope.message)]:
            if subscriber.name not in handled:
                try:
                    await self._hand_over(subscriber, envelope)
                except Exception as error:
                    errors.append(error)
        if errors:
            raise errors[0]

    async def _hand_over(self, subscriber: Within | Outside, envelope: Envelope) -> None:
        if isinstance(subscriber, Outside):
            await subscriber.effect(envelope.id, envelope.message)
        async with self.unit_of_work.begin() as work:
            if not await work.messages.handle(envelope.id, subscriber.name, self.clock.now_ms()):
                return
            if isinstance(subscriber, Within):
                await subscriber.effect(work, envelope.message)
            await work.commit()
