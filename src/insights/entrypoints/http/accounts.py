"""Registering, signing in and out, and the ways in by mail."""

from typing import Annotated, Any

import msgspec
from litestar import Request, Router, post
from litestar.di import NamedDependency
from litestar.openapi.spec import Example
from litestar.params import Body
from litestar.status_codes import HTTP_200_OK, HTTP_202_ACCEPTED, HTTP_204_NO_CONTENT

from insights.application.accounts.invitations import Acceptance
from insights.application.accounts.passwords import NewPassword
from insights.application.accounts.register import NewOwner
from insights.application.accounts.sessions import SignedIn
from insights.application.accounts.sign_in import Credentials
from insights.entrypoints.http.links import link_origin
from insights.entrypoints.http.proxies import TrustedProxies
from insights.entrypoints.http.views import InvitedView, TokensView, user_view, view
from insights.entrypoints.services import Services
from insights.entrypoints.settings import Settings

OPEN_TO_ALL: list[dict[str, list[str]]] = []
"""For the API's description: no credential is asked for."""

Asked = Request[Any, Any, Any]


class Refresh(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    refresh_token: str


class LinkToken(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    token: str
    """What follows the `#` in the mailed link."""


class ResetRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    email: str


TOKEN = "0vJ5yR5bLw7l1k1mJv4cN8E2a9yXq3Zt6uHs0pDfGgQ"  # noqa: S105 — an example in the API's description
OWNER = {"email": "ada@example.com", "password": "correct horse battery", "organization": "Example"}
CREDENTIALS = {"email": "ada@example.com", "password": "correct horse battery"}
REFRESH = {"refresh_token": TOKEN}
LINK = {"token": TOKEN}
ACCEPTANCE = {"token": TOKEN, "password": "staple of the horse", "name": "Bob"}
RESET = {"email": "ada@example.com"}
NEW_PASSWORD = {"token": TOKEN, "password": "battery of staples"}


@post("/register", security=OPEN_TO_ALL)
async def register(
    request: Asked,
    services: NamedDependency[Services],
    data: Annotated[NewOwner, Body(examples=[Example(value=OWNER)])],
) -> TokensView:
    """Register an organization, with its owner, who is signed in."""
    return _tokens(await services.users.register(data, _agent(request)))


@post("/login", status_code=HTTP_200_OK, security=OPEN_TO_ALL)
async def login(
    request: Asked,
    proxies: NamedDependency[TrustedProxies],
    services: NamedDependency[Services],
    data: Annotated[Credentials, Body(examples=[Example(value=CREDENTIALS)])],
) -> TokensView:
    """Sign in; ten times a minute per address and account."""
    return _tokens(await services.users.sign_in(data, proxies.client(request.scope), _agent(request)))


@post("/refresh", status_code=HTTP_200_OK, security=OPEN_TO_ALL)
async def refresh(
    services: NamedDependency[Services], data: Annotated[Refresh, Body(examples=[Example(value=REFRESH)])]
) -> TokensView:
    """Exchange a refresh token, which works once, for the next pair. Using it again ends the session, but for
    the first ten seconds while the next one is unused: then the answer was lost, and another replaces it."""
    return _tokens(await services.users.refresh_session(data.refresh_token))


@post("/logout", status_code=HTTP_204_NO_CONTENT, security=OPEN_TO_ALL)
async def logout(
    services: NamedDependency[Services], data: Annotated[Refresh, Body(examples=[Example(value=REFRESH)])]
) -> None:
    """End the session of this refresh token, its access tokens included."""
    await services.users.sign_out(data.refresh_token)


@post("/invitation", status_code=HTTP_200_OK, security=OPEN_TO_ALL)
async def look_at_invitation(
    request: Asked,
    proxies: NamedDependency[TrustedProxies],
    services: NamedDependency[Services],
    data: Annotated[LinkToken, Body(examples=[Example(value=LINK)])],
) -> InvitedView:
    """What the invited joins, and as what."""
    organization, invitation = await services.users.look_at_invitation(
        data.token, proxies.client(request.scope)
    )
    return view(InvitedView, invitation, organization=organization.name)


@post("/invitation/accept", security=OPEN_TO_ALL)
async def accept_invitation(
    request: Asked,
    proxies: NamedDependency[TrustedProxies],
    services: NamedDependency[Services],
    data: Annotated[Acceptance, Body(examples=[Example(value=ACCEPTANCE)])],
) -> TokensView:
    """Join the organization with a password, and be signed in. The invitation works once."""
    address = proxies.client(request.scope)
    return _tokens(await services.users.accept_invitation(data, address, _agent(request)))


@post("/password-reset", status_code=HTTP_202_ACCEPTED, security=OPEN_TO_ALL)
async def request_password_reset(
    request: Asked,
    proxies: NamedDependency[TrustedProxies],
    services: NamedDependency[Services],
    settings: NamedDependency[Settings],
    data: Annotated[ResetRequest, Body(examples=[Example(value=RESET)])],
) -> None:
    """Have a link to a new password mailed, if the address has an account; the answer does not tell."""
    await services.users.request_password_reset(
        data.email, proxies.client(request.scope), link_origin(request, settings)
    )


@post("/password-reset/confirm", status_code=HTTP_204_NO_CONTENT, security=OPEN_TO_ALL)
async def confirm_password_reset(
    request: Asked,
    proxies: NamedDependency[TrustedProxies],
    services: NamedDependency[Services],
    data: Annotated[NewPassword, Body(examples=[Example(value=NEW_PASSWORD)])],
) -> None:
    """Set a new password with the mailed token, which works once, for an hour. Signs out everywhere."""
    await services.users.confirm_password_reset(data, proxies.client(request.scope))


def _agent(request: Asked) -> str:
    return request.headers.get("user-agent", "")


def _tokens(signed_in: SignedIn) -> TokensView:
    return TokensView(
        access_token=signed_in.access_token,
        refresh_token=signed_in.refresh_token,
        expires_in=signed_in.expires_in,
        user=user_view(signed_in.user),
    )


ROUTES = [
    Router(
        "/api/v1/auth",
        route_handlers=[
            register,
            login,
            refresh,
            logout,
            look_at_invitation,
            accept_invitation,
            request_password_reset,
            confirm_password_reset,
        ],
        tags=["Sign-in"],
    ),
]
