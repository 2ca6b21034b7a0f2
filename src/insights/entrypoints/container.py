"""Which adapter serves which port: a list of assignments, chosen by settings.

Nothing is opened before it is asked for. `installation.py` opens and closes in order.
"""

from dependency_injector import containers, providers

from insights.adapters.argon2.passwords import Argon2Passwords
from insights.adapters.clickhouse.embedded import EventStore, open_embedded
from insights.adapters.clickhouse.rollup_source import ClickHouseRollupSource
from insights.adapters.clickhouse.threads import ClickHouseThreads
from insights.adapters.datasketches.sketches import HllSketches
from insights.adapters.local_queue.queue import LocalQueue
from insights.adapters.maxmind.places import open_places
from insights.adapters.memory.live_broadcast import MemoryLiveBroadcast
from insights.adapters.memory.live_tickets import MemoryLiveTickets
from insights.adapters.memory.rate_limits import MemoryRateLimits, Unlimited
from insights.adapters.pyjwt.access_tokens import PyJwtAccessTokens
from insights.adapters.rbloom.seen_ids import BloomSeenIds
from insights.adapters.sqlalchemy.database import Database
from insights.adapters.sqlalchemy.dead_letters import SqlAlchemyDeadLetters
from insights.adapters.sqlalchemy.drop_counts import SqlAlchemyDropCounts
from insights.adapters.sqlalchemy.goals import SqlAlchemyGoals
from insights.adapters.sqlalchemy.rollup_marks import SqlAlchemyRollupMarks
from insights.adapters.sqlalchemy.rollups import SqlAlchemyRollups
from insights.adapters.sqlalchemy.salts import SqlAlchemySaltStore
from insights.adapters.sqlalchemy.senders import SqlAlchemySenderSource
from insights.adapters.sqlalchemy.unit_of_work import SqlAlchemyUnitOfWork
from insights.adapters.sqlite.event_sorter import SqliteEventSorter
from insights.adapters.system.clock import SystemClock
from insights.adapters.system.ids import SystemIds
from insights.adapters.ua_parser.agents import UaParserAgents
from insights.application.accounts.authenticate import Authenticate
from insights.application.accounts.find_project import FindProject
from insights.application.accounts.goals import ChangeGoal, CreateGoal, DeleteGoal
from insights.application.accounts.keys import CreateKey, DeleteKey
from insights.application.accounts.own_project import OpenOwnProject
from insights.application.accounts.projects import (
    ChangeProject,
    CreateProject,
    DeleteProject,
    FinishErasures,
    ListProjects,
    OnChange,
    OpenProject,
)
from insights.application.accounts.register import AddMember, Register, Registration
from insights.application.accounts.sessions import IssueTokens
from insights.application.accounts.sign_in import RefreshSession, SignIn, SignOut
from insights.application.analytics.answer import AnswerQuestion
from insights.application.analytics.answer_from_rollups import AnswerFromRollups
from insights.application.analytics.list_event_metrics import ListEventMetrics
from insights.application.analytics.live_access import AdmitWatcher, IssueLiveTicket
from insights.application.analytics.read_rollups import ReadRollups
from insights.application.analytics.watch_live import WatchLive
from insights.application.demo.create_demo import CreateDemo
from insights.application.ingestion.accept import AcceptEvents
from insights.application.ingestion.append import AppendEvents
from insights.application.ingestion.dead_letters import ReplayDeadLetters
from insights.application.ingestion.import_access_log import ImportAccessLog
from insights.application.ingestion.own_senders import OwnSenderSource
from insights.application.ingestion.record import RecordEvents, RunRecorder
from insights.application.ingestion.record_history import RecordHistory
from insights.application.ingestion.repeats import WINDOW_MS, DropRepeats, LearnSeenIds
from insights.application.ingestion.roll_up import RebuildRollups, RollUp
from insights.application.ingestion.salts import RotatingSalts
from insights.application.ingestion.senders import SenderCache
from insights.application.ingestion.sessionise import Sessioniser
from insights.application.ingestion.steps import steps
from insights.application.ports.event_log import EventLog, EventReader
from insights.application.ports.event_queue import EventQueue
from insights.application.ports.rate_limits import RateLimits
from insights.application.ports.system import Clock
from insights.entrypoints.adapters import Adapters
from insights.entrypoints.background import Background
from insights.entrypoints.http.app import House
from insights.entrypoints.http.proxies import TrustedProxies
from insights.entrypoints.parts import checks, chores, collect_paths
from insights.entrypoints.secret_key import signing_key
from insights.entrypoints.services import Services
from insights.entrypoints.settings import Settings
from insights.entrypoints.telemetry import CountedDrops, Telemetry


