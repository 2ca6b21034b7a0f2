"""Invitations, and the mails that an installation without a mail server keeps."""

from typing import Annotated, Any

from litestar import Request, Router, delete, get, post
from litestar.di import NamedDependency, Provide
from litestar.openapi.spec import Example
from litestar.params import Body, FromPath
from litestar.status_codes import HTTP_200_OK

from insights.application.accounts.invitations import NewInvitation
from insights.domain.accounts.members import demand_grant
from insights.domain.accounts.principal import Principal, Role
from insights.entrypoints.http.links import link_origin
from insights.entrypoints.http.paging import Page, Paging, provide_paging
from insights.entrypoints.http.views import InvitationView, MailView, view
from insights.entrypoints.services import Services
from insights.entrypoints.settings import Settings

INVITATION = {"email": "bob@example.com", "role": "analyst", "name": "Bob"}
PAGED = {"paging": Provide(provide_paging)}


@post("/")
async def invite(
    request: Request[Any, Any, Any],
    services: NamedDependency[Services],
    settings: NamedDependency[Settings],
    principal: NamedDependency[Principal],
    data: Annotated[NewInvitation, Body(examples=[Example(value=INVITATION)])],
) -> InvitationView:
    """Mail somebody a link to join, for seven days; owners may give every role, admins every role but
    owner."""
    invitation = await services.users.invite_user(principal, data, link_origin(request, settings))
    return view(InvitationView, invitation)


@get("/", dependencies=PAGED)
async def list_invitations(
    services: NamedDependency[Services],
    principal: NamedDependency[Principal],
    paging: NamedDependency[Paging],
) -> Page[InvitationView]:
    """Those that were not accepted, the latest first; expired ones for another 30 days."""
    found, total = await services.users.list_invitations(principal, paging.limit, paging.offset)
    return paging.page((view(InvitationView, invitation) for invitation in found), total)


@delete("/{invitation_id:str}")
async def revoke_invitation(
    services: NamedDependency[Services], principal: NamedDependency[Principal], invitation_id: FromPath[str]
) -> None:
    """Its link works no more."""
    await services.users.revoke_invitation(principal, invitation_id)


@post("/{invitation_id:str}/resend", status_code=HTTP_200_OK)
async def resend_invitation(
    request: Request[Any, Any, Any],
    services: NamedDependency[Services],
    settings: NamedDependency[Settings],
    principal: NamedDependency[Principal],
    invitation_id: FromPath[str],
) -> InvitationView:
    """Mail a new link, for seven days from now; the old one works no more."""
    origin = link_origin(request, settings)
    return view(InvitationView, await services.users.resend_invitation(principal, invitation_id, origin))


class KeptMails(Page[MailView], frozen=True, kw_only=True):
    kept: bool
    """False where a mail server is set: mails are sent, and none is here."""


@get("/", dependencies=PAGED)
async def list_mails(
    services: NamedDependency[Services],
    settings: NamedDependency[Settings],
    principal: NamedDependency[Principal],
    paging: NamedDependency[Paging],
) -> KeptMails:
    """What would have been mailed to the organization's members and invited, the latest first: for owners."""
    demand_grant(principal, Role.OWNER)
    if settings.sends_mail:
        return KeptMails(items=[], total=0, limit=paging.limit, offset=paging.offset, kept=False)
    found, total = await services.mail_box.page(principal.organization_id, paging.limit, paging.offset)
    items = [view(MailView, mail) for mail in found]
    return KeptMails(items=items, total=total, limit=paging.limit, offset=paging.offset, kept=True)


ROUTES = [
    Router(
        "/api/v1/invitations",
        route_handlers=[invite, list_invitations, revoke_invitation, resend_invitation],
        tags=["Invitations"],
    ),
    Router("/api/v1/mails", route_handlers=[list_mails], tags=["Mails"]),
]
