"""Whether a Redis may be trusted with what must not be lost."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from insights.adapters.redis.connection import RedisConnection
from insights.domain.errors import Unavailable


class DurabilityFault(NamedTuple):
    found: str
    mend: str


def durability_faults(info: Mapping[str, Any]) -> list[DurabilityFault]:
    """Of everything that can lose an accepted event, by what Redis answers to INFO."""
    faults = []
    if not info["aof_enabled"]:
        found = "appendonly is off: events that were accepted are lost when it stops"
        faults.append(DurabilityFault(found, "Set appendonly yes in redis.conf."))
    elif info["aof_last_write_status"] != "ok" or info["loading"]:
        faults.append(DurabilityFault("its append-only file cannot be written", "Make room on its disk."))
    if (policy := info["maxmemory_policy"]) != "noeviction":
        found = f"maxmemory-policy is {policy}: it throws accepted events away when it is full"
        faults.append(DurabilityFault(found, "Set maxmemory-policy noeviction."))
    return faults


async def check_durability(url: str) -> None:
    """Raises Unavailable, naming every fault, when it cannot be trusted or does not answer."""
    redis = RedisConnection(url)
    try:
        faults = durability_faults(await redis.ask(lambda client: client.info()))
    finally:
        await redis.close()
    if faults:
        raise Unavailable("The queue's Redis: " + " ".join(f"{found}. {mend}" for found, mend in faults))
