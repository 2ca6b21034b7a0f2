"""Time, ids and chance, so that use-cases can be run at any time with the same result."""

from typing import Protocol


class Clock(Protocol):
    def now_ms(self) -> int:
        """Milliseconds since the epoch, UTC; never goes backwards within a process."""
        ...


class Ids(Protocol):
    def uuid7(self) -> str:
        """A new UUIDv7: sorts by time, unique across processes."""
        ...

    def token(self, bytes_: int = 32) -> str:
        """Unguessable URL-safe text from that many random bytes."""
        ...

    def number(self) -> int:
        """A random unsigned 64-bit integer, never 0."""
        ...


class LinkTokens(Protocol):
    """Secrets that stand in mailed links. They are made anew where they are needed and kept nowhere."""

    def token(self, purpose: str, id_: str, moment: int) -> str:
        """URL-safe text of 256 bits: the same for the same three, unguessable without the installation's key,
        unrelated for any others."""
        ...
