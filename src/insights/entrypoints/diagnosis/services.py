"""Which check looks at the service that a setting's URL names. What is kept in files has no service."""

import asyncio
from collections.abc import Iterator
from typing import Final

from insights.adapters.dramatiq.queue import DramatiqQueue
from insights.adapters.system.clock import SystemClock
from insights.entrypoints.diagnosis.clickhouse import clickhouse
from insights.entrypoints.diagnosis.findings import Finding, ServiceCheck, State
from insights.entrypoints.diagnosis.mongodb import mongodb
from insights.entrypoints.diagnosis.rabbitmq import rabbitmq
from insights.entrypoints.diagnosis.redis import redis_as_queue, redis_as_state
from insights.entrypoints.settings import Settings

EVENTS: Final[dict[str, ServiceCheck]] = {
    "clickhouse": clickhouse,
    "clickhouses": clickhouse,
    "mongodb": mongodb,
    "mongodb+srv": mongodb,
}
QUEUE: Final[dict[str, ServiceCheck]] = {
    "redis": redis_as_queue,
    "rediss": redis_as_queue,
    "amqp": rabbitmq,
    "amqps": rabbitmq,
}
STATE: Final[dict[str, ServiceCheck]] = {"redis": redis_as_state, "rediss": redis_as_state}


def event_store(settings: Settings) -> Iterator[Finding]:
    return _examined("Event store", settings.events_url, EVENTS)


def queue(settings: Settings) -> Iterator[Finding]:
    findings = list(_examined("Event queue", settings.queue_url, QUEUE))
    yield from findings
    if findings and findings[0].state is State.WELL and (count := asyncio.run(_set_aside(settings))):
        mend = "They lie in recording.XQ there; a newer version may have put them."
        found = f"{count} messages that no worker could read were set aside"
        yield Finding("Event queue", State.WARNING, found, mend)


async def _set_aside(settings: Settings) -> int:
    opened = await DramatiqQueue.open(settings.queue_url, SystemClock())
    try:
        return await opened.undecodable()
    finally:
        await opened.close()


def shared_state(settings: Settings) -> Iterator[Finding]:
    return _examined("Shared state", settings.state_url, STATE)


def _examined(about: str, url: str, checks: dict[str, ServiceCheck]) -> Iterator[Finding]:
    check = checks.get(url.partition("://")[0])
    if check is not None:
        yield from check(about, url)
