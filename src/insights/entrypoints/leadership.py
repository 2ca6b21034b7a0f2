"""Housekeeping done by one of several processes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog

from insights.application.ports.locks import Lease, Locks
from insights.domain.errors import Unavailable
from insights.entrypoints.background import Housekeeping, Tasks, cancelled

OFFICE = "scheduler"
HELD_MS = 5_000
"""A leader that dies is followed within this, and a look at the lock."""
LOOK_SECONDS = 1.0

log = structlog.get_logger("insights.scheduler")


@dataclass(frozen=True, slots=True, kw_only=True)
class Leadership:
    locks: Locks
    housekeeping: Housekeeping

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Tasks]:
        """Lead whenever nobody else does. What two leaders did for a moment would be right all the same:
        every chore may be repeated."""
        candidate = asyncio.create_task(self._lead_again_and_again(), name="leadership")
        try:
            yield {candidate}
        finally:
            await cancelled(candidate)

    async def _lead_again_and_again(self) -> None:
        while True:
            lease = await self._elected()
            log.info("leading", token=lease.token)
            try:
                await self._lead(lease)
            finally:
                await lease.release()
            log.warning("no longer leading")

    async def _elected(self) -> Lease:
        away = False
        while True:
            try:
                if (lease := await self.locks.try_hold(OFFICE, HELD_MS)) is not None:
                    return lease
                away = False
            except Unavailable as refused:
                if not away:
                    log.warning("no leader can be found", reason=str(refused))
                away = True
            await asyncio.sleep(LOOK_SECONDS)

    async def _lead(self, lease: Lease) -> None:
        lost = asyncio.create_task(lease.lost.wait(), name="losing the lead")
        try:
            async with self.housekeeping.running() as tasks:
                done, _ = await asyncio.wait({lost, *tasks}, return_when=asyncio.FIRST_COMPLETED)
                for task in done - {lost}:
                    task.result()
        finally:
            await cancelled(lost)
