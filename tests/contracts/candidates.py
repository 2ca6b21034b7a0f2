"""Every adapter beside the ports that it serves, and how a suite opens it."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Final

import pytest

from insights.adapters.aiosmtplib.mailer import SmtpMailer
from insights.adapters.argon2.passwords import Argon2Passwords
from insights.adapters.clickhouse.event_log import ClickHouseEventLog
from insights.adapters.clickhouse.event_reader import ClickHouseEventReader
from insights.adapters.clickhouse.rollup_source import ClickHouseRollupSource
from insights.adapters.clickhouse.table_query import ClickHouseTableQuery
from insights.adapters.clickhouse.visitor_links import ClickHouseVisitorLinks
from insights.adapters.datasketches.sketches import HllSketches
from insights.adapters.dramatiq.queue import DramatiqQueue
from insights.adapters.local_queue.queue import LocalQueue
from insights.adapters.maxmind.places import MaxMindPlaces, UnknownPlaces
from insights.adapters.memory.changes import MemoryChanges
from insights.adapters.memory.claims import MemoryClaims
from insights.adapters.memory.event_log import MemoryEventLog
from insights.adapters.memory.event_queue import MemoryEventQueue
from insights.adapters.memory.live_broadcast import MemoryLiveBroadcast
from insights.adapters.memory.live_tickets import MemoryLiveTickets
from insights.adapters.memory.locks import MemoryLease, MemoryLocks
from insights.adapters.memory.open_visits import MemoryOpenVisits
from insights.adapters.memory.quality_notes import MemoryQualityNotes
from insights.adapters.memory.rate_limits import MemoryRateLimits, Unlimited
from insights.adapters.memory.records import MemoryDeadLetters, MemoryDropCounts
from insights.adapters.memory.rollup_marks import MemoryRollupMarks
from insights.adapters.memory.salts import MemorySaltStore
from insights.adapters.memory.visitor_links import MemoryVisitorLinks
from insights.adapters.mongodb.event_columns import MongoEventColumns
from insights.adapters.mongodb.event_log import MongoEventLog
from insights.adapters.mongodb.event_reader import MongoEventReader
from insights.adapters.mongodb.rollup_source import MongoRollupSource
from insights.adapters.mongodb.visitor_links import MongoVisitorLinks
from insights.adapters.pyjwt.access_tokens import PyJwtAccessTokens
from insights.adapters.rbloom.seen_ids import BloomSeenIds
from insights.adapters.redis.changes import RedisChanges
from insights.adapters.redis.claims import RedisClaims
from insights.adapters.redis.live_broadcast import RedisLiveBroadcast
from insights.adapters.redis.live_tickets import RedisLiveTickets
from insights.adapters.redis.locks import RedisLease, RedisLocks
from insights.adapters.redis.open_visits import RedisOpenVisits
from insights.adapters.redis.rate_limits import RedisRateLimits
from insights.adapters.sqlalchemy.api_keys import SqlAlchemyApiKeys
from insights.adapters.sqlalchemy.dead_letters import SqlAlchemyDeadLetters
from insights.adapters.sqlalchemy.drop_counts import SqlAlchemyDropCounts
from insights.adapters.sqlalchemy.erasures import SqlAlchemyErasures
from insights.adapters.sqlalchemy.goals import SqlAlchemyGoalBook, SqlAlchemyGoals
from insights.adapters.sqlalchemy.invitations import SqlAlchemyInvitations, SqlAlchemyPasswordResets
from insights.adapters.sqlalchemy.mails import SqlAlchemyMailBox
from insights.adapters.sqlalchemy.messages import SqlAlchemyMessages, SqlAlchemyOutbox
from insights.adapters.sqlalchemy.people import SqlAlchemyOrganizations, SqlAlchemyUsers
from insights.adapters.sqlalchemy.projects import SqlAlchemyProjects
from insights.adapters.sqlalchemy.quality_notes import SqlAlchemyQualityNotes
from insights.adapters.sqlalchemy.recordings import SqlAlchemyRecordings
from insights.adapters.sqlalchemy.rollup_marks import SqlAlchemyRollupMarks
from insights.adapters.sqlalchemy.rollups import SqlAlchemyRollups
from insights.adapters.sqlalchemy.salts import SqlAlchemySaltStore
from insights.adapters.sqlalchemy.senders import SqlAlchemySenderSource
from insights.adapters.sqlalchemy.sessions import SqlAlchemySessions
from insights.adapters.sqlalchemy.unit_of_work import SqlAlchemyUnitOfWork, SqlAlchemyWork
from insights.adapters.sqlite.event_sorter import SqliteEventSorter
from insights.adapters.system.clock import SystemClock
from insights.adapters.system.ids import SystemIds
from insights.adapters.system.link_tokens import HmacLinkTokens
from insights.adapters.ua_parser.agents import UaParserAgents
from insights.application.ports import accounts, messages, records, rollups, unit_of_work
from insights.application.ports.changes import Changes
from insights.application.ports.claims import Claims
from insights.application.ports.enrichment import Agents, Places
from insights.application.ports.event_log import EventLog, EventReader
from insights.application.ports.event_queue import EventQueue
from insights.application.ports.event_sorter import EventSorter
from insights.application.ports.event_tables import EventColumns, TableQuery
from insights.application.ports.live import LiveBroadcast, LiveTickets
from insights.application.ports.locks import Lease, Locks
from insights.application.ports.mail import MailBox, Mailer
from insights.application.ports.open_visits import OpenVisits
from insights.application.ports.passwords import Passwords
from insights.application.ports.projects import Goals, SenderSource
from insights.application.ports.quality import QualityNotes
from insights.application.ports.rate_limits import RateLimits
from insights.application.ports.recordings import Recordings
from insights.application.ports.salts import SaltStore
from insights.application.ports.seen_ids import SeenIds
from insights.application.ports.system import Clock, Ids, LinkTokens
from insights.application.ports.tokens import AccessTokens
from insights.application.ports.visitor_links import VisitorLinks
from tests.builders import queues
from tests.builders.event_store import LOGS
from tests.builders.recording import AGENTS
from tests.builders.shared_state import empty_redis, listening
from tests.contracts.registry import CONTRACTS, Candidate, Capability
from tests.contracts.relational import RELATIONAL, relational

ALONE: Final = {Capability.MANY_PROCESSES: "its state is in the process"}
FILE: Final = {Capability.MANY_PROCESSES: "one process opens the file"}

Open = Callable[[pytest.FixtureRequest], Any]


def memory(adapter: type, open_: Open | None = None) -> Candidate:
    return Candidate(adapter, "memory", open_ or (lambda _request: adapter()), ALONE)


def over_a_database(adapter: type) -> list[Candidate]:
    """On SQLite and on PostgreSQL, by the same code."""

    def opener(technology: str) -> Open:
        def open_(request: pytest.FixtureRequest) -> AbstractAsyncContextManager[Any]:
            @asynccontextmanager
            async def opened() -> AsyncIterator[Any]:
                async with relational(request, technology) as database:
                    yield adapter(database)

            return opened()

        return open_

    return [Candidate(adapter, name, opener(name), FILE if name == "sqlite" else {}) for name in RELATIONAL]


def over_redis(adapter: type) -> Open:
    """On an empty one."""

    def open_(request: pytest.FixtureRequest) -> AbstractAsyncContextManager[Any]:
        @asynccontextmanager
        async def opened() -> AsyncIterator[Any]:
            async with empty_redis(request.getfixturevalue("redis").url) as connection:
                yield adapter(connection)

        return opened()

    return open_


def heard_over_redis(which: int) -> Open:
    """The live view's part, or that of changes, of a process that listens."""

    def open_(request: pytest.FixtureRequest) -> AbstractAsyncContextManager[Any]:
        @asynccontextmanager
        async def opened() -> AsyncIterator[Any]:
            async with (
                empty_redis(request.getfixturevalue("redis").url) as connection,
                listening(connection, buffer=5) as parts,
            ):
                yield parts[which]

        return opened()

    return open_


