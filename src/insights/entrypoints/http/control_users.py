"""Users, as the installation's owner sees them: by e-mail address, in whatever organization."""

from collections.abc import Sequence
from typing import Literal

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from litestar.status_codes import HTTP_200_OK

from insights.application.accounts.invitations import NewInvitation
from insights.application.accounts.register import NewOwner
from insights.application.ports.accounts import Wanted
from insights.application.ports.messages import FailedMessage
from insights.domain.accounts.members import Step
from insights.domain.accounts.principal import Principal, Role, Scope
from insights.domain.accounts.user import User
from insights.domain.errors import NotFound
from insights.entrypoints.http.views import (
    InvitationView,
    MailView,
    SessionView,
    UserView,
    user_view,
    view,
)
from insights.entrypoints.services import Services
from insights.entrypoints.settings import Settings

MOST = 1_000
STEPS: dict[str, Step] = {
    "deactivate": Step.DEACTIVATE,
    "activate": Step.ACTIVATE,
    "delete": Step.DELETE,
    "restore": Step.RESTORE,
}


class Asked(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Which users: of whose organization, and more than the active."""

    of: str
    """E-mail address of any member."""
    search: str = ""


class OwnersInvitation(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    by: str
    """E-mail address of the member for whom it is sent, and whose organization it is."""
    email: str
    role: Role
    name: str | None = None


class Named(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    email: str


class StepOrder(Named, kw_only=True, frozen=True, forbid_unknown_fields=True):
    step: Literal["deactivate", "activate", "delete", "restore"]


class PasswordOrder(Named, kw_only=True, frozen=True, forbid_unknown_fields=True):
    password: str


@post("/users")
async def create_user(services: NamedDependency[Services], data: JSONBody[NewOwner]) -> UserView:
    """A new organization with its owner, also where registration is closed."""
    return user_view((await services.users.admit_owner(data)).user)


@post("/users/search", status_code=HTTP_200_OK)
async def list_users(services: NamedDependency[Services], data: JSONBody[Asked]) -> Sequence[UserView]:
    """The members of an organization, deleted ones last."""
    principal, _ = await _above(services, data.of)
    found: list[User] = []
    for status in (None, "deleted"):
        wanted = msgspec.convert({"search": data.search, "status": status}, Wanted)
        page, _ = await services.users.list_members(principal, wanted, MOST, 0)
        found.extend(page)
    return [user_view(user) for user in found]


@post("/users/step", status_code=HTTP_200_OK)
async def step_user(services: NamedDependency[Services], data: JSONBody[StepOrder]) -> UserView:
    principal, user = await _above(services, data.email)
    return user_view(await services.users.step_member(principal, user.id, STEPS[data.step]))


@post("/users/password", status_code=HTTP_200_OK)
async def set_password(services: NamedDependency[Services], data: JSONBody[PasswordOrder]) -> UserView:
    """Sign them out everywhere; the new password holds from now on."""
    return user_view(await services.users.reset_password(data.email, data.password))


@post("/users/sessions", status_code=HTTP_200_OK)
async def list_sessions(services: NamedDependency[Services], data: JSONBody[Named]) -> Sequence[SessionView]:
    principal, user = await _above(services, data.email)
    found = await services.users.list_member_sessions(principal, user.id)
    return [view(SessionView, session) for session in found]


@post("/users/sessions/end", status_code=HTTP_200_OK)
async def end_sessions(services: NamedDependency[Services], data: JSONBody[Named]) -> None:
    principal, user = await _above(services, data.email)
    await services.users.end_member_sessions(principal, user.id)


@post("/invitations")
async def invite(
    services: NamedDependency[Services],
    settings: NamedDependency[Settings],
    data: JSONBody[OwnersInvitation],
) -> InvitationView:
    principal, inviter = await _above(services, data.by)
    new = NewInvitation(email=data.email, role=data.role, name=data.name)
    by_them = msgspec.structs.replace(principal, user_id=inviter.id)
    return view(InvitationView, await services.users.invite_user(by_them, new, own_origin(settings)))


@post("/mails", status_code=HTTP_200_OK)
async def list_mails(
    services: NamedDependency[Services], settings: NamedDependency[Settings], data: JSONBody[Named]
) -> Sequence[MailView]:
    """The latest of the user's organization."""
    principal, _ = await _above(services, data.email)
    if settings.sends_mail:
        raise NotFound("Mails are sent by SMTP: none is kept here.")
    found, _ = await services.mail_box.page(principal.organization_id, MOST, 0)
    return [view(MailView, mail) for mail in found]


@get("/messages/failed")
async def failed_messages(services: NamedDependency[Services]) -> Sequence[FailedMessage]:
    """The latest."""
    found, _ = await services.message_log.failed(MOST, 0)
    return found


@post("/messages/revive", status_code=HTTP_200_OK)
async def revive_messages(services: NamedDependency[Services]) -> int:
    """Try those that were given up again; how many there were."""
    return await services.message_log.revive(services.clock.now_ms())


def own_origin(settings: Settings) -> str:
    return settings.public_url or f"http://{settings.host}:{settings.port}"


async def _above(services: Services, email: str) -> tuple[Principal, User]:
    """One who may do everything in the organization of the user with this address, and the user. Raises
    NotFound."""
    async with services.unit_of_work.read() as kept:
        known = await kept.users.by_email(email.strip().lower())
    if known is None:
        raise NotFound(f"There is no user with the e-mail address {email!r}.")
    organization = known.user.organization_id
    principal = Principal(organization_id=organization, scopes=frozenset(Scope), role=Role.OWNER)
    return principal, known.user


ROUTES = [
    create_user,
    list_users,
    set_password,
    step_user,
    list_sessions,
    end_sessions,
    invite,
    list_mails,
    failed_messages,
    revive_messages,
]
