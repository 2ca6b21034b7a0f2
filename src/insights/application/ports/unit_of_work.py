"""Transactions over the account repositories: commit is explicit, anything else rolls back."""

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from insights.application.ports.accounts import (
    ApiKeys,
    Erasures,
    GoalBook,
    Invitations,
    Organizations,
    PasswordResets,
    Projects,
    Sessions,
    Users,
)
from insights.application.ports.messages import Messages


class Repositories(Protocol):
    """Every repository in one transaction."""

    organizations: Organizations
    users: Users
    sessions: Sessions
    invitations: Invitations
    password_resets: PasswordResets
    projects: Projects
    api_keys: ApiKeys
    goals: GoalBook
    erasures: Erasures
    messages: Messages


class Work(Repositories, Protocol):
    async def commit(self) -> None:
        """Make everything done so far durable; the transaction is over then, and its messages go out."""
        ...


class UnitOfWork(Protocol):
    """Where transactions begin. Both calls raise Unavailable when the store cannot serve them in time."""

    def begin(self) -> AbstractAsyncContextManager[Work]:
        """A transaction to write in. Leaving it without `commit`, by an error or not, undoes it all."""
        ...

    def read(self) -> AbstractAsyncContextManager[Repositories]:
        """One consistent view to read from; writing in it is an error."""
        ...
