"""Inviting somebody by mail, and their coming."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from insights.application.accounts.enrol import Enrol, checked_person
from insights.application.accounts.limits import spend
from insights.application.accounts.sessions import IssueTokens, SignedIn
from insights.application.messages.publish import Publish
from insights.application.ports.passwords import Passwords
from insights.application.ports.rate_limits import Limit, RateLimits
from insights.application.ports.system import Clock, Ids, LinkTokens
from insights.application.ports.unit_of_work import Repositories, UnitOfWork, Work
from insights.domain.accounts.invitation import INVITATION_MS, Invitation
from insights.domain.accounts.members import demand_grant
from insights.domain.accounts.principal import Principal, Role, Scope
from insights.domain.accounts.rules import broken, checked
from insights.domain.accounts.session import token_hash
from insights.domain.accounts.user import Organization, user_rules
from insights.domain.errors import Conflict, NotFound
from insights.domain.messages import UserInvited

PURPOSE: Final = "invitation"
INVITATIONS: Final = Limit("invitations", per_second=100 / 3600, burst=50)
"""Per organization, sent again or not: nobody is to spread mail through us."""
ATTEMPTS: Final = Limit("link_tokens", per_second=30 / 60, burst=30)
"""Per network address, of invitations and password resets that are shown."""


class NewInvitation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    email: str
    role: Role
    name: str | None = None
    """Absent: the invited says it, or it is the address up to its @."""


class Acceptance(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    token: str
    password: str
    name: str | None = None
    """Absent: that of the invitation."""


@dataclass(frozen=True, slots=True)
class SendInvitation:
    """Writes that it is to be mailed; the mail goes out when that is committed."""

    publish: Publish
    rate_limits: RateLimits
    link_tokens: LinkTokens
    clock: Clock

    async def allow(self, principal: Principal) -> None:
        """Raises RateLimited."""
        await spend(self.rate_limits, INVITATIONS, principal.organization_id, "Too many invitations.")

    def dated(self, invitation: Invitation) -> Invitation:
        """With a token and time of its own: any token before it is void once this is stored."""
        expires = max(self.clock.now_ms() + INVITATION_MS, invitation.expires_at + 1)
        token = self.link_tokens.token(PURPOSE, invitation.id, expires)
        return msgspec.structs.replace(invitation, expires_at=expires, token_hash=token_hash(token))

    async def __call__(self, work: Work, invitation: Invitation, principal: Principal, origin: str) -> None:
        invited = UserInvited(
            invitation_id=invitation.id,
            organization_id=invitation.organization_id,
            expires_at=invitation.expires_at,
            origin=origin,
            by=principal.user_id,
        )
        await self.publish(work, invited)


@dataclass(frozen=True, slots=True)
class InviteUser:
    unit_of_work: UnitOfWork
    send: SendInvitation
    clock: Clock
    ids: Ids

    async def __call__(self, principal: Principal, new: NewInvitation, origin: str) -> Invitation:
        """`origin` is where links lead. Raises Forbidden unless the caller may give the role, Invalid,
        Conflict for an address that has an account or is invited, RateLimited."""
        demand_grant(principal, new.role)
        given = {"email": new.email} | ({} if new.name is None else {"name": new.name})
        kept = checked(user_rules(new.email), given)
        await self.send.allow(principal)
        now = self.clock.now_ms()
        async with self.unit_of_work.begin() as work:
            if await work.users.by_email(kept["email"]) is not None:
                raise Conflict("This e-mail address has an account already.")
            inviter = None if principal.user_id is None else await work.users.find(principal.user_id)
            invitation = self.send.dated(
                Invitation(
                    id=self.ids.uuid7(),
                    organization_id=principal.organization_id,
                    email=kept["email"],
                    name=kept.get("name"),
                    role=new.role,
                    invited_by=None if inviter is None else inviter.email,
                    token_hash="",
                    created_at=now,
                    expires_at=0,
                )
            )
            await work.invitations.add(invitation)
            await self.send(work, invitation, principal, origin)
            await work.commit()
        return invitation


@dataclass(frozen=True, slots=True)
class ResendInvitation:
    unit_of_work: UnitOfWork
    send: SendInvitation

    async def __call__(self, principal: Principal, invitation_id: str, origin: str) -> Invitation:
        """With a new token and time; the one sent before is void. Raises Forbidden, NotFound, RateLimited."""
        principal.demand_member(Scope.ADMIN)
        await self.send.allow(principal)
        async with self.unit_of_work.begin() as work:
            invitation = self.send.dated(await _own(work, principal, invitation_id))
            await work.invitations.replace(invitation)
            await self.send(work, invitation, principal, origin)
            await work.commit()
        return invitation


@dataclass(frozen=True, slots=True)
class RevokeInvitation:
    unit_of_work: UnitOfWork

    async def __call__(self, principal: Principal, invitation_id: str) -> None:
        """Raises Forbidden, NotFound."""
        principal.demand_member(Scope.ADMIN)
        async with self.unit_of_work.begin() as work:
            invitation = await _own(work, principal, invitation_id)
            await work.invitations.remove(principal.organization_id, invitation.id)
            await work.commit()


@dataclass(frozen=True, slots=True)
class ListInvitations:
    unit_of_work: UnitOfWork

    async def __call__(
        self, principal: Principal, limit: int, offset: int
    ) -> tuple[Sequence[Invitation], int]:
        """Expired ones too, for some time. Raises Forbidden."""
        principal.demand_member(Scope.ADMIN)
        async with self.unit_of_work.read() as view:
            return await view.invitations.page(principal.organization_id, limit, offset)


@dataclass(frozen=True, slots=True)
class LookAtInvitation:
    unit_of_work: UnitOfWork
    rate_limits: RateLimits
    clock: Clock

    async def __call__(self, token: str, address: str) -> tuple[Organization, Invitation]:
        """What the invited is shown. Raises Invalid for a token that is unknown, used, void or expired,
        RateLimited."""
        await spend(self.rate_limits, ATTEMPTS, address, "Too many invitations tried.")
        async with self.unit_of_work.read() as view:
            return await _open(view, token, self.clock.now_ms())


@dataclass(frozen=True, slots=True)
class AcceptInvitation:
    unit_of_work: UnitOfWork
    look: LookAtInvitation
    passwords: Passwords
    tokens: IssueTokens
    enrol: Enrol
    clock: Clock

    async def __call__(self, acceptance: Acceptance, address: str, agent: str) -> SignedIn:
        """Raises what `LookAtInvitation` raises, Invalid, and Conflict when the address has an account by
        now."""
        _, invitation = await self.look(acceptance.token, address)
        name = invitation.name if acceptance.name is None else acceptance.name
        person = checked_person({"email": invitation.email, "password": acceptance.password, "name": name})
        password_hash = await self.passwords.hash(acceptance.password)
        async with self.unit_of_work.begin() as work:
            organization, invitation = await _open(work, acceptance.token, self.clock.now_ms())
            if not await work.invitations.remove(organization.id, invitation.id):
                raise _void()
            user = await self.enrol(work, organization.id, person, invitation.role, password_hash)
            signed_in = await self.tokens.begin(work, user, agent)
            await work.commit()
        return signed_in


async def _own(view: Repositories, principal: Principal, invitation_id: str) -> Invitation:
    invitation = await view.invitations.find(principal.organization_id, invitation_id)
    if invitation is None:
        raise NotFound("There is no such invitation.")
    demand_grant(principal, invitation.role)
    return invitation


async def _open(view: Repositories, token: str, now: int) -> tuple[Organization, Invitation]:
    invitation = await view.invitations.by_token(token_hash(token))
    organization = None if invitation is None else await view.organizations.find(invitation.organization_id)
    if invitation is None or organization is None or invitation.expires_at <= now:
        raise _void()
    return organization, invitation


def _void() -> Exception:
    return broken("token", "this invitation is unknown, used, replaced or expired: ask for another")
