"""Being signed in: a family of refresh tokens, each of which works once.

A token that comes a second time is in two hands, its owner's and a thief's, and nobody can tell
which one asks: the whole family ends (RFC 9700, 4.14.2). One case is spared: the answer with the next token
may be lost on its way, as when a page is reloaded, and then the same hand asks again at once. It is given
another next token in place of the lost one. So a family has one living token at any time, and whoever comes
with any other ends it: a thief who was quick enough is found out when the owner comes with the token that was
replaced.
"""

from enum import Enum, auto
from hashlib import sha256
from typing import Final

import msgspec

ACCESS_SECONDS: Final = 15 * 60
REFRESH_SECONDS: Final = 7 * 24 * 3600
GRACE_MS: Final = 10_000
"""For so long after its use a token may come again, while the one that was given for it is unused."""


class Session(msgspec.Struct, kw_only=True, frozen=True):
    """One sign-in. Access tokens name it, so they end with it."""

    id: str
    user_id: str
    created_at: int
    """Milliseconds since the epoch, as all times here."""
    revoked_at: int | None = None
    last_used_at: int = 0
    """When it began, or its tokens were last renewed."""
    agent: str = ""
    """What it was begun with: `Firefox on Linux`; empty when that is not known."""


class RefreshToken(msgspec.Struct, kw_only=True, frozen=True):
    hash: str
    """`token_hash` of what the client holds; the token itself is nowhere."""
    session_id: str
    expires_at: int
    used_at: int | None = None
    """When it was exchanged, or replaced because it seemed lost."""
    given_for: str | None = None
    """The hash of the token it was given for; None for the first of its family."""


class Family(msgspec.Struct, frozen=True):
    """A token that was shown, with what is known around it."""

    session: Session
    token: RefreshToken
    living: RefreshToken | None
    """The one token of the session that has not been used; it may be the token itself."""


class AccessClaims(msgspec.Struct, kw_only=True, frozen=True):
    """What an access token says, once its signature holds."""

    user_id: str
    session_id: str
    expires_at: int


class Verdict(Enum):
    FRESH = auto()
    AGAIN = auto()
    """Used moments ago, and what was given for it has not been seen: exchange the living token instead."""
    REUSED = auto()
    REFUSED = auto()


def judge(family: Family, now: int) -> Verdict:
    """Whether the refresh token that was shown may be exchanged at `now`."""
    token, living = family.token, family.living
    if family.session.revoked_at is not None or token.expires_at <= now:
        return Verdict.REFUSED
    if token.used_at is None:
        return Verdict.FRESH
    lost = living is not None and living.given_for == token.hash
    return Verdict.AGAIN if lost and now - token.used_at <= GRACE_MS else Verdict.REUSED


def agent_name(browser: str, os: str) -> str:
    """`Firefox on Linux`, or as much of it as is known."""
    return " on ".join(part for part in (browser, os) if part)


def token_hash(token: str) -> str:
    """SHA-256 suffices without salt or stretching: a token is 256 random bits, nothing to guess at."""
    return sha256(token.encode(errors="replace")).hexdigest()
