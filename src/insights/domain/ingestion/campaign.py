"""What the query of a landing page says of the campaign that brought the visitor."""

from functools import lru_cache
from urllib.parse import parse_qsl

import msgspec

from insights.domain.ingestion.source import Source, SourceKind

CLICK_IDS = {
    "gclid": (Source("Google", SourceKind.SEARCH), True),
    "msclkid": (Source("Bing", SourceKind.SEARCH), True),
    "fbclid": (Source("Facebook", SourceKind.SOCIAL), False),
}
"""The parameter that an ad network adds: whose it is, and whether only paid clicks carry it."""


class Campaign(msgspec.Struct, frozen=True):
    """Empty where the query does not say. Of a parameter given twice the first counts."""

    source: str = ""
    medium: str = ""
    name: str = ""
    content: str = ""
    term: str = ""
    sender: str = ""
    """Who sent the visitor: `utm_source`, else `source`, else `ref`."""
    clicked: Source | None = None
    """Where the click came from, by a click id."""
    paid: bool = False
    """The click id is one of paid clicks only."""


@lru_cache(maxsize=16_384)
def read_campaign(query: str) -> Campaign:
    given: dict[str, str] = {}
    for key, value in parse_qsl(query):
        given.setdefault(key.lower(), value.replace("\0", "").strip())
    click = next((CLICK_IDS[key] for key in CLICK_IDS if given.get(key)), None)
    return Campaign(
        source=given.get("utm_source", ""),
        medium=given.get("utm_medium", ""),
        name=given.get("utm_campaign", ""),
        content=given.get("utm_content", ""),
        term=given.get("utm_term", ""),
        sender=given.get("utm_source") or given.get("source") or given.get("ref") or "",
        clicked=click[0] if click else None,
        paid=click is not None and click[1],
    )
