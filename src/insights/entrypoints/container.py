"""Which adapter serves which port: a list of assignments, chosen by settings.

Nothing is opened before it is asked for. `installation.py` opens and closes in order.
"""

from dependency_injector import containers, providers

from insights.adapters.argon2.passwords import Argon2Passwords
from insights.adapters.clickhouse.embedded import EventStore, open_embedded
from insights.adapters.local_queue.queue import LocalQueue
from insights.adapters.maxmind.places import open_places
from insights.adapters.memory.rate_limits import MemoryRateLimits, Unlimited
from insights.adapters.pyjwt.access_tokens import PyJwtAccessTokens
from insights.adapters.sqlalchemy.database import Database
from insights.adapters.sqlalchemy.dead_letters import SqlAlchemyDeadLetters
from insights.adapters.sqlalchemy.drop_counts import SqlAlchemyDropCounts
from insights.adapters.sqlalchemy.goals import SqlAlchemyGoals
from insights.adapters.sqlalchemy.salts import SqlAlchemySaltStore
from insights.adapters.sqlalchemy.senders import SqlAlchemySenderSource
from insights.adapters.sqlalchemy.unit_of_work import SqlAlchemyUnitOfWork
from insights.adapters.system.clock import SystemClock
from insights.adapters.system.ids import SystemIds
from insights.adapters.ua_parser.agents import UaParserAgents
from insights.application.accounts.projects import (
    OpenProject,
)
from insights.application.accounts.sessions import IssueTokens
from insights.application.ingestion.salts import RotatingSalts
from insights.application.ingestion.senders import SenderCache
from insights.application.ports.event_log import EventLog, EventReader
from insights.application.ports.event_queue import EventQueue
from insights.application.ports.rate_limits import RateLimits
from insights.application.ports.system import Clock
from insights.entrypoints.http.app import House
from insights.entrypoints.http.asgi import AsgiApp
from insights.entrypoints.http.health import Check
from insights.entrypoints.http.ingestion.collect import CollectEvents, TrackEvent
from insights.entrypoints.http.ingestion.pixel import Pixel
from insights.entrypoints.http.proxies import TrustedProxies
from insights.entrypoints.secret_key import signing_key
from insights.entrypoints.settings import Settings
from insights.entrypoints.telemetry import Telemetry


async def open_queue(settings: Settings, clock: Clock) -> EventQueue:
    return await LocalQueue.open(settings.queue_file, clock, settings.durability)


def open_events(settings: Settings) -> EventStore:
    """Blocks for about a second."""
    return open_embedded(settings.events_dir, durable=settings.durability == "disk")


def _rate_limits(settings: Settings) -> RateLimits:
    return MemoryRateLimits() if settings.rate_limit_enabled else Unlimited()


def _signing_key(settings: Settings) -> bytes:
    return signing_key(settings).reveal().encode()


def _collect_paths(settings: Settings, batch: AsgiApp, single: AsgiApp, pixel: AsgiApp) -> dict[str, AsgiApp]:
    paths = {"/api/v1/events": batch, "/analytics/track": single, "/pixel.gif": pixel}
    return paths | ({settings.collect_path: batch} if settings.collect_path else {})


def _events_check(reader: EventReader) -> Check:
    async def check() -> None:
        await reader.first_event_time("")

    return check


def _queue_check(queue: EventQueue) -> Check:
    async def check() -> None:
        queue.depth()

    return check


One = providers.Singleton


class Container(containers.DeclarativeContainer):
    settings = providers.Dependency(instance_of=Settings)
    # Opened and closed by the installation, in its order.
    event_log = providers.Dependency(instance_of=EventLog)
    event_reader = providers.Dependency(instance_of=EventReader)
    event_queue = providers.Dependency(instance_of=EventQueue)

    clock = One(SystemClock)
    ids = One(SystemIds)
    telemetry = One(Telemetry)
    rate_limits = One(_rate_limits, settings)
    proxies = One(TrustedProxies, settings.provided.trusted_proxies)
    places = One(open_places, settings.provided.places_file)
    agents = One(UaParserAgents)

    database = One(Database, settings.provided.database_address)
    unit_of_work = One(SqlAlchemyUnitOfWork, database)
    goals = One(SqlAlchemyGoals, database)
    drop_counts = One(SqlAlchemyDropCounts, database)
    dead_letters = One(SqlAlchemyDeadLetters, database)
    salts = One(RotatingSalts, One(SqlAlchemySaltStore, database), ids)
    senders = One(SenderCache, One(SqlAlchemySenderSource, database))
    on_change = senders.provided.forget

    passwords = One(Argon2Passwords)
    access_tokens = One(PyJwtAccessTokens, One(_signing_key, settings), clock)
    tokens = One(IssueTokens, access_tokens, clock, ids)
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
    collecting = {
        "accept": accept,
        "proxies": proxies,
        "rate_limits": rate_limits,
        "ids": ids,
        "watch": telemetry.provided.taken_in,
    }
    house = One(
        House,
        settings=settings,
        ids=ids,
        telemetry=telemetry,
        proxies=proxies,
        checks=providers.Dict(
            database=database.provided.check, events=One(_events_check, event_reader), queue=One(_queue_check, event_queue)
        ),
        collect=One(
            _collect_paths, settings, One(CollectEvents, **collecting), One(TrackEvent, **collecting), One(Pixel, **collecting)
        ),
    )
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
        unit_of_work=unit_of_work,
        authenticate=One(Authenticate, unit_of_work, access_tokens),
        register=One(
            Register, unit_of_work, passwords, tokens, clock, ids, One(Registration, settings.provided.registration)
        ),
        add_member=One(AddMember, unit_of_work, passwords, clock, ids),
        sign_in=One(SignIn, unit_of_work, passwords, tokens, rate_limits),
        refresh_session=One(RefreshSession, unit_of_work, tokens, clock),
        sign_out=One(SignOut, unit_of_work, clock),
        open_project=open_project,
        list_projects=One(ListProjects, unit_of_work),
        create_project=One(CreateProject, unit_of_work, clock, ids, on_change),
        change_project=One(ChangeProject, unit_of_work, open_project, on_change),
        delete_project=One(DeleteProject, unit_of_work, open_project, event_log, clock, on_change),
        finish_erasures=One(FinishErasures, unit_of_work, event_log, clock),
        create_key=One(CreateKey, unit_of_work, open_project, clock, ids, on_change),
        delete_key=One(DeleteKey, unit_of_work, open_project, on_change),
        create_goal=One(CreateGoal, unit_of_work, open_project, clock, ids),
        change_goal=One(ChangeGoal, unit_of_work, open_project),
        delete_goal=One(DeleteGoal, unit_of_work, open_project),
    )
