"""Changes, over every adapter: whoever heeds a topic forgets, in this process and in others."""

import asyncio

from insights.application.ports.changes import Changes
from tests.builders.services.session import Service, stopped
from tests.builders.shared_state import connected, empty_redis, listening
from tests.contracts.registry import contract

changes = contract(Changes)


async def test_all_who_heed_a_topic_forget_at_once_and_nobody_else(changes: Changes) -> None:
    told: list[str] = []
    changes.heed("one", lambda: told.append("first"))
    changes.heed("one", lambda: told.append("second"))
    changes.heed("two", lambda: told.append("other"))
    changes.announce("one")
    assert told == ["first", "second"]


async def test_a_topic_that_nobody_heeds_may_be_announced(changes: Changes) -> None:
    changes.announce("nothing")


async def test_another_process_forgets_too(redis: Service) -> None:
    heard = asyncio.Event()
    async with (
        empty_redis(redis.url) as first,
        listening(first) as (_, one),
        connected(redis.url) as second,
        listening(second) as (_, another),
    ):
        another.heed("one", heard.set)
        one.announce("one")
        await heard.wait()


async def test_what_may_have_been_missed_while_redis_was_away_is_forgotten(redis: Service) -> None:
    missed, heard = asyncio.Event(), asyncio.Event()
    async with (
        empty_redis(redis.url) as first,
        listening(first) as (_, one),
        connected(redis.url) as second,
        listening(second) as (_, another),
    ):
        one.heed("one", missed.set)
        with stopped(redis):
            await missed.wait()
            another.announce("one")
        one.heed("one", heard.set)
        while not heard.is_set():
            another.announce("one")
            await asyncio.sleep(0.05)
