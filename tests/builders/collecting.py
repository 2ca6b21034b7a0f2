"""The collect paths, over a real queue, called in process or on a real socket."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, cast

import httpx
import uvicorn

from insights.adapters.memory.rate_limits import Unlimited
from insights.adapters.system.ids import SystemIds
from insights.adapters.ua_parser.agents import UaParserAgents
from insights.application.ingestion.accept import Outcome
from insights.application.ports.event_queue import EventQueue
from insights.application.ports.recordings import Recordings
from insights.application.replay.recordings import KeepRecordings
from insights.domain.accounts.project import Project
from insights.entrypoints.http.asgi import AsgiApp, Receive, Scope, Send
from insights.entrypoints.http.ingestion.collect import CollectEvents, TrackEvent
from insights.entrypoints.http.ingestion.pixel import Pixel
from insights.entrypoints.http.ingestion.reception import Reception
from insights.entrypoints.http.proxies import TrustedProxies
from insights.entrypoints.http.wire.doors import DOORS
from tests.builders.accepting import accepting

AGENTS = UaParserAgents()
"""Takes a while to make, and is the same for all."""

PATHS: dict[str, type[Reception]] = {
    "/api/v1/events": CollectEvents,
    "/analytics/track": TrackEvent,
    "/pixel.gif": Pixel,
}


@dataclass
class Collecting:
    """Every path, and what they said became of the events."""

    queue: EventQueue
    served: Project | None = None
    changes: dict[str, Any] = field(default_factory=dict)
    recordings: Recordings | None = None
    outcomes: list[Outcome] = field(default_factory=list)

    def app(self) -> AsgiApp:
        accept = accepting(self.queue, self.served)
        shared: dict[str, Any] = {
            "accept": accept,
            "keep_recordings": KeepRecordings(
                senders=accept.senders,
                recordings=cast("Any", self.recordings),  # never asked where none are kept
                clock=accept.clock,
                days=30 if self.recordings else 0,
                megabytes=1,
            ),
            "proxies": TrustedProxies(),
            "rate_limits": Unlimited(),
            "ids": SystemIds(),
            "agents": AGENTS,
            "watch": self.outcomes.append,
        } | self.changes
        kinds = PATHS | {path: door.kind for path, door in DOORS.items()}
        doors = {path: kind(**shared) for path, kind in kinds.items()}

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            await doors[scope["path"]](scope, receive, send)

        return app

    def client(self, address: str = "203.0.113.7") -> httpx.AsyncClient:
        transport = httpx.ASGITransport(cast("Any", self.app()), client=(address, 40_000))
        return httpx.AsyncClient(transport=transport, base_url="http://insights.test")


@asynccontextmanager
async def listening(app: AsgiApp) -> AsyncIterator[Callable[[], Any]]:
    """A real server on a free port of the loopback; gives what opens a connection to it."""
    config = uvicorn.Config(cast("Any", app), port=0, lifespan="off", log_level="error", proxy_headers=False)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - the server offers nothing to wait for
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield lambda: asyncio.open_connection("127.0.0.1", port)
    finally:
        server.should_exit = True
        await serving
