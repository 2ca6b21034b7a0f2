"""The server process: what starts in which order, and how it ends.

Start: data directory and its lock, migrations, queue and engine, recorder and housekeeping, then the
sockets. Stop, on SIGINT or SIGTERM: no new connections, requests under way end, the recorder finishes its
slice, queue and engine close. A second signal ends the process at once; nothing acknowledged is lost by it.
"""

import asyncio
import gc
import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import AsyncExitStack

import structlog
import uvloop

from insights.entrypoints.http.app import create_app
from insights.entrypoints.http.control import create_control_app
from insights.entrypoints.http.routes import ROUTES
from insights.entrypoints.installation import open_installation
from insights.entrypoints.listening import bind_tcp, bind_unix, listening, url_of
from insights.entrypoints.settings import Settings

STOP_SECONDS = 5.0
"""The process is gone this long after the first signal, whatever hangs."""

log = structlog.get_logger("insights.server")


def run_server(settings: Settings, announce: Callable[[str], None]) -> None:
    """Serve until a signal; `announce` gets the address once everything answers."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(settings, announce))


async def _serve(settings: Settings, announce: Callable[[str], None]) -> None:
    stop = asyncio.Event()
    _stop_on_signals(stop)
    async with AsyncExitStack() as stack:
        tcp = stack.enter_context(bind_tcp(settings.host, settings.port))
        installation = await stack.enter_async_context(open_installation(settings))
        tasks = await stack.enter_async_context(installation.background.running())
        control = create_control_app(installation)
        app = create_app(installation.services, installation.house, ROUTES)
        await stack.enter_async_context(listening(control, bind_unix(settings.socket_file)))
        stack.callback(settings.socket_file.unlink, missing_ok=True)
        await stack.enter_async_context(listening(app, tcp))
        _stop_on_signals(stop)  # again: opening the engine may have put handlers of its own in place
        _spare_the_collector()
        log.info("listening", url=url_of(tcp))
        announce(url_of(tcp))
        await _until(stop, tasks)
        log.info("stopping")
    log.info("stopped")


def _spare_the_collector() -> None:
    """What is loaded by now stays; what requests make is nearly all gone without a search for cycles."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)


async def _until(stop: asyncio.Event, tasks: set[asyncio.Task[None]]) -> None:
    """A background task that ends before it is told to has failed, and the server must not go on without."""
    stopped = asyncio.create_task(stop.wait())
    done, _ = await asyncio.wait({stopped, *tasks}, return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    for task in done - {stopped}:
        task.result()
        raise RuntimeError(f"The background task {task.get_name()} ended by itself.")


def _stop_on_signals(stop: asyncio.Event) -> None:
    def stop_once() -> None:
        if stop.is_set():
            os._exit(1)
        stop.set()
        timer = threading.Timer(STOP_SECONDS - 0.2, _give_up)
        timer.daemon = True
        timer.start()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop_once)


def _give_up() -> None:
    """In a thread of its own, so that a blocked event loop cannot prevent it."""
    sys.stderr.write("insights: something did not end in time; left without it. Nothing accepted is lost.\n")
    os._exit(1)
