"""The ports that a program with the platform inside it may serve by adapters of its own, under their names
in the container."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Final, TypedDict, get_type_hints

from insights.application.ports.enrichment import Agents, Places, SaltRing
from insights.application.ports.event_log import EventLog, EventReader
from insights.application.ports.event_queue import EventQueue
from insights.application.ports.passwords import Passwords
from insights.application.ports.projects import Goals
from insights.application.ports.rate_limits import RateLimits
from insights.application.ports.records import DeadLetters, DropCounts
from insights.application.ports.seen_ids import SeenIds
from insights.application.ports.system import Clock, Ids
from insights.application.ports.tokens import AccessTokens
from insights.application.ports.visitor_links import VisitorLinks
from insights.domain.errors import Fault, Invalid


class Adapters(TypedDict, total=False):
    """What is absent is served as in the server. The two ends of one store come together."""

    access_tokens: AccessTokens
    agents: Agents
    clock: Clock
    dead_letters: DeadLetters
    drop_counts: DropCounts
    event_log: EventLog
    event_queue: EventQueue
    event_reader: EventReader
    goals: Goals
    ids: Ids
    passwords: Passwords
    places: Places
    rate_limits: RateLimits
    salts: SaltRing
    seen_ids: SeenIds
    visitor_links: VisitorLinks
    """Beside an event store of the program's own, if that follows links."""


PORTS: Final[Mapping[str, type]] = get_type_hints(Adapters)
TOGETHER: Final = {"event_log", "event_reader"}


def check_adapters(adapters: Adapters) -> None:
    """Raises Invalid for a name that is no port's, an adapter that lacks a method, half a store."""
    faults = [fault for name, adapter in adapters.items() for fault in _faults(name, adapter)]
    if len(TOGETHER & adapters.keys()) == 1:
        faults.append(Fault("adapters", "event_log and event_reader are two ends of one store: give both"))
    if faults:
        raise Invalid("; ".join(f"{fault.path}: {fault.message}" for fault in faults), faults)


def _faults(name: str, adapter: object) -> list[Fault]:
    path, port = f"adapters.{name}", PORTS.get(name)
    if port is None:
        near = get_close_matches(name, PORTS, n=1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(PORTS)}"
        return [Fault(path, f"is no port's name; {hint}")]
    asked = [method for method in vars(port) if not method.startswith("_")]
    lacking = [method for method in asked if not callable(getattr(adapter, method, None))]
    if isinstance(adapter, type) or lacking:
        what = f"lacks {', '.join(lacking)}" if lacking else "is a class, not an instance"
        return [Fault(path, f"must be a {port.__name__}: {adapter!r:.100} {what}")]
    return []
