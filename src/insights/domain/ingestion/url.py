"""What is kept of a page's address."""

from functools import lru_cache
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

import msgspec

from insights.domain.ingestion import limits
from insights.domain.ingestion.drops import RejectReason
from insights.domain.ingestion.refusal import Refused

KEPT_PARAMETERS: Final = frozenset({"ref", "source", "gclid", "fbclid", "msclkid"})
"""Beside everything that begins with `utm_`: what tells where a visit came from, and no more."""

_RULE: Final = "must be an address with a host, as https://example.com/page, or a path, as /page"


class Page(msgspec.Struct, frozen=True):
    hostname: str
    """As sent, in lower case, without user, port and closing dot; empty for a relative address."""
    path: str
    """As sent, escapes included; `/` where it is empty. A fragment that is a path itself (`#/inbox`), as
    applications that route by it have, belongs to it; any other may be a token and is no part of it."""
    query: str
    """The kept parameters that have a value, urlencoded, in the order sent, names in lower case."""


@lru_cache(maxsize=4_096)
def read_url(url: str) -> Page:
    """Raises Refused. Remembered: few pages make most of the events."""
    if len(url) > limits.URL:
        raise Refused(RejectReason.TOO_LONG, "url", f"must have at most {limits.URL:,} characters", url)
    try:
        parts = urlsplit(url)
        hostname = (parts.hostname or "").rstrip(".")
    except ValueError:  # brackets that hold no IPv6 address, or a host that normalisation would change
        raise Refused(RejectReason.INVALID, "url", _RULE, url) from None
    if (parts.scheme and not hostname) or not _is_host(hostname) or not url.strip():
        raise Refused(RejectReason.INVALID, "url", _RULE, url)
    path = (parts.path or "/") + _route(parts.fragment)
    return Page(hostname, path if path.startswith("/") else f"/{path}", _kept(parts.query))


def _route(fragment: str) -> str:
    return "#" + fragment.split("?", 1)[0] if fragment.startswith(("/", "!/")) else ""


def _is_host(hostname: str) -> bool:
    return hostname.isprintable() and not any(found in hostname for found in " \"'<>\\^`{|}")


def _kept(query: str) -> str:
    """Names are compared in lower case; NUL cannot be kept by every store and goes."""
    if "=" not in query:
        return ""
    pairs = ((name.lower(), value.replace("\0", "")) for name, value in parse_qsl(query))
    return urlencode([pair for pair in pairs if pair[0] in KEPT_PARAMETERS or pair[0].startswith("utm_")])