def clocked(adapter: Callable[..., Any]) -> Open:
    """By the seconds that the suite's `clock` shows."""
    return lambda request: adapter(request.getfixturevalue("clock"))


def event_stores(clickhouse: type, mongodb: type, **further: type) -> list[Candidate]:
    """ClickHouse's by the same code in process and on a server."""
    kinds = {"chdb": clickhouse, "clickhouse": clickhouse, "mongodb": mongodb, **further}
    lacks = {"chdb": FILE, "memory": ALONE}
    return [Candidate(kind, name, LOGS[name], lacks.get(name, {})) for name, kind in kinds.items()]


WHY: Final = {
    Capability.COUNTS_EXACTLY: "the broker counts messages; their events are told by those that passed here",
    Capability.ORDER_WHEN_REOPENED: "what was taken and not acknowledged comes back behind the others",
}


def queue(candidate: queues.Candidate) -> Candidate:
    adapter = DramatiqQueue if candidate.service else LocalQueue
    gaps = {gap: WHY[gap] for gap in map(Capability, sorted(queues.ALL - candidate.can))}
    return Candidate(adapter, candidate.name, candidate, gaps if candidate.service else gaps | FILE)


def within(adapter: type, technology: str, held_by: str) -> Candidate:
    """Not opened by its port's suite, but by another test."""
    lacks = ALONE if technology == "memory" else {}
    return Candidate(adapter, technology, lacks=lacks, held_by=f"tests/contracts/{held_by}")


