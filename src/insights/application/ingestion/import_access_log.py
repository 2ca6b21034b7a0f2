"""From the bytes of an access log to recorded page views."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Final

from insights.application.ingestion.import_report import ImportReport
from insights.application.ingestion.read_page_views import PageViewReader
from insights.application.ingestion.record_history import RecordHistory
from insights.application.ports.enrichment import Places
from insights.application.ports.event_sorter import EventSorter, EventSorters
from insights.application.ports.system import Clock, Ids
from insights.domain.accounts.project import Project
from insights.domain.ingestion.event import Accepted
from insights.domain.ingestion.log_lines import LineSplitter
from insights.domain.ingestion.page_views import SkipReason

_SLICE: Final = 100
"""Lines parsed before other tasks of the process get their turn: about two milliseconds."""
_AT_ONCE: Final = 5_000
"""Page views recorded with one append."""


@dataclass(frozen=True)
class ImportAccessLog:
    """Reads all lines, sorts the page views by time, and records them by the rules of live recording.

    What a line is told by are its bytes and its number among equal lines. So the same file imports
    nothing the second time, and an import that was broken off is simply run again. A visit that was
    under way at the break is cut in two by that, because visitors get other ids in each run.
    """

    clock: Clock
    ids: Ids
    places: Places
    sorters: EventSorters
    history: RecordHistory

    async def __call__(self, project: Project, chunks: AsyncIterator[bytes]) -> AsyncGenerator[ImportReport]:
        """One report, again and again as it grows; `done` the last time.

        Raises Conflict while another import into the project runs, Unavailable when a store cannot take it.
        """
        report, sorter = ImportReport(), self.sorters()
        reader = PageViewReader(project, self.clock.now_ms(), self.places, self.ids)
        try:
            with self.history.begin(project.id) as history:
                async for lines in _lines(chunks):
                    await _keep(lines, reader, sorter, report)
                    yield report
                async for views in _numbered(sorter):
                    await history.record(views, report)
                    report.waiting -= len(views)
                    yield report
        finally:
            await sorter.close()
        report.done = True
        yield report


async def _lines(chunks: AsyncIterator[bytes]) -> AsyncIterator[list[bytes]]:
    splitter = LineSplitter()
    async for chunk in chunks:
        yield splitter.feed(chunk)
    yield splitter.close()


async def _keep(
    lines: Sequence[bytes], read: PageViewReader, sorter: EventSorter, report: ImportReport
) -> None:
    views: list[Accepted] = []
    for start in range(0, len(lines), _SLICE):
        for line in lines[start : start + _SLICE]:
            found = read(line)
            if isinstance(found, SkipReason):
                report.skip(found)
            else:
                views.append(found)
        await asyncio.sleep(0)
    await sorter.add(views)
    report.read += len(lines)
    report.waiting += len(views)


async def _numbered(sorter: EventSorter) -> AsyncIterator[list[Accepted]]:
    """In order of time; equal lines have equal times, so they are neighbours and can be counted."""
    line, occurrence = "", 0
    async for views in sorter.in_order(_AT_ONCE):
        for view in views:
            occurrence = occurrence + 1 if view.event.id == line else 1
            line = view.event.id
            view.event.id = f"{line}-{occurrence}"
        yield views
