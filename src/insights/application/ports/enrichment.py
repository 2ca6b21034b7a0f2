"""What an event is enriched with. All synchronous and quick: the hot path calls them."""

from typing import Protocol

import msgspec

from insights.domain.accounts.project import VisitorBasis
from insights.domain.ingestion.visitor import Salts


class Place(msgspec.Struct, frozen=True):
    """Where an address lies; empty where it is not known."""

    country: str = ""
    """ISO 3166-1 alpha-2."""
    region: str = ""
    city: str = ""


class Places(Protocol):
    def locate(self, address: str) -> Place:
        """An empty place for an address that is private, malformed or not listed. Never raises."""
        ...


class Agent(msgspec.Struct, frozen=True):
    """What a user agent says of itself; empty where it is not known."""

    browser: str = ""
    browser_version: str = ""
    """Major, or major.minor where that is how the browser is known."""
    os: str = ""
    os_version: str = ""
    device: str = ""
    """`Desktop`, `Mobile`, `Tablet` or empty."""
    bot: bool = False


class Agents(Protocol):
    def parse(self, user_agent: str) -> Agent:
        """The same answer for the same text, remembered for the commonest. Never raises."""
        ...


class SaltRing(Protocol):
    """Random salts per project and UTC day (or month, by the project's visitor basis).

    A salt is destroyed when the next but one begins: daily salts live at most 48 hours.
    """

    def salts(self, project: str, basis: VisitorBasis, now_ms: int) -> Salts | None:
        """The salts in force at `now_ms`, or None when they have first to be made: await `prepare` then."""
        ...

    async def prepare(self, project: str, basis: VisitorBasis, now_ms: int) -> Salts:
        """Load or make the salts in force, durably, so that every process finds the same ones."""
        ...

    async def destroy_expired(self, now_ms: int) -> int:
        """Remove the salts past their life from the store; how many there were."""
        ...
