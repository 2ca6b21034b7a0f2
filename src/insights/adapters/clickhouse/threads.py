"""Blocking calls of the ClickHouse client, kept off the event loop."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import Final, TypeVar

from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import ClickHouseError

from insights.adapters.clickhouse.refusals import as_product_error
from insights.domain.errors import Unavailable

Result = TypeVar("Result")


class ClickHouseThreads:
    """A few threads, each with a client of its own: a client serves one call at a time.

    `connect` opens a client; all clients of one process share its engine. They are opened here, in the
    caller's thread, so that a store that cannot be opened says so at once.
    """

    def __init__(self, connect: Callable[[], Client], threads: int, name: str) -> None:
        self._idle: Final[SimpleQueue[Client]] = SimpleQueue()
        self._clients: Final[list[Client]] = []
        self._pool: Final = ThreadPoolExecutor(threads, thread_name_prefix=f"clickhouse-{name}")
        self._closed = False
        for _ in range(threads):
            self._clients.append(connect())
            self._idle.put(self._clients[-1])

    async def call(self, work: Callable[[Client], Result]) -> Result:
        """Run `work` with a client in a thread. Raises Invalid or Unavailable for what the engine refuses.

        A caller that is cancelled lets go of the answer; the work itself runs to its end.
        """
        if self._closed:
            raise Unavailable("The event store is closed.")
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._run, work)

    def _run(self, work: Callable[[Client], Result]) -> Result:
        client = self._idle.get()
        try:
            return work(client)
        except ClickHouseError as error:
            raise as_product_error(error) from error
        finally:
            self._idle.put(client)

    async def close(self) -> None:
        """Calls under way end first; those that still wait for a thread are cancelled."""
        self._closed = True
        await asyncio.to_thread(self._shut_down)

    def _shut_down(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)
        while self._clients:
            self._clients.pop().close()
