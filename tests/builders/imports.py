"""An import as the container wires it, over an event log in memory."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from functools import cache

from insights.adapters.memory.event_log import MemoryEventLog
from insights.adapters.memory.rollup_marks import MemoryRollupMarks
from insights.adapters.rbloom.seen_ids import BloomSeenIds
from insights.adapters.sqlite.event_sorter import SqliteEventSorter
from insights.adapters.system.ids import SystemIds
from insights.adapters.ua_parser.agents import UaParserAgents
from insights.application.ingestion.import_access_log import ImportAccessLog
from insights.application.ingestion.import_report import ImportReport
from insights.application.ingestion.record_history import RecordHistory
from insights.application.ports.enrichment import Place, Places
from insights.application.ports.event_log import EventLog
from insights.application.ports.rollups import RollupMarks
from insights.domain.accounts.project import Project
from insights.domain.ingestion.event import Event
from tests.builders.accounts import SetClock

DAY_MS = 86_400_000
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
PROJECT = Project(
    id="01890000-0000-7000-8000-000000000001",
    organization_id="01890000-0000-7000-8000-000000000002",
    name="Site",
    domain="example.org",
    public_key="pk_test",
)


class Vienna(Places):
    """Puts 192.0.2.* into Vienna."""

    def locate(self, address: str) -> Place:
        return Place("AT", "Vienna", "Vienna") if address.startswith("192.0.2.") else Place()


@cache
def agents() -> UaParserAgents:
    return UaParserAgents()


@dataclass
class Imports:
    log: EventLog = field(default_factory=MemoryEventLog)
    clock: SetClock = field(default_factory=SetClock)
    marks: RollupMarks = field(default_factory=MemoryRollupMarks)

    def __post_init__(self) -> None:
        ids = SystemIds()
        self.history = RecordHistory(
            self.log, agents(), BloomSeenIds(30 * DAY_MS, 10_000), self.marks, self.clock, ids
        )
        self.access_log = ImportAccessLog(self.clock, ids, Vienna(), SqliteEventSorter, self.history)

    @property
    def events(self) -> list[Event]:
        assert isinstance(self.log, MemoryEventLog)
        return sorted(self.log.events, key=lambda event: (event.time, event.id))

    async def read(
        self, log: bytes | list[str], project: Project = PROJECT, cut: int = 50_000
    ) -> ImportReport:
        """Import a log to its end; the last report."""
        whole = log if isinstance(log, bytes) else "".join(f"{line}\n" for line in log).encode()
        report = ImportReport()
        async for report in self.access_log(project, chunks(whole, cut)):
            assert report.read == report.imported + report.waiting + sum(report.skipped.values())
        return report


async def chunks(whole: bytes, size: int) -> AsyncIterator[bytes]:
    for start in range(0, len(whole), size):
        yield whole[start : start + size]


def line(
    time: str = "10:00:00",
    path: str = "/",
    *,
    day: str = "17/May/2026",
    address: str = "192.0.2.7",
    referrer: str = "-",
    agent: str = FIREFOX,
    method: str = "GET",
    status: int = 200,
) -> str:
    return (
        f'{address} - - [{day}:{time} +0000] "{method} {path} HTTP/1.1" {status} 512 "{referrer}" "{agent}"'
    )
