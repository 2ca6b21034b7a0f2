"""Accounts over a real SQLite file of their own, with a clock that is set by hand."""

import atexit
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, cast

import httpx
from argon2 import PasswordHasher
from litestar import Litestar
from sqlalchemy import select

from insights.adapters.argon2.passwords import Argon2Passwords
from insights.adapters.memory.changes import MemoryChanges
from insights.adapters.memory.event_log import MemoryEventLog
from insights.adapters.memory.rate_limits import MemoryRateLimits
from insights.adapters.pyjwt.access_tokens import PyJwtAccessTokens
from insights.adapters.sqlalchemy import tables
from insights.adapters.sqlalchemy.database import Database
from insights.adapters.sqlalchemy.dead_letters import SqlAlchemyDeadLetters
from insights.adapters.sqlalchemy.drop_counts import SqlAlchemyDropCounts
from insights.adapters.sqlalchemy.mails import SqlAlchemyMailBox
from insights.adapters.sqlalchemy.messages import SqlAlchemyOutbox
from insights.adapters.sqlalchemy.quality_notes import SqlAlchemyQualityNotes
from insights.adapters.sqlalchemy.schema import migrate
from insights.adapters.sqlalchemy.unit_of_work import SqlAlchemyUnitOfWork
from insights.adapters.system.ids import SystemIds
from insights.adapters.system.link_tokens import HmacLinkTokens
from insights.adapters.ua_parser.agents import UaParserAgents
from insights.application.accounts.alive_sessions import TOPIC, AliveSessions, AnnouncedWork
from insights.application.accounts.goals import ChangeGoal, CreateGoal, DeleteGoal
from insights.application.accounts.keys import CreateKey, DeleteKey
from insights.application.accounts.projects import (
    ChangeProject,
    CreateProject,
    DeleteProject,
    ListProjects,
    NewProject,
    OpenProject,
)
from insights.application.accounts.register import NewMember, NewOwner, Registration
from insights.application.accounts.sessions import SignedIn
from insights.application.ingestion.dead_letters import ReplayDeadLetters
from insights.application.messages.relay import RelayMessages
from insights.application.ports.event_log import EventLog
from insights.application.ports.event_queue import EventQueue
from insights.application.ports.mail import KeptMail, Mailer
from insights.application.ports.system import Clock
from insights.domain.accounts.principal import ROLE_SCOPES, Principal, Role
from insights.domain.accounts.project import Project
from insights.domain.accounts.user import User
from insights.domain.messages import decode_message
from insights.entrypoints.http import accounts as sign_in_routes
from insights.entrypoints.http import (
    dead_letters,
    drops,
    goals,
    invitations,
    own_account,
    projects,
    quality,
    users,
)
from insights.entrypoints.http.app import House, create_api
from insights.entrypoints.http.proxies import TrustedProxies
from insights.entrypoints.services import Services
from insights.entrypoints.settings import Settings
from insights.entrypoints.telemetry import Telemetry
from insights.entrypoints.user_services import UserPorts, deliver_here, user_services

START_MS = 1_795_000_000_000
PASSWORD = "correct horse battery"
KEY = b"a key for tests that is long enough"


class SetClock(Clock):
    """Stands still until it is moved."""

    def __init__(self, now_ms: int = START_MS) -> None:
        self.now = now_ms

    def now_ms(self) -> int:
        return self.now

    def pass_seconds(self, seconds: float) -> None:
        self.now += int(seconds * 1000)


def quick_passwords() -> Argon2Passwords:
    """Argon2id with the least parameters, so that a suite does not wait for it."""
    return Argon2Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@cache
def _migrated() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="insights-schema-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    file = folder / "empty.sqlite"
    migrate(f"sqlite:///{file}")
    return file


def fresh_file(folder: Path) -> str:
    """The address of the migrated database in this folder. Migrating takes a while, so it is done once and
    copied."""
    file = folder / "insights.sqlite"
    if not file.exists():
        shutil.copy(_migrated(), file)
    return f"sqlite:///{file}"


def fresh_database(folder: Path, wait_seconds: float = 5.0) -> Database:
    return Database(fresh_file(folder), wait_seconds)


