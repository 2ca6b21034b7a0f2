"""What is put together from ports for the HTTP side and for housekeeping."""

from functools import partial
from typing import Any

from insights.application.accounts.housekeeping import ForgetMessages
from insights.application.accounts.projects import FinishErasures
from insights.application.ingestion.notebook import KEPT_DAYS, day_before
from insights.application.ports.enrichment import SaltRing
from insights.application.ports.event_log import EventReader
from insights.application.ports.event_queue import EventQueue
from insights.application.ports.mail import MailBox
from insights.application.ports.messages import MessageLog
from insights.application.ports.quality import QualityNotes
from insights.application.ports.recordings import Recordings
from insights.application.ports.system import Clock
from insights.application.replay.recordings import ForgetRecordings
from insights.entrypoints.background import Chore
from insights.entrypoints.http.asgi import AsgiApp
from insights.entrypoints.http.health import Check
from insights.entrypoints.http.ingestion.collect import CollectEvents, TrackEvent
from insights.entrypoints.http.ingestion.pixel import Pixel
from insights.entrypoints.http.wire.doors import DOORS
from insights.entrypoints.settings import Settings
from insights.entrypoints.shared_state import SharedState
from insights.entrypoints.user_services import UserServices


def collect_paths(settings: Settings, needs: dict[str, Any]) -> dict[str, AsgiApp]:
    batch = CollectEvents(**needs)
    paths: dict[str, AsgiApp] = {
        "/api/v1/events": batch,
        "/analytics/track": TrackEvent(**needs),
        "/pixel.gif": Pixel(**needs),
    }
    paths |= {path: door.kind(**needs) for path, door in DOORS.items()}
    return paths | ({settings.collect_path: batch} if settings.collect_path else {})


def checks(
    settings: Settings, database: Check, reader: EventReader, queue: EventQueue, state: SharedState
) -> dict[str, Check]:
    async def events() -> None:
        await reader.first_event_time("")

    found = {"database": database, "events": events, "queue": queue.check, "state": state.check}
    if settings.queue_url.startswith("redis"):
        from insights.adapters.redis.durability import check_durability  # late: others have no use for Redis

        found["queue_durability"] = partial(check_durability, settings.queue_url)
    return found


def chores(
    settings: Settings,
    salts: SaltRing,
    finish_erasures: FinishErasures,
    users: UserServices,
    messages: MessageLog,
    mails: MailBox,
    quality_notes: QualityNotes,
    recordings: Recordings,
    clock: Clock,
) -> dict[str, Chore]:
    return {
        "destroy salts": lambda: salts.destroy_expired(clock.now_ms()),
        "finish erasures": finish_erasures,
        "forget accounts": users.forget_accounts,
        "forget messages": ForgetMessages(messages, mails, clock),
        "forget recordings": ForgetRecordings(recordings, clock, settings.recordings_days),
        "forget notes": lambda: quality_notes.forget_before(day_before(clock.now_ms(), KEPT_DAYS)),
    }
