"""Signed access tokens."""

from typing import Protocol

from insights.domain.accounts.session import AccessClaims


class AccessTokens(Protocol):
    def issue(self, claims: AccessClaims) -> str:
        """Text for an `Authorization: Bearer` header."""
        ...

    def read(self, token: str) -> AccessClaims | None:
        """What it says; None when it is malformed, expired, or not signed here. Whether the session
        still lives is for the caller to ask."""
        ...
