"""Accounts over a real SQLite file of their own, with a clock that is set by hand."""

import shutil
import tempfile
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, cast

import httpx
from argon2 import PasswordHasher
from litestar import Litestar

from insights.adapters.argon2.passwords import Argon2Passwords
from insights.adapters.memory.event_log import MemoryEventLog
from insights.adapters.memory.rate_limits import MemoryRateLimits
from insights.adapters.pyjwt.access_tokens import PyJwtAccessTokens
from insights.adapters.sqlalchemy.database import Database
from insights.adapters.sqlalchemy.dead_letters import SqlAlchemyDeadLetters
from insights.adapters.sqlalchemy.drop_counts import SqlAlchemyDropCounts
from insights.adapters.sqlalchemy.schema import migrate
from insights.adapters.sqlalchemy.unit_of_work import SqlAlchemyUnitOfWork
from insights.adapters.system.ids import SystemIds
from insights.application.accounts.authenticate import Authenticate
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
from insights.application.accounts.register import AddMember, NewOwner, Register, Registration
from insights.application.accounts.sessions import IssueTokens, SignedIn
from insights.application.accounts.sign_in import RefreshSession, SignIn, SignOut
from insights.application.ingestion.dead_letters import ReplayDeadLetters
from insights.application.ports.event_log import EventLog
from insights.application.ports.event_queue import EventQueue
from insights.application.ports.system import Clock
from insights.domain.accounts.principal import ROLE_SCOPES, Principal, Role
from insights.domain.accounts.project import Project
from insights.entrypoints.http import accounts as sign_in_routes
from insights.entrypoints.http import dead_letters, drops, goals, projects
from insights.entrypoints.http.app import House, create_api
from insights.entrypoints.http.proxies import TrustedProxies
from insights.entrypoints.services import Services
from insights.entrypoints.settings import Settings
from insights.entrypoints.telemetry import Telemetry

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
    file = Path(tempfile.mkdtemp(prefix="insights-schema-")) / "empty.sqlite"
    migrate(f"sqlite:///{file}")
    return file


def fresh_database(folder: Path, wait_seconds: float = 5.0) -> Database:
    """A migrated database in this folder. Migrating takes a while, so it is done once and copied."""
    file = folder / "insights.sqlite"
    shutil.copy(_migrated(), file)
    return Database(f"sqlite:///{file}", wait_seconds)


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
        self.unit_of_work = SqlAlchemyUnitOfWork(self.database)
        self.passwords = quick_passwords()
        self.access_tokens = PyJwtAccessTokens(KEY, self.clock)
        tokens = IssueTokens(self.access_tokens, self.clock, self.ids)
        limits = MemoryRateLimits(seconds=lambda: self.clock.now / 1000)
        self.register = Register(self.unit_of_work, self.passwords, tokens, self.clock, self.ids, self.policy)
        self.sign_in = SignIn(self.unit_of_work, self.passwords, tokens, limits)
        self.refresh = RefreshSession(self.unit_of_work, tokens, self.clock)
        self.sign_out = SignOut(self.unit_of_work, self.clock)
        self.authenticate = Authenticate(self.unit_of_work, self.access_tokens)
        self.open_project = OpenProject(self.unit_of_work)
        self.create_project = CreateProject(self.unit_of_work, self.clock, self.ids, self.note_change)

    def services(self, event_log: EventLog | None = None) -> Services:
        """The fields of `Services` that the routes of accounts use; any other raises AttributeError."""
        log = event_log or MemoryEventLog()
        work, clock, ids, opened = self.unit_of_work, self.clock, self.ids, self.open_project
        fields: dict[str, Any] = {
            "clock": clock,
            "ids": ids,
            "unit_of_work": work,
            "authenticate": self.authenticate,
            "register": self.register,
            "sign_in": self.sign_in,
            "refresh_session": self.refresh,
            "sign_out": self.sign_out,
            "add_member": AddMember(work, self.passwords, clock, ids),
            "open_project": opened,
            "create_project": self.create_project,
            "list_projects": ListProjects(work),
            "change_project": ChangeProject(work, opened, self.note_change),
            "delete_project": DeleteProject(work, opened, log, clock, self.note_change),
            "create_key": CreateKey(work, opened, clock, ids, self.note_change),
            "delete_key": DeleteKey(work, opened, self.note_change),
            "create_goal": CreateGoal(work, opened, clock, ids),
            "change_goal": ChangeGoal(work, opened),
            "delete_goal": DeleteGoal(work, opened),
            "drop_counts": SqlAlchemyDropCounts(self.database),
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
    routes = (sign_in_routes, projects, goals, drops, dead_letters)
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
