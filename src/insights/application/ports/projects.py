"""Projects and goals, as ingestion and analytics need them. Every call but the sender's names the scope."""

from collections.abc import Sequence
from typing import Protocol

import msgspec

from insights.domain.accounts.project import Goal, Project


class Sender(msgspec.Struct, frozen=True):
    """Who sends events: the project they belong to, and whether it may name `ip` and `user_agent` itself."""

    project: Project
    trusted: bool = False


class Senders(Protocol):
    """From a key to a project; the hot path's look-up."""

    def known(self, key: str) -> Sender | None:
        """The sender under a public key, alias or ingest API key if it is at hand, without waiting."""
        ...

    async def resolve(self, key: str) -> Sender | None:
        """The same from the store; None when no project answers to the key."""
        ...


class SenderSource(Protocol):
    """Where senders are kept."""

    async def by_key(self, key: str) -> Sender | None:
        """The sender under a public key or alias, or, trusted, under an API key with the `ingest` scope; None
        for any other text. Raises Unavailable when the store cannot answer."""
        ...


class Goals(Protocol):
    async def of_project(self, project_id: str) -> Sequence[Goal]:
        """Ordered by name."""
        ...
