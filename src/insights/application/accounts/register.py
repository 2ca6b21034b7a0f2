"""A new organization with its owner, and new members of one."""

from dataclasses import dataclass
from enum import StrEnum

import msgspec

from insights.application.accounts.enrol import Enrol, checked_person
from insights.application.accounts.sessions import IssueTokens, SignedIn
from insights.application.ports.passwords import Passwords
from insights.application.ports.system import Clock, Ids
from insights.application.ports.unit_of_work import Repositories, UnitOfWork
from insights.domain.accounts.members import demand_grant
from insights.domain.accounts.principal import Principal, Role
from insights.domain.accounts.user import Organization, User
from insights.domain.errors import Conflict, Forbidden


class Registration(StrEnum):
    """Who may register an organization."""

    OPEN = "open"
    CLOSED = "closed"
    FIRST = "first"
    """Until the installation has one."""


class NewOwner(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    email: str
    password: str
    organization: str
    name: str | None = None
    """Absent: the e-mail address up to its @."""


class NewMember(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    email: str
    password: str
    role: Role
    name: str | None = None
    """Absent: the e-mail address up to its @."""


@dataclass(frozen=True, slots=True)
class Register:
    unit_of_work: UnitOfWork
    passwords: Passwords
    tokens: IssueTokens
    enrol: Enrol
    clock: Clock
    ids: Ids
    policy: Registration = Registration.OPEN

    async def __call__(self, new: NewOwner, agent: str = "") -> SignedIn:
        """`agent` is the caller's `User-Agent`. Raises Invalid, Conflict for a known e-mail address,
        Forbidden when registration is closed."""
        person = checked_person(msgspec.structs.asdict(new))
        async with self.unit_of_work.read() as view:
            await self._admit(view, person["email"])
        password_hash = await self.passwords.hash(new.password)
        organization = Organization(
            id=self.ids.uuid7(), name=person["organization"], created_at=self.clock.now_ms()
        )
        async with self.unit_of_work.begin() as work:
            await self._admit(work, person["email"])
            await work.organizations.add(organization)
            user = await self.enrol(work, organization.id, person, Role.OWNER, password_hash)
            signed_in = await self.tokens.begin(work, user, agent)
            await work.commit()
        return signed_in

    async def _admit(self, view: Repositories, email: str) -> None:
        """Asked before the costly hash, and again in the transaction that decides."""
        if self.policy is Registration.CLOSED:
            raise Forbidden("Registration is closed on this installation.")
        if self.policy is Registration.FIRST and await view.organizations.any():
            raise Forbidden("This installation has its organization; ask its owner for an account.")
        if await view.users.by_email(email) is not None:
            raise Conflict("This e-mail address has an account already.")


@dataclass(frozen=True, slots=True)
class AddMember:
    unit_of_work: UnitOfWork
    passwords: Passwords
    enrol: Enrol

    async def __call__(self, principal: Principal, new: NewMember) -> User:
        """Raises Forbidden unless the caller may give the role, Invalid, Conflict for a known address."""
        demand_grant(principal, new.role)
        person = checked_person(msgspec.structs.asdict(new))
        password_hash = await self.passwords.hash(new.password)
        async with self.unit_of_work.begin() as work:
            user = await self.enrol(
                work, principal.organization_id, person, new.role, password_hash, principal.user_id
            )
            await work.commit()
        return user
