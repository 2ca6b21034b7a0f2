"""Which adapter serves which port: a list of assignments, chosen by settings.

Nothing is opened before it is asked for. `installation.py` opens and closes in order.
"""

from dataclasses import replace

from dependency_injector import containers, providers

from insights.adapters.argon2.passwords import Argon2Passwords
from insights.adapters.datasketches.sketches import HllSketches
from insights.adapters.maxmind.places import open_places
from insights.adapters.memory.rate_limits import Unlimited
from insights.adapters.pyjwt.access_tokens import PyJwtAccessTokens
from insights.adapters.rbloom.seen_ids import BloomSeenIds
from insights.adapters.sqlalchemy.dead_letters import SqlAlchemyDeadLetters
from insights.adapters.sqlalchemy.drop_counts import SqlAlchemyDropCounts
from insights.adapters.sqlalchemy.goals import SqlAlchemyGoals
from insights.adapters.sqlalchemy.mails import SqlAlchemyMailBox
from insights.adapters.sqlalchemy.messages import SqlAlchemyOutbox
from insights.adapters.sqlalchemy.quality_notes import SqlAlchemyQualityNotes
from insights.adapters.sqlalchemy.recordings import SqlAlchemyRecordings
from insights.adapters.sqlalchemy.rollup_marks import SqlAlchemyRollupMarks
from insights.adapters.sqlalchemy.rollups import SqlAlchemyRollups
from insights.adapters.sqlalchemy.salts import SqlAlchemySaltStore
from insights.adapters.sqlalchemy.senders import SqlAlchemySenderSource
from insights.adapters.sqlalchemy.unit_of_work import SqlAlchemyUnitOfWork
from insights.adapters.sqlite.event_sorter import SqliteEventSorter
from insights.adapters.system.clock import SystemClock
from insights.adapters.system.ids import SystemIds
from insights.adapters.system.link_tokens import HmacLinkTokens
from insights.adapters.ua_parser.agents import UaParserAgents
from insights.application.accounts.alive_sessions import AnnouncedWork
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
    OpenProject,
)
from insights.application.analytics.answer import AnswerQuestion
from insights.application.analytics.answer_from_rollups import RAW_UP_TO, AnswerFromRollups
from insights.application.analytics.compute_buckets import ComputeBuckets
from insights.application.analytics.list_event_metrics import ListEventMetrics
from insights.application.analytics.live_access import AdmitWatcher, IssueLiveTicket
from insights.application.analytics.read_rollups import ReadRollups
from insights.application.analytics.watch_live import WatchLive
from insights.application.demo.create_demo import CreateDemo
from insights.application.ingestion.accept import AcceptEvents
from insights.application.ingestion.append import AppendEvents
from insights.application.ingestion.dead_letters import ReplayDeadLetters
from insights.application.ingestion.import_access_log import ImportAccessLog
from insights.application.ingestion.link_visitors import LinkVisitors
from insights.application.ingestion.notebook import KeepNotebook, Notebook
from insights.application.ingestion.own_senders import OwnSenderSource
from insights.application.ingestion.record import RecordEvents
from insights.application.ingestion.record_history import RecordHistory
from insights.application.ingestion.repeats import WINDOW_MS, DropRepeats, Learned, LearnSeenIds
from insights.application.ingestion.roll_up import RebuildRollups, RollUp
from insights.application.ingestion.run_recorder import RunRecorder
from insights.application.ingestion.salts import RotatingSalts
from insights.application.ingestion.senders import SenderCache
from insights.application.ingestion.sessionise import Sessioniser
from insights.application.ingestion.steps import steps
from insights.application.messages.bell import Bell
from insights.application.messages.relay import RelayMessages, RunRelay
from insights.application.ports.event_log import EventLog, EventReader
from insights.application.ports.event_queue import EventQueue
from insights.application.ports.rollups import RollupSource
from insights.application.ports.visitor_links import VisitorLinks
from insights.entrypoints import wiring
from insights.entrypoints.adapters import Adapters
from insights.entrypoints.background import Background, Housekeeping, Recording, Relaying
from insights.entrypoints.http.app import House
from insights.entrypoints.http.proxies import TrustedProxies
from insights.entrypoints.leadership import Leadership
from insights.entrypoints.parts import checks, chores, collect_paths
from insights.entrypoints.services import Services
from insights.entrypoints.settings import Settings
from insights.entrypoints.shared_state import shared_state
from insights.entrypoints.telemetry import CountedDrops, Telemetry
from insights.entrypoints.user_services import UserPorts, deliver_here, user_services

