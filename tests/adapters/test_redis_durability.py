"""What is said about a Redis that may lose what it was given."""

import pytest

from insights.adapters.redis.durability import check_durability, durability_faults
from insights.domain.errors import Unavailable
from tests.builders.services.session import Service
from tests.builders.shared_state import empty_redis


async def test_a_redis_that_keeps_everything_has_no_faults(redis: Service) -> None:
    async with empty_redis(redis.url) as connection:
        assert durability_faults(await connection.client.info()) == []
        await check_durability(redis.url)


async def test_every_setting_that_loses_something_is_named_with_its_cure(redis: Service) -> None:
    async with empty_redis(redis.url) as connection:
        client = connection.client
        try:
            await client.config_set("appendonly", "no")
            await client.config_set("maxmemory-policy", "allkeys-lru")
            faults = durability_faults(await client.info())
            with pytest.raises(Unavailable, match="Set maxmemory-policy noeviction"):
                await check_durability(redis.url)
        finally:
            await client.config_set("appendonly", "yes")
            await client.config_set("maxmemory-policy", "noeviction")
    assert ["appendonly" in faults[0].found, "allkeys-lru" in faults[1].found, len(faults)] == [True, True, 2]
