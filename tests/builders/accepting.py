"""What acceptance is given and gives: projects, bodies, requests, and a use-case over real adapters."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import msgspec

from insights.adapters.memory.rate_limits import Unlimited
from insights.adapters.system.ids import SystemIds
from insights.application.ingestion.accept import AcceptEvents
from insights.application.ingestion.accept_steps import Request
from insights.application.ingestion.senders import SenderCache
from insights.application.ports.enrichment import Place
from insights.application.ports.event_queue import Batch, EventQueue
from insights.application.ports.projects import Sender
from insights.domain.accounts.project import Project, VisitorBasis
from insights.domain.ingestion.decode import decode_body
from insights.domain.ingestion.drops import Drop, DropReason
from insights.domain.ingestion.event import Accepted, Event
from insights.domain.ingestion.visitor import Salts

NOW = 1_795_230_000_000
"""2026-11-21T03:00:00Z"""
KEY = "pk_public"
API_KEY = "ins_ingestor_secret"
BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36"
SALTS = Salts(current=b"today's salt", previous=b"yesterday's salt")


def project(**changes: Any) -> Project:
    given = {
        "id": "0199f2a4-77c1-7a52-b6a2-1f0d3c5b7e91",
        "organization_id": "0199f2a4-0000-7a52-b6a2-1f0d3c5b7e91",
        "name": "Shop",
        "domain": "example.com",
        "public_key": KEY,
        "aliases": ("G-SHOP",),
    }
    return msgspec.convert(given | changes, Project)


def body(*events: Mapping[str, Any], **beside: Any) -> bytes:
    return msgspec.json.encode({"project": KEY, "events": events} | beside)


def request(*events: Mapping[str, Any], beside: Mapping[str, Any] | None = None, **facts: Any) -> Request:
    """A request as the edge hands it over, from a browser unless said otherwise."""
    given: dict[str, Any] = {"address": "203.0.113.7", "user_agent": BROWSER} | facts
    return Request(sending=decode_body(body(*events, **(beside or {}))), **given)


@dataclass
class FixedClock:
    now: int = NOW

    def now_ms(self) -> int:
        return self.now


@dataclass
class KnownSenders:
    """A source of senders that can be changed, broken and counted."""

    senders: dict[str, Sender]
    asked: list[str] = field(default_factory=list)
    broken: Exception | None = None

    async def by_key(self, key: str) -> Sender | None:
        self.asked.append(key)
        if self.broken is not None:
            raise self.broken
        return self.senders.get(key)


class OneTown:
    """Everybody with an address lives in Basel."""

    def locate(self, address: str) -> Place:
        return Place("CH", "Basel-City", "Basel") if address else Place()


class PreparedSalts:
    """The first request of a project finds no salts and has to prepare them."""

    def __init__(self) -> None:
        self.prepared: set[str] = set()

    def salts(self, project: str, basis: VisitorBasis, now_ms: int) -> Salts | None:
        return SALTS if project in self.prepared else None

    async def prepare(self, project: str, basis: VisitorBasis, now_ms: int) -> Salts:
        self.prepared.add(project)
        return SALTS

    async def destroy_expired(self, now_ms: int) -> int:
        return 0


def accepting(queue: EventQueue, served: Project | None = None, **changes: Any) -> AcceptEvents:
    """The use-case for one project, under its public key, its alias, its domain and a trusted API key."""
    served = served or project()
    names = (KEY, served.domain, *served.aliases)
    keys = {name: Sender(served) for name in names} | {API_KEY: Sender(served, trusted=True)}
    given: dict[str, Any] = {
        "senders": SenderCache(KnownSenders(keys)),
        "rate_limits": Unlimited(),
        "salts": PreparedSalts(),
        "places": OneTown(),
        "ids": SystemIds(),
        "clock": FixedClock(),
        "queue": queue,
    }
    return AcceptEvents(**(given | changes))


def accepted(id_: str, **changes: Any) -> Accepted:
    """An event on its way, every field of its own kind."""
    given: dict[str, Any] = {"project": "p", "id": id_, "name": "pageview", "time": NOW, "received": NOW}
    return Accepted(event=Event(**(given | {"visitor_id": 2**64 - 1} | changes)), user_agent=BROWSER)


def batch(*ids: str) -> Batch:
    return Batch([accepted(id_) for id_ in ids])


def full_batch() -> Batch:
    """With no field left at its default."""
    event = Event(
        project="p",
        id="ä\n\U0001f600",
        name="purchase",
        time=NOW - 1,
        received=NOW,
        visitor_id=2**64 - 1,
        session_id=2**64 - 2,
        revenue=Decimal("-12.3400"),
        currency="EUR",
        engaged_ms=1_500,
        scroll_depth=100,
        properties={"text": "a\nb", "int": -(2**63 - 1), "float": 0.1, "bool": False},
    )
    for name in Event.__struct_fields__:
        if getattr(event, name) == "":
            setattr(event, name, f"some {name}")
    drop = Drop("p", DropReason.PRIVACY_SIGNAL, NOW, 3)
    return Batch([Accepted(event=event, user_agent=BROWSER, previous_visitor_id=2**63)], [drop])
