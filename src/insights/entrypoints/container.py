"""Which adapter serves which port: a list of assignments, chosen by settings.

Nothing is opened before it is asked for. `installation.py` opens and closes in order.
"""

from dependency_injector import containers, providers

from insights.adapters.argon2.passwords import Argon2Passwords
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
from insights.application.ports.rate_limits import RateLimits
from insights.entrypoints.secret_key import signing_key
from insights.entrypoints.settings import Settings
from insights.entrypoints.telemetry import Telemetry


def _rate_limits(settings: Settings) -> RateLimits:
    return MemoryRateLimits() if settings.rate_limit_enabled else Unlimited()


def _key_bytes(settings: Settings) -> bytes:
    return signing_key(settings).reveal().encode()


One = providers.Singleton


class Container(containers.DeclarativeContainer):
    settings = providers.Dependency(instance_of=Settings)

    clock = One(SystemClock)
    ids = One(SystemIds)
    telemetry = One(Telemetry)
    rate_limits = One(_rate_limits, settings)
    places = One(open_places, settings.provided.places_file)
    agents = One(UaParserAgents)

    database = One(Database, settings.provided.database_address)
    unit_of_work = One(SqlAlchemyUnitOfWork, database)
    goals = One(SqlAlchemyGoals, database)
    drop_counts = One(SqlAlchemyDropCounts, database)
    dead_letters = One(SqlAlchemyDeadLetters, database)
    salts = One(RotatingSalts, One(SqlAlchemySaltStore, database), ids)
    senders = One(SenderCache, One(SqlAlchemySenderSource, database))
    forget_senders = senders.provided.forget

    passwords = One(Argon2Passwords)
    access_tokens = One(PyJwtAccessTokens, One(_key_bytes, settings), clock)
    tokens = One(IssueTokens, access_tokens, clock, ids)
    open_project = One(OpenProject, unit_of_work)
