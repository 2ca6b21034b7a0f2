"""The relational store of accounts: who there is, what they own, and how they are signed in.

All of these work inside a transaction of `ports.unit_of_work`; what they change is there for others once
that is committed. Every look-up that a caller's input reaches names the organization or the project.
"""

from collections.abc import Sequence
from typing import Protocol

import msgspec

from insights.domain.accounts.api_key import ApiKey
from insights.domain.accounts.invitation import Invitation, PasswordReset
from insights.domain.accounts.principal import Role
from insights.domain.accounts.project import Goal, Project
from insights.domain.accounts.session import Family, RefreshToken, Session
from insights.domain.accounts.user import Organization, Status, User


class Credential(msgspec.Struct, frozen=True, kw_only=True):
    """A user with the hash that proves the password."""

    user: User
    password_hash: str


class Organizations(Protocol):
    async def add(self, organization: Organization) -> None: ...

    async def any(self) -> bool:
        """Whether the installation has one at all."""
        ...

    async def find(self, organization_id: str) -> Organization | None: ...


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which users of an organization; all but the deleted where nothing is asked for."""

    search: str = ""
    """In name or e-mail address, upper and lower case alike."""
    status: Status | None = None
    role: Role | None = None


class Users(Protocol):
    async def add(self, credential: Credential) -> None:
        """Raises Conflict when the e-mail address is taken, in whatever organization."""
        ...

    async def by_email(self, email: str) -> Credential | None:
        """`email` in its kept form, lower case."""
        ...

    async def find(self, user_id: str) -> User | None: ...

    async def page(
        self, organization_id: str, wanted: Wanted, limit: int, offset: int
    ) -> tuple[Sequence[User], int]:
        """Ordered by e-mail address, and how many there are in all."""
        ...

    async def change(self, user: User) -> None:
        """Store name, role and standing anew, and nothing else."""
        ...

    async def set_password_hash(self, user_id: str, password_hash: str) -> None: ...

    async def remove_deleted(self, before: int) -> int:
        """Remove for good who was deleted before then, with their sessions; how many."""
        ...


class Sessions(Protocol):
    async def open(self, session: Session, token: RefreshToken) -> None:
        """Begin a family with its first token. Its user was active then."""
        ...

    async def find(self, token_hash: str) -> Family | None:
        """The token with this hash, used or not, and what it belongs to."""
        ...

    async def rotate(self, used: RefreshToken, fresh: RefreshToken, now: int) -> bool:
        """Mark the one as used and keep the other; False, and nothing kept, when it was used already. Its
        session was used then, and its user active."""
        ...

    async def revoke(self, session_id: str, now: int) -> None:
        """End it with all its tokens; a session that has ended stays as it is."""
        ...

    async def user_of(self, session_id: str) -> User | None:
        """The user as stored now; None when the session is unknown or revoked, or the user is not active."""
        ...

    async def of_user(self, user_id: str, now: int) -> Sequence[Session]:
        """Those that can still be gone on with, the last used first."""
        ...

    async def forget_expired(self, now: int) -> None:
        """Remove tokens past their life, and sessions that have none left."""
        ...


class Invitations(Protocol):
    async def add(self, invitation: Invitation) -> None:
        """Raises Conflict when the organization has invited this address already."""
        ...

    async def replace(self, invitation: Invitation) -> None: ...

    async def find(self, organization_id: str, invitation_id: str) -> Invitation | None: ...

    async def by_token(self, token_hash: str) -> Invitation | None:
        """Expired or not."""
        ...

    async def remove(self, organization_id: str, invitation_id: str) -> bool:
        """False when this organization has no such invitation, any more."""
        ...

    async def page(self, organization_id: str, limit: int, offset: int) -> tuple[Sequence[Invitation], int]:
        """The latest first, and how many there are in all."""
        ...

    async def forget_expired(self, before: int) -> None:
        """Remove those that expired before then."""
        ...


class PasswordResets(Protocol):
    async def add(self, reset: PasswordReset) -> None: ...

    async def find(self, reset_id: str) -> PasswordReset | None: ...

    async def by_token(self, token_hash: str) -> PasswordReset | None:
        """Expired or not."""
        ...

    async def remove_of(self, user_id: str) -> int:
        """All that the user has; how many there were."""
        ...

    async def forget_expired(self, now: int) -> None: ...


class Projects(Protocol):
    async def add(self, project: Project) -> None:
        """Raises Conflict when an alias is taken, in whatever organization."""
        ...

    async def replace(self, project: Project) -> None:
        """Store every field anew. Raises Conflict like `add`."""
        ...

    async def remove(self, project_id: str) -> None:
        """With everything that is kept for it but its events; nothing happens for an unknown one."""
        ...

    async def find(self, organization_id: str, reference: str) -> Project | None:
        """By id, else by public key or alias; None for another organization's."""
        ...

    async def of_any_organization(self, reference: str) -> Project | None:
        """The same without the organization: for the installation's owner only."""
        ...

    async def page(self, organization_id: str, limit: int, offset: int) -> tuple[Sequence[Project], int]:
        """Ordered by name, then id, and how many there are in all."""
        ...


class ApiKeys(Protocol):
    async def add(self, key: ApiKey) -> None: ...

    async def remove(self, project_id: str, key_id: str) -> bool:
        """False when this project has no such key."""
        ...

    async def by_prefix(self, prefix: str) -> tuple[ApiKey, str] | None:
        """The key that begins so, to be proved by its hash, and its project's organization."""
        ...

    async def page(self, project_id: str, limit: int, offset: int) -> tuple[Sequence[ApiKey], int]:
        """Oldest first, and how many there are in all."""
        ...


class GoalBook(Protocol):
    """A project's goals, to be changed; `ports.projects.Goals` reads them."""

    async def add(self, goal: Goal) -> None:
        """Raises Conflict when the project has a goal of this name."""
        ...

    async def replace(self, goal: Goal) -> None:
        """Raises Conflict like `add`."""
        ...

    async def remove(self, project_id: str, goal_id: str) -> bool:
        """False when this project has no such goal."""
        ...

    async def find(self, project_id: str, goal_id: str) -> Goal | None: ...

    async def page(self, project_id: str, limit: int, offset: int) -> tuple[Sequence[Goal], int]:
        """Ordered by name, and how many there are in all."""
        ...


class Erasures(Protocol):
    """Projects whose events are still to be removed, or may still come out of the queue."""

    async def mark(self, project_id: str, now: int) -> None:
        """Marking twice keeps the first time."""
        ...

    async def marked_before(self, time: int) -> Sequence[str]:
        """Ids of projects marked before `time`, the oldest first."""
        ...

    async def clear(self, project_id: str) -> None: ...
