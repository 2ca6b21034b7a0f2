"""Projects and their API keys."""

from typing import Annotated

from litestar import Router, delete, get, patch, post
from litestar.di import NamedDependency, Provide
from litestar.openapi.spec import Example
from litestar.params import Body, FromPath

from insights.application.accounts.keys import NewKey
from insights.application.accounts.projects import NewProject, ProjectChange
from insights.domain.accounts.principal import Principal, Scope
from insights.entrypoints.http.paging import Page, Paging, provide_paging
from insights.entrypoints.http.views import KeyView, NewKeyView, ProjectView, view
from insights.entrypoints.services import Services

NEW_PROJECT = {"name": "Example", "domain": "example.com", "timezone": "Europe/Berlin"}
PROJECT_CHANGE = {"allowed_hosts": ["example.com", "*.example.com"], "aliases": ["phc_4fT1"]}
NEW_KEY = {"name": "Nightly export", "scopes": ["query", "export"]}


@post("/")
async def create_project(
    services: NamedDependency[Services],
    principal: NamedDependency[Principal],
    data: Annotated[NewProject, Body(examples=[Example(value=NEW_PROJECT)])],
) -> ProjectView:
    """Create a project; its public key is made here and stays."""
    return view(ProjectView, await services.create_project(principal, data))


@get("/", dependencies={"paging": Provide(provide_paging)})
async def list_projects(
    services: NamedDependency[Services],
    principal: NamedDependency[Principal],
    paging: NamedDependency[Paging],
) -> Page[ProjectView]:
    """The organization's projects, by name; for an API key its own."""
    projects, total = await services.list_projects(principal, paging.limit, paging.offset)
    return paging.page((view(ProjectView, project) for project in projects), total)


@get("/{project_id:str}")
async def get_project(
    services: NamedDependency[Services], principal: NamedDependency[Principal], project_id: FromPath[str]
) -> ProjectView:
    """One project, by id, public key or alias."""
    return view(ProjectView, await services.open_project(principal, project_id, Scope.QUERY))


@patch("/{project_id:str}")
async def change_project(
    services: NamedDependency[Services],
    principal: NamedDependency[Principal],
    project_id: FromPath[str],
    data: Annotated[ProjectChange, Body(examples=[Example(value=PROJECT_CHANGE)])],
) -> ProjectView:
    """Change the fields that are sent; the others stay. Lists are replaced whole."""
    return view(ProjectView, await services.change_project(principal, project_id, data))


@delete("/{project_id:str}")
async def delete_project(
    services: NamedDependency[Services], principal: NamedDependency[Principal], project_id: FromPath[str]
) -> None:
    """Delete a project with its keys, goals and events. Nothing brings it back."""
    await services.delete_project(principal, project_id)


@post("/{project_id:str}/keys")
async def create_key(
    services: NamedDependency[Services],
    principal: NamedDependency[Principal],
    project_id: FromPath[str],
    data: Annotated[NewKey, Body(examples=[Example(value=NEW_KEY)])],
) -> NewKeyView:
    """Make an API key for this project alone. The answer is the only place that shows it."""
    key, text = await services.create_key(principal, project_id, data)
    return view(NewKeyView, key, key=text)


@get("/{project_id:str}/keys", dependencies={"paging": Provide(provide_paging)})
async def list_keys(
    services: NamedDependency[Services],
    principal: NamedDependency[Principal],
    project_id: FromPath[str],
    paging: NamedDependency[Paging],
) -> Page[KeyView]:
    """The project's API keys without their secrets, the oldest first."""
    project = await services.open_project(principal, project_id, Scope.ADMIN)
    async with services.unit_of_work.read() as kept:
        keys, total = await kept.api_keys.page(project.id, paging.limit, paging.offset)
    return paging.page((view(KeyView, key) for key in keys), total)


@delete("/{project_id:str}/keys/{key_id:str}")
async def delete_key(
    services: NamedDependency[Services],
    principal: NamedDependency[Principal],
    project_id: FromPath[str],
    key_id: FromPath[str],
) -> None:
    """Delete an API key; requests with it are refused from now on."""
    await services.delete_key(principal, project_id, key_id)


ROUTES = [
    Router(
        "/api/v1/projects",
        route_handlers=[create_project, list_projects, get_project, change_project, delete_project],
        tags=["Projects"],
    ),
    Router("/api/v1/projects", route_handlers=[create_key, list_keys, delete_key], tags=["API keys"]),
]
