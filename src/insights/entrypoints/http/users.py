"""The members of an organization."""

from typing import Annotated

from litestar import Router, delete, get, patch, post
from litestar.di import NamedDependency, Provide
from litestar.openapi.spec import Example
from litestar.params import Body, FromPath, QueryParameter
from litestar.status_codes import HTTP_200_OK

from insights.application.accounts.members import UserChange
from insights.application.accounts.register import NewMember
from insights.application.ports.accounts import Wanted
from insights.domain.accounts.members import Step
from insights.domain.accounts.principal import Principal, Role
from insights.domain.accounts.user import Status
from insights.entrypoints.http.own_account import session_page
from insights.entrypoints.http.paging import Page, Paging, provide_paging
from insights.entrypoints.http.views import SessionView, UserView, user_view
from insights.entrypoints.services import Services

MEMBER = {"email": "bob@example.com", "password": "staple of the horse", "role": "analyst", "name": "Bob"}
CHANGE = {"role": "admin"}
PAGED = {"paging": Provide(provide_paging)}


@get("/", dependencies=PAGED)
async def list_users(
    services: NamedDependency[Services],
    principal: NamedDependency[Principal],
    paging: NamedDependency[Paging],
    search: Annotated[
        str, QueryParameter(max_length=320, description="In name or e-mail address, in any case.")
    ] = "",
    status: Annotated[
        Status | None, QueryParameter(description="Absent: every one but deleted.", required=False)
    ] = None,
    role: Annotated[Role | None, QueryParameter(description="Absent: every one.", required=False)] = None,
) -> Page[UserView]:
    """The members of the organization, by e-mail address."""
    wanted = Wanted(search=search, status=status, role=role)
    users, total = await services.users.list_members(principal, wanted, paging.limit, paging.offset)
    return paging.page(map(user_view, users), total)


@post("/")
async def add_user(
    services: NamedDependency[Services],
    principal: NamedDependency[Principal],
    data: Annotated[NewMember, Body(examples=[Example(value=MEMBER)])],
) -> UserView:
    """Add a member with a role; owners may give every role, admins every role but owner."""
    return user_view(await services.users.add_member(principal, data))


@get("/{user_id:str}")
async def get_user(
    services: NamedDependency[Services], principal: NamedDependency[Principal], user_id: FromPath[str]
) -> UserView:
    """One member, also a deleted one."""
    return user_view(await services.users.open_member(principal, user_id))


@patch("/{user_id:str}")
async def change_user(
    services: NamedDependency[Services],
    principal: NamedDependency[Principal],
    user_id: FromPath[str],
    data: Annotated[UserChange, Body(examples=[Example(value=CHANGE)])],
) -> UserView:
    """Change name or role. Nobody changes their own role; an organization keeps an active owner."""
    return user_view(await services.users.change_member(principal, user_id, data))


@post("/{user_id:str}/deactivate", status_code=HTTP_200_OK)
async def deactivate_user(
    services: NamedDependency[Services], principal: NamedDependency[Principal], user_id: FromPath[str]
) -> UserView:
    """Sign a member out everywhere, and in no more until they are activated."""
    return user_view(await services.users.step_member(principal, user_id, Step.DEACTIVATE))


@post("/{user_id:str}/activate", status_code=HTTP_200_OK)
async def activate_user(
    services: NamedDependency[Services], principal: NamedDependency[Principal], user_id: FromPath[str]
) -> UserView:
    """Let a deactivated member sign in again."""
    return user_view(await services.users.step_member(principal, user_id, Step.ACTIVATE))


@delete("/{user_id:str}")
async def delete_user(
    services: NamedDependency[Services], principal: NamedDependency[Principal], user_id: FromPath[str]
) -> None:
    """Delete a member, who can be restored for 30 days. Until then the e-mail address stays taken."""
    await services.users.step_member(principal, user_id, Step.DELETE)


@post("/{user_id:str}/restore", status_code=HTTP_200_OK)
async def restore_user(
    services: NamedDependency[Services], principal: NamedDependency[Principal], user_id: FromPath[str]
) -> UserView:
    """Undo a deletion."""
    return user_view(await services.users.step_member(principal, user_id, Step.RESTORE))


@get("/{user_id:str}/sessions", dependencies=PAGED)
async def list_user_sessions(
    services: NamedDependency[Services],
    principal: NamedDependency[Principal],
    user_id: FromPath[str],
    paging: NamedDependency[Paging],
) -> Page[SessionView]:
    """Where a member is signed in, the last used first."""
    found = await services.users.list_member_sessions(principal, user_id)
    return session_page(found, paging, principal.session_id)


@delete("/{user_id:str}/sessions")
async def end_user_sessions(
    services: NamedDependency[Services], principal: NamedDependency[Principal], user_id: FromPath[str]
) -> None:
    """Sign a member out everywhere."""
    await services.users.end_member_sessions(principal, user_id)


ROUTES = [
    Router(
        "/api/v1/users",
        route_handlers=[
            list_users,
            add_user,
            get_user,
            change_user,
            deactivate_user,
            activate_user,
            delete_user,
            restore_user,
            list_user_sessions,
            end_user_sessions,
        ],
        tags=["Users"],
    ),
]
