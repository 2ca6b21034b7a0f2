"""Projects: the one door to them, and their life."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from msgspec import UNSET, UnsetType

from insights.application.messages.publish import Publish
from insights.application.ports.event_log import EventLog
from insights.application.ports.system import Clock, Ids
from insights.application.ports.unit_of_work import UnitOfWork
from insights.domain.accounts.principal import Principal, Scope
from insights.domain.accounts.project import PROJECT_RULES, Project, VisitorBasis
from insights.domain.accounts.rules import checked
from insights.domain.errors import NotFound
from insights.domain.messages import ProjectCreated, ProjectDeleted, ProjectUpdated

STRAGGLERS_MS: Final = 3_600_000
"""For so long after its end a project's events may still come out of the queue and be stored."""

OnChange = Callable[[], None]
"""Called once a change to projects or their keys is committed, so that caches of this process forget."""


class NewProject(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: str
    domain: str
    timezone: str = "UTC"
    aliases: list[str] = []
    allowed_hosts: list[str] = []
    visitor_basis: VisitorBasis = VisitorBasis.DAILY
    honour_privacy_signals: bool = True
    session_minutes: int = 30


class ProjectChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is absent stays as it is."""

    name: str | UnsetType = UNSET
    domain: str | UnsetType = UNSET
    timezone: str | UnsetType = UNSET
    aliases: list[str] | UnsetType = UNSET
    allowed_hosts: list[str] | UnsetType = UNSET
    visitor_basis: VisitorBasis | UnsetType = UNSET
    honour_privacy_signals: bool | UnsetType = UNSET
    session_minutes: int | UnsetType = UNSET


@dataclass(frozen=True, slots=True)
class OpenProject:
    """The one door: every route that reads or changes something of a project comes through here."""

    unit_of_work: UnitOfWork

    async def __call__(self, principal: Principal, reference: str, scope: Scope) -> Project:
        """By id, public key or alias. Raises NotFound for one that is unknown, another organization's, or not
        the API key's own; Forbidden without the scope."""
        async with self.unit_of_work.read() as view:
            project = await view.projects.find(principal.organization_id, reference)
        if project is None or principal.project_id not in (None, project.id):
            raise NotFound("There is no such project.")
        principal.demand(scope)
        return project


@dataclass(frozen=True, slots=True)
class ListProjects:
    unit_of_work: UnitOfWork

    async def __call__(self, principal: Principal, limit: int, offset: int) -> tuple[list[Project], int]:
        """The organization's, or the one of the API key; and how many there are in all."""
        principal.demand(Scope.QUERY)
        async with self.unit_of_work.read() as view:
            if principal.project_id is None:
                found, total = await view.projects.page(principal.organization_id, limit, offset)
                return list(found), total
            own = await view.projects.find(principal.organization_id, principal.project_id)
        only = [] if own is None else [own]
        return only[offset : offset + limit], len(only)


@dataclass(frozen=True, slots=True)
class CreateProject:
    unit_of_work: UnitOfWork
    publish: Publish
    clock: Clock
    ids: Ids
    on_change: OnChange

    async def __call__(self, principal: Principal, new: NewProject) -> Project:
        """Raises Forbidden, Invalid, Conflict for an alias that is taken."""
        principal.demand_member(Scope.ADMIN)
        kept = checked(PROJECT_RULES, msgspec.structs.asdict(new))
        project = Project(
            id=self.ids.uuid7(),
            organization_id=principal.organization_id,
            public_key=f"pk_{self.ids.token(18)}",
            created_at=self.clock.now_ms(),
            **kept,
        )
        async with self.unit_of_work.begin() as work:
            await work.projects.add(project)
            await self.publish(work, ProjectCreated(**_told(project, principal)))
            await work.commit()
        self.on_change()
        return project


@dataclass(frozen=True, slots=True)
class ChangeProject:
    unit_of_work: UnitOfWork
    publish: Publish
    open_project: OpenProject
    on_change: OnChange

    async def __call__(self, principal: Principal, reference: str, change: ProjectChange) -> Project:
        """Raises what `OpenProject` and `CreateProject` raise."""
        opened = await self.open_project(principal, reference, Scope.ADMIN)
        given = {k: v for k, v in msgspec.structs.asdict(change).items() if v is not UNSET}
        kept = checked(PROJECT_RULES, given)
        async with self.unit_of_work.begin() as work:
            # Read again: of two changes at once each keeps what the other one set.
            project = await work.projects.find(principal.organization_id, opened.id)
            if project is None:
                raise NotFound("There is no such project.")
            changed: Project = msgspec.structs.replace(project, **kept)
            await work.projects.replace(changed)
            await self.publish(work, ProjectUpdated(**_told(changed, principal)))
            await work.commit()
        self.on_change()
        return changed


@dataclass(frozen=True, slots=True)
class DeleteProject:
    """Gone at once for everybody; its events follow, and again after the queue's stragglers."""

    unit_of_work: UnitOfWork
    publish: Publish
    open_project: OpenProject
    clock: Clock
    on_change: OnChange

    async def __call__(self, principal: Principal, reference: str) -> None:
        """Raises what `OpenProject` raises."""
        project = await self.open_project(principal, reference, Scope.ADMIN)
        async with self.unit_of_work.begin() as work:
            await work.projects.remove(project.id)
            await work.erasures.mark(project.id, self.clock.now_ms())
            await self.publish(work, ProjectDeleted(**_told(project, principal)))
            await work.commit()
        self.on_change()


@dataclass(frozen=True, slots=True)
class EraseEvents:
    """Told of a project's end. Erasing twice is harmless."""

    event_log: EventLog

    async def __call__(self, _id: str, deleted: ProjectDeleted) -> None:
        """Raises Unavailable."""
        await self.event_log.erase(deleted.project_id)


@dataclass(frozen=True, slots=True)
class FinishErasures:
    """Housekeeping, at start and every hour; safe to run twice, or at the same time."""

    unit_of_work: UnitOfWork
    event_log: EventLog
    clock: Clock

    async def __call__(self) -> int:
        """Remove what is left of projects deleted an hour ago or more; of how many. Raises Unavailable."""
        async with self.unit_of_work.read() as view:
            due = await view.erasures.marked_before(self.clock.now_ms() - STRAGGLERS_MS)
        for project_id in due:
            await self.event_log.erase(project_id)
            async with self.unit_of_work.begin() as work:
                await work.projects.remove(project_id)
                await work.erasures.clear(project_id)
                await work.commit()
        return len(due)


def _told(project: Project, principal: Principal) -> dict[str, Any]:
    """What messages about it say."""
    return {"project_id": project.id, "organization_id": project.organization_id, "by": principal.user_id}
