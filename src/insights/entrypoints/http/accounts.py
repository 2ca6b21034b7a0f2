"""Registration, sign-in, and the members of an organization."""

from typing import Annotated, Any

import msgspec
from litestar import Request, Router, get, post
from litestar.di import NamedDependency, Provide
from litestar.openapi.spec import Example
from litestar.params import Body
from litestar.status_codes import HTTP_200_OK, HTTP_204_NO_CONTENT

from insights.application.accounts.register import NewMember, NewOwner
from insights.application.accounts.sessions import SignedIn
from insights.application.accounts.sign_in import Credentials
from insights.domain.accounts.principal import Principal, Scope
from insights.domain.errors import Forbidden, Unauthenticated
from insights.entrypoints.http.paging import Page, Paging, provide_paging
from insights.entrypoints.http.proxies import TrustedProxies
from insights.entrypoints.http.views import TokensView, UserView, view
from insights.entrypoints.services import Services

OPEN_TO_ALL: list[dict[str, list[str]]] = []
"""For the API's description: no credential is asked for."""


class Refresh(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    refresh_token: str


OWNER = {"email": "ada@example.com", "password": "correct horse battery", "organization": "Example"}
MEMBER = {"email": "bob@example.com", "password": "staple of the horse", "role": "analyst", "name": "Bob"}
CREDENTIALS = {"email": "ada@example.com", "password": "correct horse battery"}
REFRESH = {"refresh_token": "0vJ5yR5bLw7l1k1mJv4cN8E2a9yXq3Zt6uHs0pDfGgQ"}


@post("/register", security=OPEN_TO_ALL)
async def register(
    services: NamedDependency[Services], data: Annotated[NewOwner, Body(examples=[Example(value=OWNER)])]
) -> TokensView:
    """Register an organization, with its owner, who is signed in."""
    return _tokens(await services.register(data))


@post("/login", status_code=HTTP_200_OK, security=OPEN_TO_ALL)
async def login(
    request: Request[Any, Any, Any],
    proxies: NamedDependency[TrustedProxies],
    services: NamedDependency[Services],
    data: Annotated[Credentials, Body(examples=[Example(value=CREDENTIALS)])],
) -> TokensView:
    """Sign in; ten times a minute per address and account."""
    return _tokens(await services.sign_in(data, proxies.client(request.scope)))


@post("/refresh", status_code=HTTP_200_OK, security=OPEN_TO_ALL)
async def refresh(
    services: NamedDependency[Services], data: Annotated[Refresh, Body(examples=[Example(value=REFRESH)])]
) -> TokensView:
    """Exchange a refresh token, which works once, for the next pair. Using it again ends the session."""
    return _tokens(await services.refresh_session(data.refresh_token))


@post("/logout", status_code=HTTP_204_NO_CONTENT, security=OPEN_TO_ALL)
async def logout(
    services: NamedDependency[Services], data: Annotated[Refresh, Body(examples=[Example(value=REFRESH)])]
) -> None:
    """End the session of this refresh token, its access tokens included."""
    await services.sign_out(data.refresh_token)


@get("/me")
async def me(services: NamedDependency[Services], principal: NamedDependency[Principal]) -> UserView:
    """The user of this access token."""
    if principal.user_id is None:
        raise Forbidden("An API key is not a user.")
    async with services.unit_of_work.read() as kept:
        user = await kept.users.find(principal.user_id)
    if user is None:
        raise Unauthenticated("The session of this access token has ended.")
    return view(UserView, user)


@get("/", dependencies={"paging": Provide(provide_paging)})
async def list_users(
    services: NamedDependency[Services],
    principal: NamedDependency[Principal],
    paging: NamedDependency[Paging],
) -> Page[UserView]:
    """The members of the organization, by e-mail address."""
    principal.demand_member(Scope.ADMIN)
    async with services.unit_of_work.read() as kept:
        users, total = await kept.users.page(principal.organization_id, paging.limit, paging.offset)
    return paging.page((view(UserView, user) for user in users), total)


@post("/")
async def add_user(
    services: NamedDependency[Services],
    principal: NamedDependency[Principal],
    data: Annotated[NewMember, Body(examples=[Example(value=MEMBER)])],
) -> UserView:
    """Add a member with a role; owners may give every role, admins every role but owner."""
    return view(UserView, await services.add_member(principal, data))


def _tokens(signed_in: SignedIn) -> TokensView:
    return TokensView(
        access_token=signed_in.access_token,
        refresh_token=signed_in.refresh_token,
        expires_in=signed_in.expires_in,
        user=view(UserView, signed_in.user),
    )


ROUTES = [
    Router("/api/v1/auth", route_handlers=[register, login, refresh, logout, me], tags=["Sign-in"]),
    Router("/api/v1/users", route_handlers=[list_users, add_user], tags=["Users"]),
]
