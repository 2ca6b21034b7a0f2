"""From what identifies a visitor to the 64-bit id that is stored. The address goes in and is forgotten."""

from hashlib import blake2b
from typing import Any

import msgspec


class Salts(msgspec.Struct, frozen=True):
    """The random salts of one project: the one in force, and the one before it while it still lives."""

    current: bytes
    previous: bytes | None = None

    def __repr__(self) -> str:
        """Says nothing: a salt in a log or a traceback would outlive its destruction."""
        return "Salts(…)"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        """The same for rich's tracebacks, which do not ask `repr`."""
        return []


def anonymous_visitor_id(salt: bytes, address: str, user_agent: str) -> int:
    """A keyed hash of address and agent; without the salt nobody can find the visitor again.

    The salt is the project's own, so the same visitor has unrelated ids in two projects.
    """
    digest = blake2b(f"{address}\0{user_agent}".encode(), key=salt, digest_size=8).digest()
    return int.from_bytes(digest, "little") or 1


def named_visitor_id(project: str, kind: str, name: str) -> int:
    """The id of a visitor whom the sender names: `kind` is `user` (a user id) or `visitor` (a visitor id)."""
    digest = blake2b(f"{project}\0{kind}\0{name}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little") or 1