async def open_queue(settings: Settings, clock: Clock) -> EventQueue:
    return await LocalQueue.open(settings.queue_file, clock, settings.durability)


def open_events(settings: Settings) -> EventStore:
    """Blocks for about a second."""
    return open_embedded(settings.events_dir, durable=settings.durability == "disk")


def _rate_limits(settings: Settings) -> RateLimits:
    return MemoryRateLimits() if settings.rate_limit_enabled else Unlimited()


def _signing_key(settings: Settings) -> bytes:
    return signing_key(settings).reveal().encode()


def _forgetting(*caches: SenderCache) -> OnChange:
    def forget() -> None:
        for cache in caches:
            cache.forget()

    return forget


One = providers.Singleton


class Container(containers.DeclarativeContainer):
    settings = providers.Dependency(instance_of=Settings)
    # Opened and closed by the installation, in its order.
    event_log: providers.Dependency[EventLog] = providers.Dependency()
    event_reader: providers.Dependency[EventReader] = providers.Dependency()
    event_threads: providers.Dependency[ClickHouseThreads] = providers.Dependency()
    event_queue: providers.Dependency[EventQueue] = providers.Dependency()

    clock = One(SystemClock)
    ids = One(SystemIds)
    telemetry = One(Telemetry)
    rate_limits = One(_rate_limits, settings)
    proxies = One(TrustedProxies, settings.provided.trusted_proxies)
    live_broadcast = One(MemoryLiveBroadcast)
    live_tickets = One(MemoryLiveTickets)
    places = One(open_places, settings.provided.places_file)
    agents = One(UaParserAgents)

    database = One(Database, settings.provided.database_address)
    unit_of_work = One(SqlAlchemyUnitOfWork, database)
    goals = One(SqlAlchemyGoals, database)
    drop_counts = One(SqlAlchemyDropCounts, database)
    dead_letters = One(SqlAlchemyDeadLetters, database)
    salts = One(RotatingSalts, One(SqlAlchemySaltStore, database), ids)
    rollup_marks = One(SqlAlchemyRollupMarks, database)
    rollups = One(SqlAlchemyRollups, database)
    sketches = One(HllSketches)
    rollup_source = One(ClickHouseRollupSource, event_threads, sketches)
    senders = One(SenderCache, One(SqlAlchemySenderSource, database))
    own_senders = One(SenderCache, One(OwnSenderSource, unit_of_work))
    on_change = One(_forgetting, senders, own_senders)

    passwords = One(Argon2Passwords)
    access_tokens = One(PyJwtAccessTokens, One(_signing_key, settings), clock)
    tokens = One(IssueTokens, access_tokens, clock, ids)
    authenticate = One(Authenticate, unit_of_work, access_tokens)
    open_project = One(OpenProject, unit_of_work)

    accept = One(
        AcceptEvents,
        senders=senders,
        rate_limits=rate_limits,
        salts=salts,
        places=places,
        ids=ids,
        clock=clock,
        queue=event_queue,
    )
    accept_own = One(
        AcceptEvents,
        senders=own_senders,
        rate_limits=One(Unlimited),
        salts=salts,
        places=places,
        ids=ids,
        clock=clock,
        queue=event_queue,
    )
    seen_ids = One(BloomSeenIds, WINDOW_MS)
    record_events = One(
        RecordEvents,
        drop_repeats=One(DropRepeats, event_log, seen_ids, clock),
        steps=One(steps, agents),
        sessionise=One(Sessioniser, event_log, clock, ids),
        marks=rollup_marks,
        append=One(AppendEvents, event_log),
        live=live_broadcast,
        drop_counts=One(CountedDrops, drop_counts, telemetry),
        dead_letters=dead_letters,
        clock=clock,
        watch=telemetry.provided.recording_step,
    )
    finish_erasures = One(FinishErasures, unit_of_work, event_log, clock)
    roll_up = One(
        RollUp,
        marks=rollup_marks,
        rollups=rollups,
        source=rollup_source,
        reader=event_reader,
        unit_of_work=unit_of_work,
        clock=clock,
        ids=ids,
    )
    read_rollups = One(ReadRollups, rollup_marks, rollups, rollup_source)
    background = One(
        Background,
        queue=event_queue,
        recorder=One(RunRecorder, event_queue, record_events),
        learn_seen_ids=One(LearnSeenIds, event_log, seen_ids, clock),
        chores=One(chores, unit_of_work, salts, finish_erasures, clock),
        roll_up=roll_up,
        rollup_interval=settings.provided.rollup_interval,
    )
    collecting = providers.Dict(
        accept=accept, proxies=proxies, rate_limits=rate_limits, ids=ids, watch=telemetry.provided.taken_in
    )
    house = One(
        House,
        settings=settings,
        ids=ids,
        telemetry=telemetry,
        proxies=proxies,
        checks=One(checks, database.provided.check, event_reader, event_queue),
        collect=One(collect_paths, settings, collecting),
    )
    create_goal = One(CreateGoal, unit_of_work, open_project, clock, ids)
    create_project = One(CreateProject, unit_of_work, clock, ids, on_change)
    record_history = One(RecordHistory, event_log, agents, seen_ids, rollup_marks, clock, ids)
    services = One(
        Services,
        clock=clock,
        ids=ids,
        senders=senders,
        goals=goals,
        event_queue=event_queue,
        event_log=event_log,
        event_reader=event_reader,
        drop_counts=drop_counts,
        dead_letters=dead_letters,
        replay_dead_letters=One(ReplayDeadLetters, dead_letters, event_queue),
        unit_of_work=unit_of_work,
        authenticate=authenticate,
        register=One(
            Register,
            unit_of_work,
            passwords,
            tokens,
            clock,
            ids,
            policy=One(Registration, settings.provided.registration),
        ),
        add_member=One(AddMember, unit_of_work, passwords, clock, ids),
        sign_in=One(SignIn, unit_of_work, passwords, tokens, rate_limits),
        refresh_session=One(RefreshSession, unit_of_work, tokens, clock),
        sign_out=One(SignOut, unit_of_work, clock),
        open_project=open_project,
        list_projects=One(ListProjects, unit_of_work),
        create_project=create_project,
        change_project=One(ChangeProject, unit_of_work, open_project, on_change),
        delete_project=One(DeleteProject, unit_of_work, open_project, event_log, clock, on_change),
        finish_erasures=finish_erasures,
        create_key=One(CreateKey, unit_of_work, open_project, clock, ids, on_change),
        delete_key=One(DeleteKey, unit_of_work, open_project, on_change),
        create_goal=create_goal,
        change_goal=One(ChangeGoal, unit_of_work, open_project),
        delete_goal=One(DeleteGoal, unit_of_work, open_project),
        find_project=One(FindProject, unit_of_work),
        import_access_log=One(
            ImportAccessLog, clock, ids, places, providers.Object(SqliteEventSorter), record_history
        ),
        create_demo=One(
            CreateDemo,
            unit_of_work,
            One(Register, unit_of_work, passwords, tokens, clock, ids, policy=Registration.OPEN),
            create_project,
            create_goal,
            record_history,
        ),
        list_event_metrics=One(ListEventMetrics, read_rollups, sketches),
        roll_up=roll_up,
        rebuild_rollups=One(RebuildRollups, rollups, roll_up),
        answer_question=One(
            AnswerQuestion,
            event_reader,
            goals,
            clock,
            One(AnswerFromRollups, read_rollups, rollups, rollup_source, sketches),
        ),
        watch_live=One(WatchLive, reader=event_reader, broadcast=live_broadcast, clock=clock),
        issue_live_ticket=One(IssueLiveTicket, open_project, live_tickets, rate_limits, ids),
        admit_watcher=One(AdmitWatcher, authenticate, open_project, live_tickets),
        accept_own=accept_own,
        open_own_project=One(OpenOwnProject, unit_of_work, clock, ids),
    )


def assemble(settings: Settings, adapters: Adapters) -> Container:
    """`adapters` stand in for those of the list, under its names."""
    container = Container(settings=settings)
    for name, adapter in adapters.items():
        getattr(container, name).override(adapter)
    return container
