"""From the outbox to the subscribers: claimed for a time, tried again with growing pauses, given up at
last."""

import asyncio
import logging
from dataclasses import dataclass
from typing import Final

import msgspec

from insights.application.messages.bell import Bell
from insights.application.ports.messages import Deliver, Due, Envelope, Outbox
from insights.application.ports.system import Clock
from insights.domain.errors import InsightsError, Invalid, Unavailable
from insights.domain.messages import decode_message

LEASE_MS: Final = 60_000
"""A delivery is given half of it. When a process dies in the middle of one, another takes over after this."""
AT_ONCE: Final = 10
FIRST_PAUSE_MS: Final = 1_000
LONGEST_PAUSE_MS: Final = 15 * 60_000
PATIENCE_MS: Final = 3 * 24 * 3_600_000
"""A message that is older than this is not tried again."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RelayMessages:
    outbox: Outbox
    deliver: Deliver
    clock: Clock

    async def __call__(self) -> int:
        """Deliver some of what is due, of different subjects at once; of how many. Raises Unavailable."""
        now = self.clock.now_ms()
        due = await self.outbox.claim(now, now + LEASE_MS, AT_ONCE)
        await asyncio.gather(*(self._relay(one) for one in due))
        return len(due)

    async def _relay(self, due: Due) -> None:
        try:
            envelope = Envelope(id=due.id, created_at=due.created_at, message=decode_message(due.body))
            async with asyncio.timeout(LEASE_MS / 2_000):
                await self.deliver(envelope)
        except Invalid as refused:
            await self._give_up(due, str(refused))
        except Exception as error:
            await self._put_off(due, error)
        else:
            await self.outbox.delivered(due, self.clock.now_ms())

    async def _put_off(self, due: Due, error: Exception) -> None:
        told = str(error) if isinstance(error, InsightsError | msgspec.ValidationError) else repr(error)
        now = self.clock.now_ms()
        if now - due.created_at > PATIENCE_MS:
            await self._give_up(due, told)
            return
        if not isinstance(error, Unavailable | TimeoutError):
            logger.error("A message could not be delivered", exc_info=error)
        await self.outbox.postpone(due, now + pause_ms(due.attempts), told)

    async def _give_up(self, due: Due, told: str) -> None:
        logger.error("The message %s is given up after %d attempts: %s", due.id, due.attempts, told)
        await self.outbox.give_up(due, self.clock.now_ms(), told)


def pause_ms(attempts: int) -> int:
    """After so many failed attempts."""
    return int(min(FIRST_PAUSE_MS * 2 ** min(attempts - 1, 20), LONGEST_PAUSE_MS))


@dataclass(frozen=True, slots=True)
class RunRelay:
    """For as long as the process runs. Any number of processes may."""

    relay: RelayMessages
    bell: Bell
    seconds: float = 1.0
    """Between two looks for what other processes wrote, or what is due again."""

    async def __call__(self) -> None:
        while True:
            try:
                await self.deliver_due()
            except Unavailable as error:
                logger.warning("Messages cannot be delivered now: %s", error)
            except Exception:
                logger.exception("Messages could not be delivered; it is tried again")
            await self.bell.wait(self.seconds)

    async def deliver_due(self) -> None:
        """What is due now, and what follows from it. Raises Unavailable."""
        while await self.relay():
            pass
