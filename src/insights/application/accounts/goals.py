"""Goals of a project."""

from dataclasses import dataclass

import msgspec
from msgspec import UNSET, UnsetType

from insights.application.accounts.projects import OpenProject
from insights.application.ports.system import Clock, Ids
from insights.application.ports.unit_of_work import UnitOfWork
from insights.domain.accounts.principal import Principal, Scope
from insights.domain.accounts.project import Goal, GoalKind, goal_rules
from insights.domain.accounts.rules import checked
from insights.domain.errors import NotFound


class NewGoal(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: str
    kind: GoalKind
    match: str
    value: str | None = None


class GoalChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is absent stays as it is."""

    name: str | UnsetType = UNSET
    kind: GoalKind | UnsetType = UNSET
    match: str | UnsetType = UNSET
    value: str | UnsetType | None = UNSET


@dataclass(frozen=True, slots=True)
class CreateGoal:
    unit_of_work: UnitOfWork
    open_project: OpenProject
    clock: Clock
    ids: Ids

    async def __call__(self, principal: Principal, reference: str, new: NewGoal) -> Goal:
        """Raises what `OpenProject` raises, Invalid, Conflict for a name that is taken."""
        project = await self.open_project(principal, reference, Scope.ADMIN)
        kept = checked(goal_rules(new.kind), msgspec.structs.asdict(new))
        goal = Goal(id=self.ids.uuid7(), project_id=project.id, created_at=self.clock.now_ms(), **kept)
        async with self.unit_of_work.begin() as work:
            await work.goals.add(goal)
            await work.commit()
        return goal


@dataclass(frozen=True, slots=True)
class ChangeGoal:
    unit_of_work: UnitOfWork
    open_project: OpenProject

    async def __call__(self, principal: Principal, reference: str, goal_id: str, change: GoalChange) -> Goal:
        """Raises what `CreateGoal` raises, and NotFound for a goal of another project."""
        project = await self.open_project(principal, reference, Scope.ADMIN)
        given = {k: v for k, v in msgspec.structs.asdict(change).items() if v is not UNSET}
        async with self.unit_of_work.begin() as work:
            goal = await work.goals.find(project.id, goal_id)
            if goal is None:
                raise NotFound("The project has no such goal.")
            changed: Goal = msgspec.structs.replace(goal, **given)
            # A match is judged by the kind, whichever of the two was changed.
            kept = checked(goal_rules(changed.kind), msgspec.structs.asdict(changed))
            changed = Goal(**kept)
            await work.goals.replace(changed)
            await work.commit()
        return changed


@dataclass(frozen=True, slots=True)
class DeleteGoal:
    unit_of_work: UnitOfWork
    open_project: OpenProject

    async def __call__(self, principal: Principal, reference: str, goal_id: str) -> None:
        """Raises what `OpenProject` raises, and NotFound for a goal of another project."""
        project = await self.open_project(principal, reference, Scope.ADMIN)
        async with self.unit_of_work.begin() as work:
            if not await work.goals.remove(project.id, goal_id):
                raise NotFound("The project has no such goal.")
            await work.commit()
