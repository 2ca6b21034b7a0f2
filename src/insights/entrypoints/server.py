"""The server process: what starts in which order, and how it ends.

Start: data directory and its lock, migrations, queue and engine, recorder and housekeeping, then the
sockets. Stop: no new connections, requests under way end, the recorder finishes its slice, queue and engine
close. Where the queue is shared by several processes the server only answers: it owns no directory, and
recording and housekeeping run in `worker.py` and `scheduler.py`.
"""

from asyncio import Task
from collections.abc import Callable
from contextlib import AsyncExitStack
from functools import partial

import structlog

from insights.entrypoints.deployment import check_shared_stores
from insights.entrypoints.http.app import create_app
from insights.entrypoints.http.control import create_control_app
from insights.entrypoints.http.routes import ROUTES
from insights.entrypoints.installation import Installation, open_installation
from insights.entrypoints.listening import bind_tcp, bind_unix, listening, url_of
from insights.entrypoints.process import Stop, run_process
from insights.entrypoints.settings import Settings

log = structlog.get_logger("insights.server")

Announce = Callable[[str], None]


def run_server(settings: Settings, announce: Announce) -> None:
    """Serve until a signal; `announce` gets the address once everything answers. Raises Invalid for settings
    that do not go together."""
    check_shared_stores(settings)
    run_process(partial(_serve, settings, announce))


async def _serve(settings: Settings, announce: Announce, stop: Stop) -> None:
    async with AsyncExitStack() as stack:
        tcp = stack.enter_context(bind_tcp(settings.host, settings.port))
        opening = open_installation(settings, patient=settings.scaled_out)
        installation = await stack.enter_async_context(opening)
        tasks = set() if settings.scaled_out else await _own(installation, stack)
        app = create_app(installation.services, installation.house, ROUTES)
        await stack.enter_async_context(listening(app, tcp))
        stop.ready()
        log.info("listening", url=url_of(tcp))
        announce(url_of(tcp))
        await stop.wait(tasks)


async def _own(installation: Installation, stack: AsyncExitStack) -> set[Task[None]]:
    """What falls to the one process of a data directory."""
    tasks = await stack.enter_async_context(installation.background.running())
    socket_file = installation.settings.socket_file
    await stack.enter_async_context(listening(create_control_app(installation), bind_unix(socket_file)))
    stack.callback(socket_file.unlink, missing_ok=True)
    return tasks
