"""Headers that tell browsers what the server's pages may do."""

from collections.abc import Sequence
from typing import Final

Header = tuple[bytes, bytes]

PAGE_POLICY: Final = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    b"connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""For the pages under /app and /api/docs: nothing inline, nothing from elsewhere, in no frame."""

DATA_POLICY: Final = b"default-src 'none'; frame-ancestors 'none'"
"""For everything else: an answer that is data loads nothing, even when a browser opens it."""

_ALWAYS: Final[Sequence[Header]] = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"content-security-policy", DATA_POLICY),
)
_HTTPS_ONLY: Final[Header] = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")


def security_headers(public_url: str) -> Sequence[Header]:
    """For every answer; HSTS only where the server is known to be reached over TLS."""
    return [*_ALWAYS, _HTTPS_ONLY] if public_url.startswith("https://") else _ALWAYS
