"""The worker process: takes accepted events from the shared queue and records them, and hands messages to
those who subscribe to them. Any number may run.

It waits for services that are away, at its start and later. When it stops it finishes the batch it is at, or
gives it back to the queue.
"""

from contextlib import AsyncExitStack
from functools import partial

import structlog

from insights.entrypoints.deployment import check_scaled_out
from insights.entrypoints.http.app import create_health_app
from insights.entrypoints.installation import opened
from insights.entrypoints.listening import bind_tcp, listening, url_of
from insights.entrypoints.process import Stop, run_process
from insights.entrypoints.server import Announce
from insights.entrypoints.settings import Settings

log = structlog.get_logger("insights.worker")


def run_worker(settings: Settings, announce: Announce) -> None:
    """Record until a signal; `announce` gets the address of its health. Raises Invalid for settings that do
    not go together."""
    check_scaled_out(settings, "worker")
    run_process(partial(_work, settings, announce))


async def _work(settings: Settings, announce: Announce, stop: Stop) -> None:
    async with AsyncExitStack() as stack:
        tcp = stack.enter_context(bind_tcp(settings.host, settings.health_port))
        container = await stack.enter_async_context(opened(settings, patient=True))
        relaying = await stack.enter_async_context(container.relaying().running())
        recording = await stack.enter_async_context(container.recording().running())
        app = create_health_app(container.telemetry(), container.checks())
        await stack.enter_async_context(listening(app, tcp))
        stop.ready()
        log.info("recording", health=url_of(tcp))
        announce(url_of(tcp))
        await stop.wait(relaying | recording)
