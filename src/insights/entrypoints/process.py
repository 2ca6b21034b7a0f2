"""A process that runs until a signal: how it starts to listen to signals, and how it ends.

SIGINT or SIGTERM ends it within STOP_SECONDS, also while it still waits for a service. A second signal ends
it at once; nothing acknowledged is lost by it.
"""

import asyncio
import gc
import os
import signal
import sys
import threading
from collections.abc import Awaitable, Callable

import structlog
import uvloop

STOP_SECONDS = 5.0
"""The process is gone this long after the first signal, whatever hangs."""

log = structlog.get_logger("insights.process")


class Stop:
    """Before `ready` a signal breaks off the start; after it the process is told, and ends in its order."""

    def __init__(self) -> None:
        self._asked = asyncio.Event()
        self._starting = asyncio.current_task()
        self._listen()

    def ready(self) -> None:
        self._starting = None
        self._listen()  # again: opening the engine may have put handlers of its own in place
        _spare_the_collector()

    async def wait(self, tasks: set[asyncio.Task[None]]) -> None:
        """Until a signal. A background task that ends before has failed, and the process must not go on
        without."""
        stopped = asyncio.create_task(self._asked.wait())
        done, _ = await asyncio.wait({stopped, *tasks}, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        for task in done - {stopped}:
            task.result()
            raise RuntimeError(f"The background task {task.get_name()} ended by itself.")
        log.info("stopping")

    def _listen(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._ask)

    def _ask(self) -> None:
        if self._asked.is_set():
            os._exit(1)
        self._asked.set()
        timer = threading.Timer(STOP_SECONDS - 0.2, _give_up)
        timer.daemon = True
        timer.start()
        if self._starting is not None:
            self._starting.cancel()


def run_process(main: Callable[[Stop], Awaitable[None]]) -> None:
    async def whole() -> None:
        stop = Stop()
        try:
            await main(stop)
        except asyncio.CancelledError:
            log.info("stopped before it was ready")
        else:
            log.info("stopped")

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(whole())


def _spare_the_collector() -> None:
    """What is loaded by now stays; what requests make is nearly all gone without a search for cycles."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)


def _give_up() -> None:
    """In a thread of its own, so that a blocked event loop cannot prevent it."""
    sys.stderr.write("insights: something did not end in time; left without it. Nothing accepted is lost.\n")
    os._exit(1)
