"""Whether a project takes events from a host."""

from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import urlsplit


def host_allowed(hostname: str, allowed: Sequence[str]) -> bool:
    """`allowed` as in `Project.allowed_hosts`; an unknown host is allowed, as there is nothing to judge."""
    if not allowed or not hostname:
        return True
    return any(
        hostname.endswith(pattern[1:]) if pattern.startswith("*.") else hostname == pattern
        for pattern in map(str.lower, allowed)
    )


@lru_cache(maxsize=1_024)
def origin_host(origin: str) -> str:
    """The host of an `Origin` header; empty for `null` and for what is none."""
    try:
        return urlsplit(origin).hostname or ""
    except ValueError:
        return ""
