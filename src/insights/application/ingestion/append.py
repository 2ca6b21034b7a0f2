"""Appending so that nothing is lost, nothing is doubled, and one bad event holds up no other."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from insights.application.ingestion.patience import Pause, delay_after, until_available
from insights.application.ports.event_log import EventLog
from insights.domain.errors import Unavailable
from insights.domain.ingestion.event import Event

logger = logging.getLogger(__name__)

Refused = tuple[Event, Exception]


@dataclass(frozen=True)
class AppendEvents:
    log: EventLog
    pause: Pause = asyncio.sleep

    async def __call__(self, events: Sequence[Event]) -> list[Refused]:
        """All others are stored on return. A store that is away is waited for. Any other error is put down
        to an event: halves are tried, and halves of the half that fails, until it stands alone."""
        attempt = 0
        while events:
            try:
                await self.log.append(events)
            except Unavailable as error:
                logger.warning("Events cannot be stored now: %s", error)
                await self.pause(delay_after(attempt))
            except Exception as error:
                return await self._by_halves(await self._missing(events), error)
            else:
                break
            events = await self._missing(events)
            attempt += 1
        return []

    async def _by_halves(self, events: Sequence[Event], error: Exception) -> list[Refused]:
        if len(events) <= 1:
            return [(event, error) for event in events]
        half = len(events) // 2
        return [*await self(events[:half]), *await self(events[half:])]

    async def _missing(self, events: Sequence[Event]) -> Sequence[Event]:
        """A failed append may have stored some, or all."""
        keys = {(event.project, event.id) for event in events}
        since = min((event.received for event in events), default=0)
        stored = await until_available(
            "Looking for what was stored", lambda: self.log.stored(keys, since), self.pause
        )
        return [event for event in events if (event.project, event.id) not in stored]