One = providers.Singleton


class Container(containers.DeclarativeContainer):
    settings = providers.Dependency(instance_of=Settings)
    # Opened and closed by the installation, in its order.
    event_log: providers.Dependency[EventLog] = providers.Dependency()
    event_reader: providers.Dependency[EventReader] = providers.Dependency()
    rollup_source: providers.Dependency[RollupSource] = providers.Dependency()
    visitor_links: providers.Dependency[VisitorLinks] = providers.Dependency()
    raw_up_to = providers.Object(RAW_UP_TO)
    event_queue: providers.Dependency[EventQueue] = providers.Dependency()

    clock = One(SystemClock)
    ids = One(SystemIds)
    telemetry = One(Telemetry)
    state = One(shared_state, settings, telemetry)
    rate_limits = One(wiring.rate_limits, settings, state)
    locks = state.provided.locks
    changes = state.provided.changes
    proxies = One(TrustedProxies, settings.provided.trusted_proxies)
    live_broadcast = state.provided.live_broadcast
    live_tickets = state.provided.live_tickets
    places = One(open_places, settings.provided.places_file)
    agents = One(UaParserAgents)

    database = One(wiring.database, settings)
    replica = One(wiring.replica, settings, database)
    bell = One(Bell)
    unit_of_work = One(AnnouncedWork, One(SqlAlchemyUnitOfWork, database, bell.provided.ring), changes)
    outbox = One(SqlAlchemyOutbox, database)
    mail_box = One(SqlAlchemyMailBox, database)
    goals = One(SqlAlchemyGoals, database)
    drop_counts = One(SqlAlchemyDropCounts, database)
    quality_notes = One(SqlAlchemyQualityNotes, database)
    notebook = One(Notebook)
    keep_notebook = One(KeepNotebook, notebook, quality_notes)
    dead_letters = One(SqlAlchemyDeadLetters, database)
    salts = One(RotatingSalts, One(SqlAlchemySaltStore, database), ids)
    replays = One(SqlAlchemyRecordings, database)
    rollup_marks = One(SqlAlchemyRollupMarks, database)
    rollups = One(SqlAlchemyRollups, database)
    sketches = One(HllSketches)
    senders = One(SenderCache, One(SqlAlchemySenderSource, database))
    own_senders = One(SenderCache, One(OwnSenderSource, unit_of_work))
    on_change = One(wiring.forgetting, changes, senders, own_senders)

    passwords = One(Argon2Passwords)
    signing_key = One(wiring.signing_key, settings)
    access_tokens = One(PyJwtAccessTokens, signing_key, clock)
    user_ports = One(
        UserPorts,
        unit_of_work=unit_of_work,
        passwords=passwords,
        access_tokens=access_tokens,
        sessions=One(wiring.alive_sessions, unit_of_work, changes),
        link_tokens=One(HmacLinkTokens, signing_key),
        agents=agents,
        rate_limits=rate_limits,
        clock=clock,
        ids=ids,
    )
    users = One(user_services, user_ports, settings.provided.registration)
    deliver = One(deliver_here, user_ports, One(wiring.mailer, settings, mail_box), event_log)
    publish = user_ports.provided.publish
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
        notebook=notebook,
    )
    accept_own = One(replace, accept, senders=own_senders, rate_limits=One(Unlimited))
    seen_ids = One(BloomSeenIds, WINDOW_MS)
    learned = One(Learned)
    claims = state.provided.claims
    record_events = One(
        RecordEvents,
        drop_repeats=One(DropRepeats, event_log, seen_ids, learned, claims, clock),
        steps=One(steps, agents),
        sessionise=One(
            Sessioniser, event_log, visitor_links, One(wiring.open_visits, state, event_log, clock), ids
        ),
        locks=locks,
        marks=rollup_marks,
        append=One(AppendEvents, event_log),
        link=One(LinkVisitors, visitor_links),
        live=live_broadcast,
        drop_counts=One(CountedDrops, drop_counts, telemetry),
        dead_letters=dead_letters,
        clock=clock,
        watch=telemetry.provided.recording_step,
        notebook=notebook,
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
    rollups_for_answers = One(SqlAlchemyRollups, replica)
    read_rollups = One(ReadRollups, rollups_for_answers, One(ComputeBuckets, rollup_source))
    answer_from_rollups = One(AnswerFromRollups, read_rollups, rollup_source, sketches, raw_up_to=raw_up_to)
    recording = One(
        Recording,
        queue=event_queue,
        recorder=One(RunRecorder, event_queue, record_events),
        learn_seen_ids=One(LearnSeenIds, event_log, seen_ids, learned, claims, clock),
        shared=settings.provided.scaled_out,
    )
    relaying = One(Relaying, One(RunRelay, One(RelayMessages, outbox, deliver, clock), bell))
    housekeeping = One(
        Housekeeping,
        chores=One(
            chores, settings, salts, finish_erasures, users, outbox, mail_box, quality_notes, replays, clock
        ),
        roll_up=roll_up,
        rollup_interval=settings.provided.rollup_interval,
    )
    background = One(Background, recording=recording, relaying=relaying, housekeeping=housekeeping)
    leadership = One(Leadership, locks=locks, housekeeping=housekeeping)
    checks = One(checks, settings, database.provided.check, event_reader, event_queue, state)
    collecting = providers.Dict(
        accept=accept,
        keep_recordings=One(wiring.keep_recordings, settings, senders, replays, clock),
        proxies=proxies,
        rate_limits=rate_limits,
        ids=ids,
        agents=agents,
        watch=telemetry.provided.taken_in,
    )
    house = One(
        House,
        settings=settings,
        ids=ids,
        telemetry=telemetry,
        proxies=proxies,
        checks=checks,
        collect=One(collect_paths, settings, collecting),
    )
    create_goal = One(CreateGoal, unit_of_work, open_project, clock, ids)
    create_project = One(CreateProject, unit_of_work, publish, clock, ids, on_change)
    record_history = One(RecordHistory, event_log, agents, seen_ids, rollup_marks, clock, ids)
    services = One(
        Services,
        clock=clock,
        ids=ids,
        senders=senders,
        goals=goals,
        rate_limits=rate_limits,
        event_queue=event_queue,
        event_log=event_log,
        event_reader=event_reader,
        drop_counts=drop_counts,
        quality_notes=quality_notes,
        dead_letters=dead_letters,
        replay_dead_letters=One(ReplayDeadLetters, dead_letters, event_queue),
        unit_of_work=unit_of_work,
        users=users,
        mail_box=mail_box,
        message_log=outbox,
        open_project=open_project,
        list_projects=One(ListProjects, unit_of_work),
        create_project=create_project,
        change_project=One(ChangeProject, unit_of_work, publish, open_project, on_change),
        delete_project=One(DeleteProject, unit_of_work, publish, open_project, clock, on_change),
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
            CreateDemo, unit_of_work, users.provided.admit_owner, create_project, create_goal, record_history
        ),
        list_event_metrics=One(ListEventMetrics, read_rollups, sketches),
        roll_up=roll_up,
        rebuild_rollups=One(RebuildRollups, rollups, roll_up),
        answer_question=One(AnswerQuestion, event_reader, goals, clock, answer_from_rollups),
        watch_live=One(
            WatchLive, reader=event_reader, links=visitor_links, broadcast=live_broadcast, clock=clock
        ),
        issue_live_ticket=One(IssueLiveTicket, open_project, live_tickets, rate_limits, ids),
        admit_watcher=One(AdmitWatcher, users.provided.authenticate, open_project, live_tickets),
        accept_own=accept_own,
        open_own_project=One(OpenOwnProject, unit_of_work, publish, clock, ids),
    )


def assemble(settings: Settings, adapters: Adapters) -> Container:
    """`adapters` stand in for those of the list, under its names."""
    container = Container(settings=settings)
    for name, adapter in adapters.items():
        getattr(container, name).override(adapter)
    return container
