from collections.abc import Callable, Iterator
from typing import Any

import redis

from insights.adapters.redis.durability import durability_faults
from insights.entrypoints.diagnosis.findings import (
    CONNECT_SECONDS,
    Finding,
    State,
    Stopwatch,
    out_of_reach,
    unencrypted,
)

Info = dict[str, Any]


def redis_as_state(about: str, url: str) -> Iterator[Finding]:
    """What is lost there is made again."""
    return _examined(about, url, lambda _about, _info: iter(()))


def redis_as_queue(about: str, url: str) -> Iterator[Finding]:
    """Accepted events are nowhere else."""
    return _examined(about, url, _durable)


def _examined(about: str, url: str, further: Callable[[str, Info], Iterator[Finding]]) -> Iterator[Finding]:
    limits = {"socket_connect_timeout": CONNECT_SECONDS, "socket_timeout": CONNECT_SECONDS}
    try:
        with redis.Redis.from_url(url, **limits) as client:
            info: Info = client.info()
            latency = Stopwatch()
            client.ping()
            yield Finding(about, State.WELL, f"Redis {info['redis_version']}, {latency}")
    except (redis.RedisError, ValueError) as error:
        yield out_of_reach(about, url, error)
        return
    yield from further(about, info)
    if not url.startswith("rediss"):
        yield from unencrypted(about, url, "Begin the URL with rediss://")


def _durable(about: str, info: Info) -> Iterator[Finding]:
    for found, mend in durability_faults(info):
        yield Finding(about, State.BAD, found, mend)
