"""Being signed in: a family of refresh tokens, each of which works once.

A token that comes a second time is in two hands, its owner's and a thief's, and nobody can tell
which one asks: the whole family ends (RFC 9700, 4.14.2).
"""

from enum import Enum, auto
from hashlib import sha256
from typing import Final

import msgspec

ACCESS_SECONDS: Final = 15 * 60
REFRESH_SECONDS: Final = 7 * 24 * 3600


class Session(msgspec.Struct, kw_only=True, frozen=True):
    """One sign-in. Access tokens name it, so they end with it."""

    id: str
    user_id: str
    created_at: int
    """Milliseconds since the epoch, as all times here."""
    revoked_at: int | None = None


class RefreshToken(msgspec.Struct, kw_only=True, frozen=True):
    hash: str
    """`token_hash` of what the client holds; the token itself is nowhere."""
    session_id: str
    expires_at: int
    used_at: int | None = None


class AccessClaims(msgspec.Struct, kw_only=True, frozen=True):
    """What an access token says, once its signature holds."""

    user_id: str
    session_id: str
    expires_at: int


class Verdict(Enum):
    FRESH = auto()
    REUSED = auto()
    REFUSED = auto()


def judge(session: Session, token: RefreshToken, now: int) -> Verdict:
    """Whether a refresh token that is known may be used at `now`."""
    if session.revoked_at is not None or token.expires_at <= now:
        return Verdict.REFUSED
    return Verdict.FRESH if token.used_at is None else Verdict.REUSED


def token_hash(token: str) -> str:
    """SHA-256 suffices without salt or stretching: a token is 256 random bits, nothing to guess at."""
    return sha256(token.encode(errors="replace")).hexdigest()
