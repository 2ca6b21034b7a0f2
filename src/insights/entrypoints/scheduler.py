"""The scheduler process: rollups and housekeeping. Of several that run one leads, and the others stand by."""

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

log = structlog.get_logger("insights.scheduler")


def run_scheduler(settings: Settings, announce: Announce) -> None:
    """Lead or stand by until a signal; `announce` gets the address of its health. Raises Invalid for settings
    that do not go together."""
    check_scaled_out(settings, "scheduler")
    run_process(partial(_schedule, settings, announce))


async def _schedule(settings: Settings, announce: Announce, stop: Stop) -> None:
    async with AsyncExitStack() as stack:
        tcp = stack.enter_context(bind_tcp(settings.host, settings.health_port))
        container = await stack.enter_async_context(opened(settings, patient=True))
        tasks = await stack.enter_async_context(container.leadership().running())
        app = create_health_app(container.telemetry(), container.checks())
        await stack.enter_async_context(listening(app, tcp))
        stop.ready()
        log.info("standing by", health=url_of(tcp))
        announce(url_of(tcp))
        await stop.wait(tasks)
