"""Event stores to hold against their ports: one maker per adapter, each in an empty folder of its own."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any, Protocol

import msgspec

from insights.adapters.clickhouse.embedded import open_embedded
from insights.adapters.memory.event_log import MemoryEventLog
from insights.application.ports.event_log import EventLog, EventReader
from insights.domain.ingestion.event import Event


class EventStore(Protocol):
    @property
    def log(self) -> EventLog: ...
    @property
    def reader(self) -> EventReader: ...
    async def close(self) -> None: ...


def chdb(folder: Path) -> EventStore:
    return open_embedded(folder, durable=False)


STORES: dict[str, Callable[[Path], EventStore]] = {"chdb": chdb}
"""Whatever both keeps events and answers questions."""


class LogOnly:
    """A log that no reader belongs to."""

    def __init__(self, log: EventLog) -> None:
        self.log = log

    async def close(self) -> None:
        await self.log.close()


LOGS: dict[str, Callable[[Path], EventStore | LogOnly]] = {
    **STORES,
    "memory": lambda _: LogOnly(MemoryEventLog()),
}

_numbers = count(1)


def new_project() -> str:
    """Examples share a store; each has a project of its own."""
    return f"0190a1b2-0000-7000-8000-{next(_numbers):012}"


def in_project(project: str, events: Sequence[Event]) -> list[Event]:
    return [msgspec.structs.replace(event, project=project) for event in events]


def stored_event(project: str, **fields: Any) -> Event:
    """An event with little in it, received when it happened."""
    time = fields.pop("time", 1_790_000_000_000)
    given = {"id": f"id {next(_numbers)}", "name": "pageview", "visitor_id": 1, "session_id": 1, **fields}
    return Event(project=project, time=time, received=given.pop("received", time), **given)


def full_event(project: str) -> Event:
    """Every field filled, with what is hard to keep in each."""
    texts = {
        field: f"{field} 'q\" \\ ünï 🙂 \t\n{{p0:String}}"
        for field, type_ in Event.__annotations__.items()
        if type_ is str and field not in ("project", "id")
    }
    numbers = {"visitor_id": 2**64 - 1, "session_id": 2**63 + 1, "engaged_ms": 2**40, "scroll_depth": 100}
    return Event(
        project=project,
        id="🙂" * 128,
        time=1_790_000_000_001,
        received=1_790_000_000_999,
        properties={
            "text": "3",
            "number": 3,
            "float": 3.0,
            "small": 1e-7,
            "large": 2**63,
            "yes": True,
            "no": False,
            "": "",
            "true": "true",
            "schlüssel'\\": "ß",
        },
        revenue=Decimal("-99999999999999.9999"),
        **texts,
        **numbers,
    )
