"""The thread that receives."""

import asyncio
import logging
import threading
from collections.abc import Callable
from typing import Final

from insights.adapters.dramatiq.transport import Intake, Received
from insights.domain.errors import Unavailable

log = logging.getLogger(__name__)

FIRST_PAUSE_SECONDS: Final = 0.2
LONGEST_PAUSE_SECONDS: Final = 5.0


class Receiver:
    """Hands messages to the event loop, and begins again for as long as the broker is away."""

    def __init__(self, connect: Callable[[], Intake], arrived: Callable[[Received], None]) -> None:
        self._connect = connect
        self._arrived = arrived
        self._loop = asyncio.get_running_loop()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="queue-receiver", daemon=True)
        self._thread.start()

    async def stop(self) -> None:
        """Once this returns, what was not acknowledged is with the broker again, or will be soon: when
        nothing was heard of this process for a while."""
        self._stopping.set()
        await asyncio.to_thread(self._thread.join)

    def _run(self) -> None:
        pause = FIRST_PAUSE_SECONDS
        intake: Intake | None = None
        while not self._stopping.is_set():
            try:
                intake = self._connect()
                while not self._stopping.is_set():
                    if (one := intake.next()) is not None:
                        self._loop.call_soon_threadsafe(self._arrived, one)
                    pause = FIRST_PAUSE_SECONDS
            except Unavailable as error:
                log.warning("Receiving is interrupted, trying again in %.1f s: %s", pause, error)
                self._stopping.wait(pause)
                pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
            except Exception:
                log.exception("Receiving failed, trying again in %.1f s", pause)
                self._stopping.wait(pause)
                pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
        self._return_all(intake)

    def _return_all(self, intake: Intake | None) -> None:
        if intake is None:
            return
        try:
            intake.close()
        except Unavailable as error:
            log.warning("Messages that were received go back when the broker misses this process: %s", error)
