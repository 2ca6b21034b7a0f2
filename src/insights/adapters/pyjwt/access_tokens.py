"""Access tokens as JSON Web Tokens, signed with HMAC-SHA-256 (RFC 7519, RFC 8725)."""

from typing import Final, final

import jwt

from insights.application.ports.system import Clock
from insights.application.ports.tokens import AccessTokens
from insights.domain.accounts.session import AccessClaims

ALGORITHM: Final = "HS256"
ISSUER: Final = "insights"
_CLAIMS: Final = ["iss", "sub", "sid", "exp"]


@final
class PyJwtAccessTokens(AccessTokens):
    """`key` has at least 32 bytes; another key than the one that signed ends every access token."""

    def __init__(self, key: bytes, clock: Clock) -> None:
        if len(key) < 32:
            raise ValueError("the key that signs tokens must have at least 32 bytes")
        self._key = key
        self._clock = clock

    def issue(self, claims: AccessClaims) -> str:
        payload = {
            "iss": ISSUER,
            "sub": claims.user_id,
            "sid": claims.session_id,
            "exp": claims.expires_at // 1000,
        }
        return jwt.encode(payload, self._key, ALGORITHM)

    def read(self, token: str) -> AccessClaims | None:
        try:
            # The library would compare `exp` with a clock of its own.
            told = jwt.decode(
                token,
                self._key,
                algorithms=[ALGORITHM],
                issuer=ISSUER,
                options={"require": _CLAIMS, "verify_exp": False},
            )
            claims = AccessClaims(
                user_id=str(told["sub"]), session_id=str(told["sid"]), expires_at=int(told["exp"]) * 1000
            )
        except (jwt.InvalidTokenError, ValueError, TypeError):
            return None
        return claims if self._clock.now_ms() < claims.expires_at else None
