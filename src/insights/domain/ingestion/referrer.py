"""What a referrer says: the page a visitor came from, without what may be personal in it."""

from functools import lru_cache
from importlib import resources
from urllib.parse import urlsplit

import msgspec

SCHEMES = frozenset({"http", "https", "android-app", "ios-app"})
"""Anything else (`about:`, `file:`, `data:`) tells of no page."""


class Referrer(msgspec.Struct, frozen=True):
    page: str = ""
    """Scheme, host and path: no query, no fragment, no credentials."""
    host: str = ""
    """Lower case, without `www.` and port."""
    spam: bool = False


NOTHING = Referrer()


@lru_cache(maxsize=16_384)
def read_referrer(text: str) -> Referrer:
    """`NOTHING` for text that is no address of a page."""
    try:
        parts = urlsplit(text)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return NOTHING
    if parts.scheme not in SCHEMES or not host:
        return NOTHING
    site = f"[{host}]" if ":" in host else host
    page = f"{parts.scheme}://{site}{f':{port}' if port else ''}{parts.path}"
    bare = host.removeprefix("www.")
    return Referrer(page=page, host=bare, spam=_is_spam(bare))


def same_site(host: str, hostname: str) -> bool:
    """Is a referrer's host the event's own, but for `www.`? Subdomains are other sites."""
    return host == hostname.removeprefix("www.")


def _is_spam(host: str) -> bool:
    """Is it, or a domain that it belongs to, on the list of referrer spammers?"""
    labels = host.split(".")
    return any(".".join(labels[start:]) in _SPAMMERS for start in range(len(labels) - 1))


_SPAMMERS = frozenset(
    (resources.files("insights.domain.ingestion") / "lists" / "referrer_spam.txt").read_text("utf-8").split()
)
