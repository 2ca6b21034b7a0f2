"""Goals: which events and pages count as conversions."""

from typing import Annotated

from litestar import Router, delete, get, patch, post
from litestar.di import NamedDependency, Provide
from litestar.openapi.spec import Example
from litestar.params import Body, FromPath

from insights.application.accounts.goals import GoalChange, NewGoal
from insights.domain.accounts.principal import Principal, Scope
from insights.domain.errors import NotFound
from insights.entrypoints.http.paging import Page, Paging, provide_paging
from insights.entrypoints.http.views import GoalView, view
from insights.entrypoints.services import Services

PAGE_GOAL = {"name": "Read the pricing", "kind": "page", "match": "/pricing/**"}
EVENT_GOAL = {"name": "Purchase", "kind": "event", "match": "purchase", "value": "12.50 EUR"}
GOAL_CHANGE = {"value": "15.00 EUR"}


@post("/")
async def create_goal(
    services: NamedDependency[Services],
    principal: NamedDependency[Principal],
    project_id: FromPath[str],
    data: Annotated[NewGoal, Body(examples=[Example(value=PAGE_GOAL), Example(value=EVENT_GOAL)])],
) -> GoalView:
    """Define a goal. In a page's `match`, `*` stands for anything but `/` and `**` for anything."""
    return view(GoalView, await services.create_goal(principal, project_id, data))


@get("/", dependencies={"paging": Provide(provide_paging)})
async def list_goals(
    services: NamedDependency[Services],
    principal: NamedDependency[Principal],
    project_id: FromPath[str],
    paging: NamedDependency[Paging],
) -> Page[GoalView]:
    """The project's goals, by name."""
    project = await services.open_project(principal, project_id, Scope.QUERY)
    async with services.unit_of_work.read() as kept:
        goals, total = await kept.goals.page(project.id, paging.limit, paging.offset)
    return paging.page((view(GoalView, goal) for goal in goals), total)


@get("/{goal_id:str}")
async def get_goal(
    services: NamedDependency[Services],
    principal: NamedDependency[Principal],
    project_id: FromPath[str],
    goal_id: FromPath[str],
) -> GoalView:
    """One goal."""
    project = await services.open_project(principal, project_id, Scope.QUERY)
    async with services.unit_of_work.read() as kept:
        goal = await kept.goals.find(project.id, goal_id)
    if goal is None:
        raise NotFound("The project has no such goal.")
    return view(GoalView, goal)


@patch("/{goal_id:str}")
async def change_goal(
    services: NamedDependency[Services],
    principal: NamedDependency[Principal],
    project_id: FromPath[str],
    goal_id: FromPath[str],
    data: Annotated[GoalChange, Body(examples=[Example(value=GOAL_CHANGE)])],
) -> GoalView:
    """Change the fields that are sent; the others stay."""
    return view(GoalView, await services.change_goal(principal, project_id, goal_id, data))


@delete("/{goal_id:str}")
async def delete_goal(
    services: NamedDependency[Services],
    principal: NamedDependency[Principal],
    project_id: FromPath[str],
    goal_id: FromPath[str],
) -> None:
    """Delete a goal; the events that reached it stay."""
    await services.delete_goal(principal, project_id, goal_id)


ROUTES = [
    Router(
        "/api/v1/projects/{project_id:str}/goals",
        route_handlers=[create_goal, list_goals, get_goal, change_goal, delete_goal],
        tags=["Goals"],
    )
]
