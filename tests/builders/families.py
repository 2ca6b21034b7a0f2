"""A family of refresh tokens as it should be, to hold the real one to."""

from dataclasses import dataclass, field

from insights.application.accounts.sessions import SignedIn
from insights.domain.accounts.session import GRACE_MS


@dataclass
class ModelFamily:
    """Its tokens in order, each with what it was given for and when it was used; the last that was given
    lives."""

    pairs: list[SignedIn]
    given_for: list[int | None] = field(default_factory=lambda: [None])
    used: dict[int, int] = field(default_factory=dict)
    dead: bool = False

    def may_be_shown(self, number: int, now: int) -> bool:
        living = len(self.pairs) - 1
        if self.dead or number == living:
            return not self.dead
        return now - self.used[number] <= GRACE_MS and self.given_for[living] == number

    def given(self, pair: SignedIn, shown: int, now: int) -> None:
        self.used.setdefault(len(self.pairs) - 1, now)
        self.pairs.append(pair)
        self.given_for.append(shown)