@dataclass
class Accounts:
    """The use-cases of signing in, wired as the container wires them."""

    database: Database
    clock: SetClock = field(default_factory=SetClock)
    policy: Registration = Registration.OPEN
    changes: list[str] = field(default_factory=list)
    queue: EventQueue | None = None
    """Needed to replay dead letters."""

    def __post_init__(self) -> None:
        self.ids = SystemIds()
        changes = MemoryChanges()
        self.unit_of_work = AnnouncedWork(SqlAlchemyUnitOfWork(self.database), changes)
        sessions = AliveSessions(self.unit_of_work)
        changes.heed(TOPIC, sessions.forget)
        self.passwords = quick_passwords()
        self.access_tokens = PyJwtAccessTokens(KEY, self.clock)
        self.ports = UserPorts(
            unit_of_work=self.unit_of_work,
            passwords=self.passwords,
            access_tokens=self.access_tokens,
            sessions=sessions,
            link_tokens=HmacLinkTokens(KEY),
            agents=UaParserAgents(),
            rate_limits=MemoryRateLimits(seconds=lambda: self.clock.now / 1000),
            clock=self.clock,
            ids=self.ids,
        )
        self.users = user_services(self.ports, self.policy)
        self.register = self.users.register
        self.sign_in = self.users.sign_in
        self.refresh = self.users.refresh_session
        self.sign_out = self.users.sign_out
        self.authenticate = self.users.authenticate
        self.open_project = OpenProject(self.unit_of_work)
        self.create_project = CreateProject(
            self.unit_of_work, self.ports.publish, self.clock, self.ids, self.note_change
        )
        self.mail_box = SqlAlchemyMailBox(self.database)
        self.outbox = SqlAlchemyOutbox(self.database)
        self.event_log = MemoryEventLog()

    def delete_project(self) -> DeleteProject:
        return DeleteProject(
            self.unit_of_work, self.ports.publish, self.open_project, self.clock, self.note_change
        )

    def relay(self, mailer: Mailer | None = None, event_log: EventLog | None = None) -> RelayMessages:
        """Delivers to the mail box and the memory's event log unless others are given."""
        deliver = deliver_here(self.ports, mailer or self.mail_box, event_log or self.event_log)
        return RelayMessages(self.outbox, deliver, self.clock)

    async def deliver(self) -> None:
        """Everything that is due now, and what follows from it."""
        relay = self.relay()
        while await relay():
            pass

    async def mails(self, organization_id: str) -> Sequence[KeptMail]:
        """After all is delivered; the latest first."""
        await self.deliver()
        return (await self.mail_box.page(organization_id, 50, 0))[0]

    async def events_of(self, *messages: type[Any]) -> list[Any]:
        """The messages of these kinds that were written so far, in their order."""
        async with self.database.reading() as connection:
            rows = await connection.execute(
                select(tables.messages.c.body).order_by(tables.messages.c.position)
            )
            told = [decode_message(body) for body in rows.scalars()]
        return [message for message in told if isinstance(message, messages)]

    def services(self) -> Services:
        """The fields of `Services` that the routes of accounts use; any other raises AttributeError."""
        work, clock, ids, opened = self.unit_of_work, self.clock, self.ids, self.open_project
        fields: dict[str, Any] = {
            "clock": clock,
            "ids": ids,
            "unit_of_work": work,
            "users": self.users,
            "mail_box": self.mail_box,
            "message_log": self.outbox,
            "open_project": opened,
            "create_project": self.create_project,
            "list_projects": ListProjects(work),
            "change_project": ChangeProject(work, self.ports.publish, opened, self.note_change),
            "delete_project": self.delete_project(),
            "create_key": CreateKey(work, opened, clock, ids, self.note_change),
            "delete_key": DeleteKey(work, opened, self.note_change),
            "create_goal": CreateGoal(work, opened, clock, ids),
            "change_goal": ChangeGoal(work, opened),
            "delete_goal": DeleteGoal(work, opened),
            "drop_counts": SqlAlchemyDropCounts(self.database),
            "quality_notes": SqlAlchemyQualityNotes(self.database),
            "dead_letters": SqlAlchemyDeadLetters(self.database),
        }
        if self.queue is not None:
            fields["replay_dead_letters"] = ReplayDeadLetters(fields["dead_letters"], self.queue)
        services = object.__new__(Services)
        for name, value in fields.items():
            object.__setattr__(services, name, value)
        return services

    def note_change(self) -> None:
        self.changes.append("changed")

    async def owner(self, email: str = "ada@example.com") -> SignedIn:
        new = NewOwner(email=email, password=PASSWORD, organization=f"Of {email}", name="Ada")
        return await self.register(new)

    async def principal(self, email: str = "ada@example.com") -> Principal:
        return await self.authenticate((await self.owner(email)).access_token)

    async def member(self, principal: Principal, role: Role, email: str = "bob@example.com") -> User:
        return await self.users.add_member(principal, NewMember(email=email, password=PASSWORD, role=role))

    async def project(self, principal: Principal, **fields: Any) -> Project:
        return await self.create_project(
            principal, NewProject(**{"name": "Site", "domain": "example.com", **fields})
        )


def member(organization_id: str, role: Role, user_id: str = "user") -> Principal:
    return Principal(organization_id=organization_id, scopes=ROLE_SCOPES[role], role=role, user_id=user_id)


OWNER = {"email": "ada@example.com", "password": PASSWORD, "organization": "Example", "name": "Ada"}


def application(accounts: Accounts) -> Litestar:
    house = House(
        settings=Settings(), ids=accounts.ids, proxies=TrustedProxies(), telemetry=Telemetry(), checks={}
    )
    routes = (sign_in_routes, own_account, users, invitations, projects, goals, drops, quality, dead_letters)
    return create_api(accounts.services(), house, [route for module in routes for route in module.ROUTES])


def client_of(accounts: Accounts) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=cast("Any", application(accounts)))
    return httpx.AsyncClient(transport=transport, base_url="http://insights.test")


def bearer(credential: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {credential}"}


async def registered(api: httpx.AsyncClient, **fields: str) -> dict[str, str]:
    """Headers of a new owner."""
    answer = await api.post("/api/v1/auth/register", json={**OWNER, **fields})
    assert answer.status_code == 201, answer.text
    return bearer(answer.json()["access_token"])


async def created(api: httpx.AsyncClient, headers: dict[str, str], **fields: Any) -> dict[str, Any]:
    """A new project as the API shows it."""
    body = {"name": "Site", "domain": "example.com", **fields}
    answer = await api.post("/api/v1/projects", json=body, headers=headers)
    assert answer.status_code == 201, answer.text
    project: dict[str, Any] = answer.json()
    return project
