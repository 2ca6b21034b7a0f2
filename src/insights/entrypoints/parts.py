"""What is put together from ports for the HTTP side and for housekeeping."""

from typing import Any

from insights.application.accounts.projects import FinishErasures
from insights.application.ports.enrichment import SaltRing
from insights.application.ports.event_log import EventReader
from insights.application.ports.event_queue import EventQueue
from insights.application.ports.system import Clock
from insights.application.ports.unit_of_work import UnitOfWork
from insights.entrypoints.background import Chore
from insights.entrypoints.http.asgi import AsgiApp
from insights.entrypoints.http.health import Check
from insights.entrypoints.http.ingestion.collect import CollectEvents, TrackEvent
from insights.entrypoints.http.ingestion.pixel import Pixel
from insights.entrypoints.settings import Settings


def collect_paths(settings: Settings, needs: dict[str, Any]) -> dict[str, AsgiApp]:
    batch = CollectEvents(**needs)
    paths: dict[str, AsgiApp] = {
        "/api/v1/events": batch,
        "/analytics/track": TrackEvent(**needs),
        "/pixel.gif": Pixel(**needs),
    }
    return paths | ({settings.collect_path: batch} if settings.collect_path else {})


def checks(database: Check, reader: EventReader, queue: EventQueue) -> dict[str, Check]:
    async def events() -> None:
        await reader.first_event_time("")

    async def queued() -> None:
        queue.depth()

    return {"database": database, "events": events, "queue": queued}


def chores(
    unit_of_work: UnitOfWork, salts: SaltRing, finish_erasures: FinishErasures, clock: Clock
) -> dict[str, Chore]:
    async def forget_sessions() -> None:
        async with unit_of_work.begin() as work:
            await work.sessions.forget_expired(clock.now_ms())
            await work.commit()

    return {
        "destroy salts": lambda: salts.destroy_expired(clock.now_ms()),
        "finish erasures": finish_erasures,
        "forget sessions": forget_sessions,
    }
