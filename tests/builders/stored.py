"""One of everything that the relational store keeps, with every field filled."""

from decimal import Decimal

from insights.application.ports.accounts import Credential
from insights.application.ports.records import DeadLetter
from insights.application.ports.unit_of_work import UnitOfWork
from insights.domain.accounts.api_key import ApiKey
from insights.domain.accounts.principal import Role, Scope
from insights.domain.accounts.project import Goal, GoalKind, Project, VisitorBasis
from insights.domain.accounts.session import RefreshToken, Session
from insights.domain.accounts.user import Organization, User
from insights.domain.ingestion.event import Accepted, Event

NOON = 1_795_262_400_000
"""2026-11-21T12:00:00Z"""

ORGANIZATION = Organization(id="org", name="Örg 🏢", created_at=1)
OTHER = Organization(id="other", name="Other", created_at=2)
USER = User(
    id="user",
    organization_id="org",
    email="ada@example.com",
    name="Ada",
    role=Role.ANALYST,
    created_at=3,
    last_active_at=10,
)
PROJECT = Project(
    id="project",
    organization_id="org",
    name="Site",
    domain="example.com",
    timezone="Asia/Kathmandu",
    public_key="pk_1",
    aliases=("phc_z", "G-1", "a"),
    allowed_hosts=("example.com", "*.example.com"),
    visitor_basis=VisitorBasis.MONTHLY,
    honour_privacy_signals=False,
    session_minutes=45,
    created_at=2**41,
)
API_KEY = ApiKey(
    id="key", project_id="project", name="CI", prefix="abcdefgh", hash="0" * 64,
    scopes=frozenset({Scope.QUERY, Scope.EXPORT}), created_at=5,
)  # fmt: skip
GOAL = Goal(
    id="goal",
    project_id="project",
    name="Buy",
    kind=GoalKind.PAGE,
    match="/t/**",
    value="1 EUR",
    created_at=6,
)
SESSION = Session(id="session", user_id="user", created_at=10, last_used_at=10, agent="Firefox on Linux")
TOKEN = RefreshToken(hash="1" * 64, session_id="session", expires_at=1_000)


async def fill(work: UnitOfWork) -> None:
    async with work.begin() as w:
        for organization in (ORGANIZATION, OTHER):
            await w.organizations.add(organization)
        await w.users.add(Credential(user=USER, password_hash="$hash"))
        await w.projects.add(PROJECT)
        await w.api_keys.add(API_KEY)
        await w.goals.add(GOAL)
        await w.sessions.open(SESSION, TOKEN)
        await w.commit()


def another(**changes: object) -> Project:
    fields = {"id": "second", "public_key": "pk_2", "aliases": [], "name": "Another", **changes}
    return Project(**{**{f: getattr(PROJECT, f) for f in PROJECT.__struct_fields__}, **fields})


def letter(id_: str, failed_at: int, project: str = "p") -> DeadLetter:
    event = Event(
        project=project, id=id_, name="pageview ☃", time=NOON, received=NOON, visitor_id=2**64 - 1,
        properties={"a": 1, "b": 1.5, "c": True, "d": "x"}, revenue=Decimal("12.50"), currency="EUR",
    )  # fmt: skip
    accepted = Accepted(
        event=event,
        user_agent="UA",
        previous_visitor_id=2**63,
        anonymous_ids=(2**64 - 1, 1),
        previous_ids=(2**63, 2),
    )
    return DeadLetter(id=id_, project=project, event=accepted, reason="broke: ü", failed_at=failed_at)
