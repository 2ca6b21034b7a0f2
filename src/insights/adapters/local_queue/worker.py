"""One thread for what blocks, with as few hand-overs between it and the event loop as can be."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")


class Worker:
    """Jobs run one after the other, and their results reach the loop in the same order."""

    def __init__(self, name: str) -> None:
        self._loop = asyncio.get_running_loop()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)

    def start(self, job: Callable[[], Result], then: Callable[[Result | Exception], None]) -> None:
        """`then` is called on the loop with what the job returned or raised, whoever has stopped waiting."""
        self._thread.submit(self._run, job, then)

    async def call(self, job: Callable[[], Result]) -> Result:
        return await self._loop.run_in_executor(self._thread, job)

    def end(self) -> None:
        """Wait for the jobs that were started."""
        self._thread.shutdown()

    def _run(self, job: Callable[[], Result], then: Callable[[Result | Exception], None]) -> None:
        result: Result | Exception
        try:
            result = job()
        except Exception as error:
            result = error
        self._loop.call_soon_threadsafe(then, result)
