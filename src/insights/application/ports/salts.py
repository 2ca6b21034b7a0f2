"""Where the salts of visitor ids are kept, so that every process of an installation finds the same ones."""

from collections.abc import Collection, Mapping
from typing import Protocol


class SaltStore(Protocol):
    """Salts under a project and a period (`2026-11-21`, or `2026-11`). They are secrets: in no log, no
    error text, no backup. Every method raises Unavailable when the store cannot be reached."""

    async def load(self, project: str, periods: Collection[str]) -> Mapping[str, bytes]:
        """The salts of these periods; a period without one is absent."""
        ...

    async def make_if_absent(self, project: str, period: str, salt: bytes, expires_at: int) -> bytes:
        """Keep `salt` until `expires_at` (ms since the epoch) unless the period has one already, and return
        the one that is kept. Atomic: two processes that call at once get the same answer."""
        ...

    async def destroy_expired(self, now_ms: int) -> int:
        """Remove every salt with `expires_at` at or before `now_ms`, beyond recovery where the store can
        (SQLite: `secure_delete`); how many there were."""
        ...
