"""Opening the queue that its URL names; for events see `event_stores.py`, for state `shared_state.py`."""

from insights.adapters.local_queue.queue import LocalQueue
from insights.application.ports.event_queue import EventQueue
from insights.application.ports.system import Clock
from insights.entrypoints.settings import Settings


async def open_queue(settings: Settings, clock: Clock) -> EventQueue:
    if settings.scaled_out:
        from insights.adapters.dramatiq.queue import (
            DramatiqQueue,  # late: only several processes use a broker
        )

        return await DramatiqQueue.open(settings.queue_url, clock)
    return await LocalQueue.open(settings.queue_file, clock, settings.durability)
