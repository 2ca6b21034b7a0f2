"""Recording events of the past: the steps of live recording, in order of time, and repeats for ever."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from insights.application.ingestion.history_visits import HistoryVisits
from insights.application.ingestion.import_report import ImportReport
from insights.application.ingestion.steps import Step, run_step, steps
from insights.application.ingestion.tally import Tally
from insights.application.ports.enrichment import Agents
from insights.application.ports.event_log import EventLog
from insights.application.ports.event_queue import Batch, Delivery
from insights.application.ports.rollups import RollupMarks
from insights.application.ports.seen_ids import SeenIds
from insights.application.ports.system import Clock, Ids
from insights.domain.errors import Conflict
from insights.domain.ingestion.drops import DropReason
from insights.domain.ingestion.event import Accepted
from insights.domain.ingestion.page_views import SkipReason

_SLICE: Final = 250
"""Events between two chances for other tasks to run: about two milliseconds."""

_SKIPS: Final = {
    DropReason.BOT: SkipReason.BOT,
    DropReason.REFERRER_SPAM: SkipReason.REFERRER_SPAM,
    DropReason.DUPLICATE: SkipReason.DUPLICATE,
}


@dataclass(frozen=True)
class RecordHistory:
    """Straight into the log: history need not survive in the queue, because whoever brings it can bring it
    again. An event id that is stored, however long ago, is left out, so nothing is stored twice.
    """

    log: EventLog
    agents: Agents
    seen: SeenIds
    marks: RollupMarks
    clock: Clock
    ids: Ids
    under_way: set[str] = field(default_factory=set)
    """Projects: two imports at a time would not see each other's events."""

    @contextmanager
    def begin(self, project: str) -> Iterator["History"]:
        """Raises Conflict while history of the project is being recorded."""
        if project in self.under_way:
            raise Conflict("An import into this project is under way; try again when it has ended.")
        self.under_way.add(project)
        try:
            yield History(self)
        finally:
            self.under_way.discard(project)


class History:
    """One stretch of history of one project, recorded batch after batch."""

    def __init__(self, needs: RecordHistory) -> None:
        self._needs = needs
        self._steps: tuple[Step, ...] = steps(needs.agents)
        self._visits = HistoryVisits(needs.ids)

    async def record(self, batch: Sequence[Accepted], report: ImportReport) -> None:
        """Store what is new of a batch whose ids differ and whose times go on from the last one's, and tell
        the report of each. Raises Unavailable; then none of the batch is in the report."""
        tally = Tally(Delivery(0, Batch()))
        fresh = await self._new(batch, tally)
        kept: list[Accepted] = []
        for part in _slices(fresh):
            items = [(tally, accepted) for accepted in part]
            for step in self._steps:
                items = run_step(step, items)
            kept += (self._visits.join(accepted) for _, accepted in items)
            await asyncio.sleep(0)
        if kept:
            await self._append(kept)
        _tell(report, kept, tally)

    async def _new(self, batch: Sequence[Accepted], tally: Tally) -> list[Accepted]:
        stored = await self._needs.log.stored([(one.event.project, one.event.id) for one in batch], since=0)
        fresh = []
        for accepted in batch:
            if (accepted.event.project, accepted.event.id) in stored:
                tally.drop(accepted, DropReason.DUPLICATE)
            else:
                fresh.append(accepted)
        return fresh

    async def _append(self, kept: Sequence[Accepted]) -> None:
        events = [accepted.event for accepted in kept]
        async with self._needs.marks.touching(self._visits.touched()):
            await self._needs.log.append(events)
        self._needs.seen.add([(event.project, event.id) for event in events], self._needs.clock.now_ms())


def _slices(items: Sequence[Accepted]) -> Iterator[list[Accepted]]:
    rest = iter(items)
    while part := list(islice(rest, _SLICE)):
        yield part


def _tell(report: ImportReport, kept: Sequence[Accepted], tally: Tally) -> None:
    report.imported += len(kept)
    for drop in tally.drops():
        report.skip(_SKIPS[drop.reason], drop.count)
    if tally.dead:
        report.skip(SkipReason.FAILED, len(tally.dead))
    if kept:
        report.stretch(kept[0].event.time, kept[-1].event.time)
