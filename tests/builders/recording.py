"""Accepted events, deliveries and a recorder over the memory adapters."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from insights.adapters.clickhouse.event_log import ClickHouseEventLog
from insights.adapters.clickhouse.visitor_links import ClickHouseVisitorLinks
from insights.adapters.memory.claims import MemoryClaims
from insights.adapters.memory.event_log import MemoryEventLog
from insights.adapters.memory.live_broadcast import MemoryLiveBroadcast
from insights.adapters.memory.locks import MemoryLocks
from insights.adapters.memory.open_visits import MemoryOpenVisits
from insights.adapters.memory.records import MemoryDeadLetters, MemoryDropCounts
from insights.adapters.memory.rollup_marks import MemoryRollupMarks
from insights.adapters.memory.visitor_links import MemoryVisitorLinks
from insights.adapters.rbloom.seen_ids import BloomSeenIds
from insights.adapters.system.ids import SystemIds
from insights.adapters.ua_parser.agents import UaParserAgents
from insights.application.ingestion.append import AppendEvents
from insights.application.ingestion.link_visitors import LinkVisitors
from insights.application.ingestion.no_links import NoVisitorLinks
from insights.application.ingestion.record import RecordEvents
from insights.application.ingestion.repeats import WINDOW_MS, DropRepeats, Learned, LearnSeenIds
from insights.application.ingestion.sessionise import Sessioniser
from insights.application.ingestion.steps import Step, steps
from insights.application.ports.claims import Claims
from insights.application.ports.event_log import EventLog
from insights.application.ports.event_queue import Batch, Delivery
from insights.application.ports.locks import Locks
from insights.application.ports.open_visits import OpenVisits
from insights.application.ports.rollups import RollupMarks
from insights.application.ports.system import Clock
from insights.application.ports.visitor_links import VisitorLinks
from insights.domain.ingestion.drops import Drop
from insights.domain.ingestion.event import Accepted, Event

NOW = 1_795_219_200_000
"""2026-11-21T00:00:00Z"""

MINUTE = 60_000
PROJECT = "0199d3a0-0000-7000-8000-000000000001"
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/142.0.0.0 Safari/537.36"
)

AGENTS = UaParserAgents()


async def until(condition: Callable[[], bool]) -> None:
    """Let other tasks run until it holds; the test's own timeout ends a vain wait."""
    while not condition():  # noqa: ASYNC110 - what is waited for sets no event
        await asyncio.sleep(0)


class StillClock(Clock):
    """Shows the time that a test sets."""

    def __init__(self, now: int = NOW) -> None:
        self.now = now

    def now_ms(self) -> int:
        return self.now


def accepted(
    id_: str = "e1",
    *,
    minute: float = 0,
    visitor: int = 1,
    previous: int | None = None,
    user_agent: str = CHROME,
    session_minutes: int = 30,
    **fields: Any,
) -> Accepted:
    """A page view so many minutes after NOW (before it, when negative), received when it happened."""
    time = NOW + int(minute * MINUTE)
    fields = {"project": PROJECT, "name": "pageview", "received": time, "hostname": "example.com"} | fields
    event = Event(id=id_, time=time, visitor_id=visitor, **fields)
    return Accepted(
        event=event, user_agent=user_agent, previous_visitor_id=previous, session_minutes=session_minutes
    )


def delivery(id_: int, *events: Accepted, drops: Sequence[Drop] = (), redelivered: bool = False) -> Delivery:
    return Delivery(id_, Batch(events=list(events), drops=list(drops)), redelivered)


def links_beside(log: EventLog) -> VisitorLinks:
    """Those of the same store."""
    if isinstance(log, MemoryEventLog):
        return MemoryVisitorLinks(log)
    if isinstance(log, ClickHouseEventLog):
        return ClickHouseVisitorLinks(log.threads)
    return NoVisitorLinks()


@dataclass
class Recording:
    """A recorder and all that it writes to; `restart` is what a new process has."""

    log: EventLog = field(default_factory=MemoryEventLog)
    clock: StillClock = field(default_factory=StillClock)
    counts: MemoryDropCounts = field(default_factory=MemoryDropCounts)
    letters: MemoryDeadLetters = field(default_factory=MemoryDeadLetters)
    marks: RollupMarks = field(default_factory=MemoryRollupMarks)
    live: MemoryLiveBroadcast = field(default_factory=MemoryLiveBroadcast)
    steps: tuple[Step, ...] = steps(AGENTS)
    pauses: list[float] = field(default_factory=list)
    claims: Claims | None = None
    """Those of several recorders; one alone begins with none."""
    locks: Locks = field(default_factory=MemoryLocks)
    open_visits: Callable[[EventLog, Clock], OpenVisits] = MemoryOpenVisits
    links: VisitorLinks | None = None

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        seen = BloomSeenIds(WINDOW_MS, least_capacity=1_000)
        learned, claims = Learned(), self.claims or MemoryClaims()
        learning = LearnSeenIds(self.log, seen, learned, claims, self.clock, self.pause)
        self.learn, self.catch_up = learning.fill, learning.catch_up
        links = self.links or links_beside(self.log)
        self.record = RecordEvents(
            drop_repeats=DropRepeats(self.log, seen, learned, claims, self.clock, self.pause),
            steps=self.steps,
            sessionise=Sessioniser(self.log, links, self.open_visits(self.log, self.clock), SystemIds()),
            locks=self.locks,
            marks=self.marks,
            append=AppendEvents(self.log, self.pause),
            link=LinkVisitors(links, self.pause),
            live=self.live,
            drop_counts=self.counts,
            dead_letters=self.letters,
            clock=self.clock,
            pause=self.pause,
        )

    async def pause(self, seconds: float) -> None:
        """Notes how long it would have been, and lets others run."""
        self.pauses.append(seconds)
        await asyncio.sleep(0)

    async def drops(self) -> dict[str, int]:
        rows = await self.counts.of_project(PROJECT, "2000-01-01", "2100-01-01")
        totals = Counter[str]()
        for row in rows:
            totals[row.reason] += row.count
        return dict(totals)


def stored_ids(recording: Recording) -> list[str]:
    assert isinstance(recording.log, MemoryEventLog)
    return [event.id for event in recording.log.events]