CONTRACTS.update(
    {
        kind: over_a_database(adapter)
        for kind, adapter in {
            unit_of_work.UnitOfWork: SqlAlchemyUnitOfWork,
            unit_of_work.Work: SqlAlchemyWork,
            unit_of_work.Repositories: SqlAlchemyWork,
            accounts.Organizations: SqlAlchemyOrganizations,
            accounts.Users: SqlAlchemyUsers,
            accounts.Sessions: SqlAlchemySessions,
            accounts.Invitations: SqlAlchemyInvitations,
            accounts.PasswordResets: SqlAlchemyPasswordResets,
            messages.Messages: SqlAlchemyMessages,
            messages.Outbox: SqlAlchemyOutbox,
            messages.MessageLog: SqlAlchemyOutbox,
            MailBox: SqlAlchemyMailBox,
            accounts.Projects: SqlAlchemyProjects,
            accounts.ApiKeys: SqlAlchemyApiKeys,
            accounts.GoalBook: SqlAlchemyGoalBook,
            accounts.Erasures: SqlAlchemyErasures,
            Goals: SqlAlchemyGoals,
            Recordings: SqlAlchemyRecordings,
            SenderSource: SqlAlchemySenderSource,
            rollups.RollupStore: SqlAlchemyRollups,
        }.items()
    }
)
CONTRACTS.update(
    {
        rollups.RollupMarks: [*over_a_database(SqlAlchemyRollupMarks), memory(MemoryRollupMarks)],
        records.DropCounts: [*over_a_database(SqlAlchemyDropCounts), memory(MemoryDropCounts)],
        QualityNotes: [*over_a_database(SqlAlchemyQualityNotes), memory(MemoryQualityNotes)],
        records.DeadLetters: [*over_a_database(SqlAlchemyDeadLetters), memory(MemoryDeadLetters)],
        SaltStore: [*over_a_database(SqlAlchemySaltStore), memory(MemorySaltStore)],
        EventLog: event_stores(ClickHouseEventLog, MongoEventLog, memory=MemoryEventLog),
        VisitorLinks: event_stores(ClickHouseVisitorLinks, MongoVisitorLinks, memory=MemoryVisitorLinks),
        EventReader: event_stores(ClickHouseEventReader, MongoEventReader),
        rollups.RollupSource: event_stores(ClickHouseRollupSource, MongoRollupSource),
        TableQuery: [within(ClickHouseTableQuery, "chdb", "test_event_reader.py")],
        EventColumns: [within(MongoEventColumns, "mongodb", "test_event_reader.py")],
        EventQueue: [
            *(queue(candidate) for candidate in queues.CANDIDATES),
            within(MemoryEventQueue, "memory", "test_memory_event_queue.py"),
        ],
        LiveBroadcast: [
            memory(MemoryLiveBroadcast, lambda _request: MemoryLiveBroadcast(5)),
            Candidate(RedisLiveBroadcast, "redis", heard_over_redis(0)),
        ],
        LiveTickets: [
            memory(MemoryLiveTickets, clocked(MemoryLiveTickets)),
            Candidate(RedisLiveTickets, "redis", over_redis(RedisLiveTickets)),
        ],
        Changes: [
            memory(MemoryChanges),
            Candidate(RedisChanges, "redis", heard_over_redis(1)),
        ],
        Claims: [
            within(MemoryClaims, "memory", "test_claims.py"),
            within(RedisClaims, "redis", "test_claims.py"),
        ],
        OpenVisits: [
            within(MemoryOpenVisits, "memory", "test_open_visits.py"),
            within(RedisOpenVisits, "redis", "test_open_visits.py"),
        ],
        RateLimits: [
            memory(MemoryRateLimits, clocked(MemoryRateLimits)),
            Candidate(RedisRateLimits, "redis", over_redis(RedisRateLimits)),
            within(Unlimited, "none", "test_rate_limits.py"),
        ],
        Locks: [
            memory(MemoryLocks),
            Candidate(RedisLocks, "redis", over_redis(RedisLocks)),
        ],
        Lease: [
            within(MemoryLease, "memory", "test_locks.py"),
            within(RedisLease, "redis", "test_locks.py"),
        ],
        SeenIds: [
            Candidate(BloomSeenIds, "rbloom", lambda _request: BloomSeenIds(1_000, least_capacity=10), ALONE)
        ],
        rollups.Sketches: [Candidate(HllSketches, "datasketches", lambda _request: HllSketches())],
        EventSorter: [Candidate(SqliteEventSorter, "sqlite", lambda _request: SqliteEventSorter())],
        Agents: [Candidate(UaParserAgents, "ua-parser", lambda _request: AGENTS)],
        Places: [
            within(MaxMindPlaces, "maxmind", "test_places.py"),
            within(UnknownPlaces, "none", "test_places.py"),
        ],
        Mailer: [
            within(SqlAlchemyMailBox, "outbox", "test_mailer.py"),
            within(SmtpMailer, "smtp", "test_mailer.py"),
        ],
        LinkTokens: [within(HmacLinkTokens, "hmac", "test_link_tokens.py")],
        Clock: [Candidate(SystemClock, "system", lambda _request: SystemClock())],
        Ids: [Candidate(SystemIds, "system", lambda _request: SystemIds())],
        Passwords: [within(Argon2Passwords, "argon2", "test_passwords.py")],
        AccessTokens: [within(PyJwtAccessTokens, "pyjwt", "test_access_tokens.py")],
    }
)
