"""An organization with a project to look at, filled up to now."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import msgspec

from insights.application.accounts.goals import CreateGoal, NewGoal
from insights.application.accounts.projects import CreateProject, NewProject
from insights.application.accounts.register import NewOwner, Register
from insights.application.demo import site
from insights.application.demo.history import demo_history
from insights.application.ingestion.import_report import ImportReport
from insights.application.ingestion.record_history import RecordHistory
from insights.application.ports.unit_of_work import UnitOfWork
from insights.domain.accounts.principal import ROLE_SCOPES, Principal
from insights.domain.accounts.project import GoalKind, Project, VisitorBasis
from insights.domain.accounts.user import User
from insights.domain.ingestion.event import Accepted

EMAIL: Final = "demo@example.com"
ORGANIZATION: Final = "Demo"
_AT_ONCE: Final = 5_000
"""Events recorded with one append, or a few more."""

GOALS: Final = (
    NewGoal(name="Signed up", kind=GoalKind.EVENT, match="signup"),
    NewGoal(name="Bought something", kind=GoalKind.EVENT, match="purchase"),
    NewGoal(name="Downloaded the catalogue", kind=GoalKind.EVENT, match="download"),
    NewGoal(name="Looked at subscriptions", kind=GoalKind.PAGE, match=site.PRICING),
    NewGoal(name="Read the journal", kind=GoalKind.PAGE, match="/blog/*"),
)


class DemoProgress(msgspec.Struct, kw_only=True):
    project: str
    """Its id."""
    new_account: bool = False
    """The demo's user was made by this run, with the password given."""
    existed: bool = False
    """The demo was there before, complete; nothing was done."""
    recorded: int = 0
    """Events stored by this run."""
    hours: int = 0
    """Of history, finished so far."""
    all_hours: int
    done: bool = False


@dataclass(frozen=True)
class CreateDemo:
    """Safe to repeat. What happened when follows from a seed and from the time at which the project was
    made, so a run that was broken off goes on where it ended. The goals come last: with them the demo is
    complete.
    """

    unit_of_work: UnitOfWork
    register: Register
    """One that always admits: who runs this owns the installation."""
    create_project: CreateProject
    create_goal: CreateGoal
    history: RecordHistory
    days: int = site.DAYS
    """Of history, up to the time at which the project is made."""

    async def __call__(self, password: str) -> AsyncGenerator[DemoProgress]:
        """One account of the progress, again and again as it grows; `done` the last time. The password is the
        demo user's, unless there is one already.

        Raises Invalid for a password that is too weak, Conflict while another run is under way, Unavailable.
        """
        user, new_account = await self._owner(password)
        owner = _principal(user)
        project, complete = await self._project(owner)
        progress = DemoProgress(
            project=project.id,
            all_hours=self.days * 24 + 1,
            new_account=new_account,
            existed=complete,
            done=complete,
        )
        if not complete:
            async for _ in self._fill(project, progress):
                yield progress
            for goal in GOALS:
                await self.create_goal(owner, project.id, goal)
            progress.done = True
        yield progress

    async def _owner(self, password: str) -> tuple[User, bool]:
        """The demo's user, and whether they are new."""
        async with self.unit_of_work.read() as view:
            known = await view.users.by_email(EMAIL)
        if known is not None:
            return known.user, False
        new = NewOwner(email=EMAIL, password=password, organization=ORGANIZATION, name="Demo")
        return (await self.register(new)).user, True

    async def _project(self, owner: Principal) -> tuple[Project, bool]:
        """The demo's project, and whether it is complete."""
        async with self.unit_of_work.read() as view:
            projects, _ = await view.projects.page(owner.organization_id, limit=100, offset=0)
            for project in projects:
                if project.domain == site.DOMAIN:
                    goals, _ = await view.goals.page(project.id, limit=100, offset=0)
                    return project, GOALS[-1].name in {goal.name for goal in goals}
        new = NewProject(name="Northwind", domain=site.DOMAIN, visitor_basis=VisitorBasis.PERSISTENT)
        return await self.create_project(owner, new), False

    async def _fill(self, project: Project, progress: DemoProgress) -> AsyncIterator[None]:
        report = ImportReport()
        with self.history.begin(project.id) as history:
            for hours, events in _batches(demo_history(project.id, project.created_at, self.days)):
                if events:
                    await history.record(events, report)
                progress.hours += hours
                progress.recorded = report.imported
                await asyncio.sleep(0)
                yield


def _principal(user: User) -> Principal:
    scopes = ROLE_SCOPES[user.role]
    return Principal(organization_id=user.organization_id, scopes=scopes, user_id=user.id, role=user.role)


def _batches(history: Iterable[list[Accepted]]) -> Iterator[tuple[int, list[Accepted]]]:
    """So many hours with their events. In between there is nothing, so that others get their turn."""
    hours, waiting = 0, list[Accepted]()
    for events in history:
        hours += 1
        waiting += events
        full = len(waiting) >= _AT_ONCE
        yield (hours, waiting) if full else (0, [])
        if full:
            hours, waiting = 0, []
    yield hours, waiting
