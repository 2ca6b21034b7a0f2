"""The typed face of the container: what HTTP handlers, the CLI and the library facade may call."""

from dataclasses import dataclass

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
from insights.application.analytics.list_event_metrics import ListEventMetrics
from insights.application.analytics.live_access import AdmitWatcher, IssueLiveTicket
from insights.application.analytics.watch_live import WatchLive
from insights.application.demo.create_demo import CreateDemo
from insights.application.ingestion.accept import AcceptEvents
from insights.application.ingestion.dead_letters import ReplayDeadLetters
from insights.application.ingestion.import_access_log import ImportAccessLog
from insights.application.ingestion.roll_up import RebuildRollups, RollUp
from insights.application.ports.event_log import EventLog, EventReader
from insights.application.ports.event_queue import EventQueue
from insights.application.ports.mail import MailBox
from insights.application.ports.messages import MessageLog
from insights.application.ports.projects import Goals, Senders
from insights.application.ports.quality import QualityNotes
from insights.application.ports.rate_limits import RateLimits
from insights.application.ports.records import DeadLetters, DropCounts
from insights.application.ports.system import Clock, Ids
from insights.application.ports.unit_of_work import UnitOfWork
from insights.entrypoints.user_services import UserServices


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    clock: Clock
    ids: Ids
    senders: Senders
    goals: Goals
    rate_limits: RateLimits
    event_queue: EventQueue
    event_log: EventLog
    event_reader: EventReader
    drop_counts: DropCounts
    quality_notes: QualityNotes
    dead_letters: DeadLetters
    unit_of_work: UnitOfWork
    users: UserServices
    mail_box: MailBox
    message_log: MessageLog
    open_project: OpenProject
    list_projects: ListProjects
    create_project: CreateProject
    change_project: ChangeProject
    delete_project: DeleteProject
    finish_erasures: FinishErasures
    create_key: CreateKey
    delete_key: DeleteKey
    create_goal: CreateGoal
    change_goal: ChangeGoal
    delete_goal: DeleteGoal
    find_project: FindProject
    import_access_log: ImportAccessLog
    create_demo: CreateDemo
    replay_dead_letters: ReplayDeadLetters
    answer_question: AnswerQuestion
    list_event_metrics: ListEventMetrics
    roll_up: RollUp
    rebuild_rollups: RebuildRollups
    watch_live: WatchLive
    issue_live_ticket: IssueLiveTicket
    admit_watcher: AdmitWatcher
    accept_own: AcceptEvents
    """For code of this process that names a project by id, key or alias: trusted, and at any rate."""
    open_own_project: OpenOwnProject
