"""The caller's own account."""

from collections.abc import Iterable
from typing import Annotated

from litestar import Router, delete, get, patch, post
from litestar.di import NamedDependency, Provide
from litestar.openapi.spec import Example
from litestar.params import Body, FromPath
from litestar.status_codes import HTTP_204_NO_CONTENT

from insights.application.accounts.own_account import OwnChange
from insights.application.accounts.passwords import PasswordChange
from insights.domain.accounts.principal import Principal
from insights.domain.accounts.session import Session
from insights.entrypoints.http.paging import Page, Paging, provide_paging
from insights.entrypoints.http.views import SessionView, UserView, user_view, view
from insights.entrypoints.services import Services

CHANGE = {"name": "Ada Lovelace"}
PASSWORDS = {"current_password": "correct horse battery", "new_password": "battery of staples"}


@get("/me")
async def me(services: NamedDependency[Services], principal: NamedDependency[Principal]) -> UserView:
    """The user of this access token."""
    return user_view(await services.users.open_own_user(principal))


@patch("/me")
async def change_me(
    services: NamedDependency[Services],
    principal: NamedDependency[Principal],
    data: Annotated[OwnChange, Body(examples=[Example(value=CHANGE)])],
) -> UserView:
    """Change the name."""
    return user_view(await services.users.change_own_user(principal, data))


@post("/password", status_code=HTTP_204_NO_CONTENT)
async def change_password(
    services: NamedDependency[Services],
    principal: NamedDependency[Principal],
    data: Annotated[PasswordChange, Body(examples=[Example(value=PASSWORDS)])],
) -> None:
    """Set another password. Every other session ends."""
    await services.users.change_password(principal, data)


@get("/sessions", dependencies={"paging": Provide(provide_paging)})
async def list_sessions(
    services: NamedDependency[Services],
    principal: NamedDependency[Principal],
    paging: NamedDependency[Paging],
) -> Page[SessionView]:
    """Where the caller is signed in, the last used first."""
    return session_page(await services.users.list_own_sessions(principal), paging, principal.session_id)


@delete("/sessions/{session_id:str}")
async def end_session(
    services: NamedDependency[Services], principal: NamedDependency[Principal], session_id: FromPath[str]
) -> None:
    """Sign out there."""
    await services.users.end_own_session(principal, session_id)


@delete("/sessions")
async def end_other_sessions(
    services: NamedDependency[Services], principal: NamedDependency[Principal]
) -> None:
    """Sign out everywhere but here."""
    await services.users.end_other_sessions(principal)


def session_page(found: Iterable[Session], paging: Paging, current: str | None) -> Page[SessionView]:
    shown = [view(SessionView, session, current=session.id == current) for session in found]
    return paging.page(shown[paging.offset : paging.offset + paging.limit], len(shown))


ROUTES = [
    Router(
        "/api/v1/auth",
        route_handlers=[me, change_me, change_password, list_sessions, end_session, end_other_sessions],
        tags=["Own account"],
    )
]
