"""Where visits come from: known sites by host and by name."""

from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from importlib import resources

import msgspec


class SourceKind(StrEnum):
    SEARCH = "search"
    SOCIAL = "social"
    VIDEO = "video"
    AI = "ai"
    SHOPPING = "shopping"
    EMAIL = "email"


class Source(msgspec.Struct, frozen=True):
    name: str
    kind: SourceKind | None = None
    """None for a site or a sender that no list knows."""


DIRECT = Source("")

_WITH_SUBDOMAINS = frozenset({SourceKind.SOCIAL, SourceKind.VIDEO, SourceKind.AI})
"""`l.facebook.com` is Facebook, but `docs.google.com` is not the search engine."""

_SHORT_NAMES = {
    "adwords": "Google",
    "bing ads": "Bing",
    "fb": "Facebook",
    "google ads": "Google",
    "googleads": "Google",
    "hn": "Hacker News",
    "hackernews": "Hacker News",
    "ig": "Instagram",
    "insta": "Instagram",
    "openai": "ChatGPT",
    "tw": "Twitter",
    "x": "Twitter",
    "yahoo": "Yahoo!",
    "yt": "YouTube",
}


@lru_cache(maxsize=16_384)
def source_of_host(host: str) -> Source:
    """The source that a referring host stands for: itself, when no list knows it."""
    for pattern in _patterns(host):
        if (source := _BY_HOST.get(pattern)) is not None:
            return source
    labels = host.split(".")
    for start in range(1, len(labels) - 1):
        source = _BY_HOST.get(".".join(labels[start:]))
        if source is not None and source.kind in _WITH_SUBDOMAINS:
            return source
    return Source(host)


@lru_cache(maxsize=16_384)
def source_of_name(name: str) -> Source:
    """The source that a campaign names, by host (`t.co`), name (`facebook`) or short name (`fb`); as
    written when no list knows it."""
    plain = name.lower()
    if (known := _BY_NAME.get(_SHORT_NAMES.get(plain, plain).lower())) is not None:
        return known
    by_host = source_of_host(plain.removeprefix("www."))
    return by_host if by_host.kind is not None else Source(name)


def _patterns(host: str) -> Iterator[str]:
    """The forms under which the list may know a host; `{}` stands for the country's part of it."""
    yield host
    labels = host.split(".")
    country = 2 if len(labels) > 2 and labels[-2] in {"co", "com", "edu", "it", "net", "org"} else 1
    if len(labels[-1]) == 2 and len(labels) > country:
        yield ".".join([*labels[:-country], "{}"])
    if len(labels[0]) == 2 and len(labels) > 2:
        yield ".".join(["{}", *labels[1:]])


_LISTS = msgspec.json.decode(
    (resources.files("insights.domain.ingestion") / "lists" / "sources.json").read_bytes(),
    type=dict[SourceKind, dict[str, list[str]]],
)
_BY_HOST = {
    host: Source(name, kind)
    for kind, names in _LISTS.items()
    for name, hosts in names.items()
    for host in hosts
}
_BY_NAME = {name.lower(): Source(name, kind) for kind, names in _LISTS.items() for name in names}
