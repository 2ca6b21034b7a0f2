"""Every durable event queue, opened and reopened, and what sets one apart from another."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4

import redis

from insights.adapters.dramatiq.queue import BrokerLimits, DramatiqQueue
from insights.adapters.dramatiq.redis_intake import UPTIME_MARGIN_MS
from insights.adapters.local_queue.queue import LocalQueue, QueueLimits
from insights.application.ports.event_queue import EventQueue
from insights.application.ports.system import Clock
from tests.builders.eventually import eventually

Reopen = Callable[..., Awaitable[EventQueue]]
"""Opens the queue of this test, again after it was closed, with limits of its own."""

Capability = Literal["counts exactly", "keeps its order when reopened"]


@dataclass(frozen=True)
class Candidate:
    name: str
    service: Literal["", "redis", "rabbitmq"]
    at: Callable[[str, Path, Clock], Reopen]
    """From the service's URL, a folder and a clock."""
    can: frozenset[Capability]


def local(durability: Any) -> Callable[[str, Path, Clock], Reopen]:
    def at(_url: str, folder: Path, clock: Clock) -> Reopen:
        async def reopen(**limits: int) -> EventQueue:
            return await LocalQueue.open(folder / "queue.sqlite", clock, durability, QueueLimits(**limits))

        return reopen

    return at


def shared(url: str, _folder: Path, clock: Clock) -> Reopen:
    """A queue of its own name for each test. Its limits have other names, and one fewer."""
    name = f"test-{uuid4().hex}"

    async def reopen(unwritten: int = 100_000, in_memory: int = 0, **limits: int) -> EventQueue:
        given = BrokerLimits(unpublished=unwritten, quiet_seconds=0, **limits)
        return await DramatiqQueue.open(url, clock, given, name)

    if url.startswith("redis"):
        _wait_until_redis_is_trusted(url)
    return reopen


def _wait_until_redis_is_trusted(url: str) -> None:
    """What was written before its start, by its clock's second, may have been handled before."""
    with redis.Redis.from_url(url) as client:
        uptime = lambda: client.info("server")["uptime_in_seconds"] * 1000  # noqa: E731 (read once, here)
        eventually(lambda: uptime() > UPTIME_MARGIN_MS, "Redis has been up for a while")


ALL: frozenset[Capability] = frozenset({"counts exactly", "keeps its order when reopened"})
CANDIDATES = [
    Candidate("local, to the disk", "", local("disk"), ALL),
    Candidate("local, to the process", "", local("process"), ALL),
    Candidate("dramatiq on redis", "redis", shared, frozenset()),
    Candidate("dramatiq on rabbitmq", "rabbitmq", shared, frozenset({"keeps its order when reopened"})),
]
