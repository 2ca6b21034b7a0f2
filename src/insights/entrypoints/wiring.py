"""What settings choose, where one line of the container cannot say it."""

from functools import partial

from insights.adapters.memory.rate_limits import Unlimited
from insights.adapters.sqlalchemy.database import Database
from insights.adapters.sqlalchemy.mails import SqlAlchemyMailBox
from insights.application.accounts.alive_sessions import TOPIC as SESSIONS
from insights.application.accounts.alive_sessions import AliveSessions
from insights.application.accounts.projects import OnChange
from insights.application.ingestion.senders import SenderCache
from insights.application.ports.changes import Changes
from insights.application.ports.event_log import EventLog
from insights.application.ports.mail import Mailer
from insights.application.ports.open_visits import OpenVisits
from insights.application.ports.projects import Senders
from insights.application.ports.rate_limits import RateLimits
from insights.application.ports.recordings import Recordings
from insights.application.ports.system import Clock
from insights.application.ports.unit_of_work import UnitOfWork
from insights.application.replay.recordings import KeepRecordings
from insights.entrypoints.mail_settings import mail_sender, mail_server
from insights.entrypoints.secret_key import signing_key as kept_key
from insights.entrypoints.settings import Settings
from insights.entrypoints.shared_state import SharedState


def rate_limits(settings: Settings, state: SharedState) -> RateLimits:
    return state.rate_limits if settings.rate_limit_enabled else Unlimited()


def open_visits(state: SharedState, log: EventLog, clock: Clock) -> OpenVisits:
    return state.open_visits(log, clock)


def database(settings: Settings) -> Database:
    return Database(settings.database_address, pool_size=settings.database_pool_size)


def replica(settings: Settings, database: Database) -> Database:
    """What may be some seconds old is read from it: rollups for answers, with their marks."""
    if not settings.database_replica_url:
        return database
    return Database(settings.database_replica_url, pool_size=settings.database_pool_size)


def signing_key(settings: Settings) -> bytes:
    return kept_key(settings).reveal().encode()


def keep_recordings(
    settings: Settings, senders: Senders, recordings: Recordings, clock: Clock
) -> KeepRecordings:
    return KeepRecordings(
        senders=senders,
        recordings=recordings,
        clock=clock,
        days=settings.recordings_days,
        megabytes=settings.recordings_megabytes,
    )


def forgetting(changes: Changes, *caches: SenderCache) -> OnChange:
    """What to call when a project has changed: every process forgets what it knew of senders."""
    for cache in caches:
        changes.heed("senders", cache.forget)
    return partial(changes.announce, "senders")


def alive_sessions(unit_of_work: UnitOfWork, changes: Changes) -> AliveSessions:
    sessions = AliveSessions(unit_of_work)
    changes.heed(SESSIONS, sessions.forget)
    return sessions


def mailer(settings: Settings, mail_box: SqlAlchemyMailBox) -> Mailer:
    server = mail_server(settings.mail_url.reveal()) if settings.mail_url else None
    if server is None:
        return mail_box
    from insights.adapters.aiosmtplib.mailer import SmtpMailer  # late: only those who send mail need it

    return SmtpMailer(server, mail_sender(settings.mail_from))
