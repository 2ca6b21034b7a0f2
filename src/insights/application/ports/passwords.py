"""Proving a password without keeping it."""

from typing import Protocol


class Passwords(Protocol):
    """Slow by design, so at most a few are computed at once. All calls raise Unavailable past that."""

    async def hash(self, password: str) -> str:
        """Different each time, for a random salt goes in."""
        ...

    async def verify(self, password: str, hash_: str | None) -> bool:
        """Whether the hash was made from this password. With None it takes as long, and is False."""
        ...

    def outdated(self, hash_: str) -> bool:
        """Whether it was made with other parameters than those in force: hash again at the next sign-in."""
        ...
