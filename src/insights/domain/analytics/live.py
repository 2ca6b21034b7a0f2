"""The live view: what is kept of an event for it, and what is shown."""

from datetime import UTC, datetime
from typing import Final

import msgspec

from insights.domain.ingestion.event import Event
from insights.domain.ingestion.names import NOT_INTERACTIVE

WINDOW_SECONDS: Final = 300
WINDOW_MS: Final = WINDOW_SECONDS * 1000


class Sighting(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """As much of a stored event as the live view needs. It stays on the server: it names the visitor."""

    id: str
    name: str
    time: int
    """Milliseconds since the epoch."""
    visitor_id: int
    path: str = ""
    country: str = ""


class LiveEvent(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="event"):
    """One event as it happened, without anything of the visitor but the country."""

    name: str
    path: str
    country: str
    """ISO 3166-1 alpha-2; empty where it is not known."""
    time: datetime


class LivePage(msgspec.Struct, frozen=True, kw_only=True):
    path: str
    visitors: int
    pageviews: int


class LiveCountry(msgspec.Struct, frozen=True, kw_only=True):
    country: str
    visitors: int


class LiveSnapshot(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="snapshot"):
    """The last five minutes: as many seconds as `window_seconds` says, the running one included."""

    visitors: int
    pageviews: int
    top_pages: tuple[LivePage, ...] = ()
    """By visitors, then page views, then path; ten at most."""
    top_countries: tuple[LiveCountry, ...] = ()
    """By visitors, then code; ten at most. Events without a country are left out."""
    window_seconds: int = WINDOW_SECONDS


LiveMessage = LiveSnapshot | LiveEvent


def sighting_of(event: Event) -> Sighting:
    return Sighting(event.id, event.name, event.time, event.visitor_id, event.path, event.country)


def shown(sighting: Sighting) -> LiveEvent | None:
    """None for what nobody did on purpose: scrolling, reading on, a measurement."""
    if sighting.name in NOT_INTERACTIVE:
        return None
    time = datetime.fromtimestamp(sighting.time / 1000, UTC)
    return LiveEvent(name=sighting.name, path=sighting.path, country=sighting.country, time=time)
