"""The product, telling which event passed where, and when.

`python -m benchmarks.traced COMMAND …`, as `insights COMMAND …`. Each process writes a file of its own into
the folder that `BENCHMARK_TRACES` names: a line per moment, `PLACE SECONDS ID ID …`, on the clock that all
processes of a machine share.
"""

import functools
import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

from insights.adapters.clickhouse.event_log import ClickHouseEventLog
from insights.adapters.dramatiq.queue import DramatiqQueue
from insights.adapters.local_queue.queue import LocalQueue
from insights.entrypoints.cli import main

FOLDER: Final = "BENCHMARK_TRACES"
PLACES: Final = ("arrived", "queued", "taken", "recorded")
"""In the order in which an event passes them."""

Ids = Callable[[Any], Iterable[str]]
"""Of the events in an argument or an answer."""


def trace(method: Any, *, before: str = "", after: str, ids_of: Ids, answer: bool = False) -> Any:
    """`before` is passed when the method is called, `after` when it has returned. The ids are in its argument
    or in its answer."""

    @functools.wraps(method)
    async def traced(self: Any, given: Any) -> Any:
        called = time.monotonic()
        answered = await method(self, given)
        returned, ids = time.monotonic(), " ".join(ids_of(answered if answer else given))
        if before:
            tell(f"{before} {called} {ids}\n")
        tell(f"{after} {returned} {ids}\n")
        return answered

    return traced


def ids_of_batch(batch: Any) -> Iterable[str]:
    return (accepted.event.id for accepted in batch.events)


def ids_of_deliveries(deliveries: Any) -> Iterable[str]:
    return (id_ for delivery in deliveries for id_ in ids_of_batch(delivery.batch))


def ids_of_events(events: Any) -> Iterable[str]:
    return (event.id for event in events)


if __name__ == "__main__":
    with Path(os.environ[FOLDER], f"{os.getpid()}").open("w", buffering=1) as file:
        tell: Callable[[str], int] = file.write
        for queue in (LocalQueue, DramatiqQueue):
            kind: Any = queue
            kind.put = trace(kind.put, before="arrived", after="queued", ids_of=ids_of_batch)
            kind.take = trace(kind.take, after="taken", ids_of=ids_of_deliveries, answer=True)
        log: Any = ClickHouseEventLog
        log.append = trace(log.append, after="recorded", ids_of=ids_of_events)
        main()
