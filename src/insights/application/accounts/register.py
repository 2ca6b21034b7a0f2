"""A new organization with its owner, and new members of one."""

from dataclasses import dataclass
from enum import StrEnum

import msgspec

from insights.application.accounts.sessions import IssueTokens, SignedIn
from insights.application.ports.accounts import Credential
from insights.application.ports.passwords import Passwords
from insights.application.ports.system import Clock, Ids
from insights.application.ports.unit_of_work import Repositories, UnitOfWork
from insights.domain.accounts.principal import Principal, Role, Scope
from insights.domain.accounts.rules import checked
from insights.domain.accounts.user import GRANTS, Organization, User, user_rules
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
    clock: Clock
    ids: Ids
    policy: Registration = Registration.OPEN

    async def __call__(self, new: NewOwner) -> SignedIn:
        """Raises Invalid, Conflict for a known e-mail address, Forbidden when registration is closed."""
        kept = _kept(new)
        async with self.unit_of_work.read() as view:
            await self._admit(view, kept["email"])
        password_hash = await self.passwords.hash(new.password)
        now = self.clock.now_ms()
        organization = Organization(id=self.ids.uuid7(), name=kept["organization"], created_at=now)
        user = _user(self.ids.uuid7(), organization.id, kept, Role.OWNER, now)
        async with self.unit_of_work.begin() as work:
            await self._admit(work, kept["email"])
            await work.organizations.add(organization)
            await work.users.add(Credential(user=user, password_hash=password_hash))
            signed_in = await self.tokens.begin(work, user)
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
    clock: Clock
    ids: Ids

    async def __call__(self, principal: Principal, new: NewMember) -> User:
        """Raises Forbidden unless the caller may give the role, Invalid, Conflict for a known address."""
        principal.demand_member(Scope.ADMIN)
        if principal.role is None or new.role not in GRANTS[principal.role]:
            raise Forbidden(f"Your role may not give the role `{new.role}`.")
        kept = _kept(new)
        password_hash = await self.passwords.hash(new.password)
        user = _user(self.ids.uuid7(), principal.organization_id, kept, new.role, self.clock.now_ms())
        async with self.unit_of_work.begin() as work:
            await work.users.add(Credential(user=user, password_hash=password_hash))
            await work.commit()
        return user


def _kept(new: NewOwner | NewMember) -> dict[str, str]:
    given = {field: value for field, value in msgspec.structs.asdict(new).items() if value is not None}
    kept = checked(user_rules(new.email), given)
    return {"name": kept["email"].partition("@")[0], **kept}


def _user(id_: str, organization_id: str, kept: dict[str, str], role: Role, now: int) -> User:
    return User(
        id=id_,
        organization_id=organization_id,
        email=kept["email"],
        name=kept["name"],
        role=role,
        created_at=now,
    )
