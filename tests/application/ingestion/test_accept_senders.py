"""The memory of who sends."""

import asyncio

import pytest

from insights.application.ingestion.senders import SenderCache
from insights.application.ports.projects import Sender
from insights.domain.errors import Unavailable
from tests.builders.accepting import KEY, KnownSenders, project

SENDER = Sender(project())


class Timeline:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Timeline:
    return Timeline()


@pytest.fixture
def source() -> KnownSenders:
    return KnownSenders({KEY: SENDER})


@pytest.fixture
def cache(source: KnownSenders, clock: Timeline) -> SenderCache:
    return SenderCache(source, fresh_seconds=5, most=3, seconds=clock)


async def test_a_sender_is_asked_for_once_while_it_is_fresh(
    cache: SenderCache, source: KnownSenders, clock: Timeline
) -> None:
    assert cache.known(KEY) is None
    assert await cache.resolve(KEY) == SENDER
    clock.now = 4.9
    assert cache.known(KEY) == await cache.resolve(KEY) == SENDER
    assert source.asked == [KEY]


async def test_after_that_it_is_asked_for_again(
    cache: SenderCache, source: KnownSenders, clock: Timeline
) -> None:
    await cache.resolve(KEY)
    del source.senders[KEY]
    clock.now = 5.0
    assert cache.known(KEY) is None
    assert await cache.resolve(KEY) is None


async def test_an_unknown_key_is_remembered_as_such(cache: SenderCache, source: KnownSenders) -> None:
    assert await cache.resolve("guess") is None
    assert await cache.resolve("guess") is None
    assert source.asked == ["guess"]


async def test_requests_that_come_together_ask_once(cache: SenderCache, source: KnownSenders) -> None:
    answers = await asyncio.gather(*(cache.resolve(KEY) for _ in range(50)))
    assert answers == [SENDER] * 50
    assert source.asked == [KEY]


async def test_whoever_gives_up_does_not_take_the_answer_from_others(cache: SenderCache) -> None:
    first, second = asyncio.create_task(cache.resolve(KEY)), asyncio.create_task(cache.resolve(KEY))
    await asyncio.sleep(0)
    first.cancel()
    assert await second == SENDER


async def test_guessing_neither_grows_memory_nor_pushes_out_a_sender(cache: SenderCache) -> None:
    await cache.resolve(KEY)
    for number in range(100):
        await cache.resolve(f"guess {number}")
    assert cache.known(KEY) == SENDER
    assert len(cache._cache._unknown.answers) == 3


async def test_the_oldest_sender_makes_room(cache: SenderCache, source: KnownSenders) -> None:
    for number in range(4):
        source.senders[f"k{number}"] = SENDER
        await cache.resolve(f"k{number}")
    assert [cache.known(f"k{number}") for number in range(4)] == [None, SENDER, SENDER, SENDER]


async def test_a_key_of_absurd_length_is_not_even_looked_for(
    cache: SenderCache, source: KnownSenders
) -> None:
    assert await cache.resolve("k" * 201) is None
    assert await cache.resolve("") is None
    assert source.asked == []


async def test_after_forget_a_change_is_seen_at_once(cache: SenderCache, source: KnownSenders) -> None:
    await cache.resolve(KEY)
    source.senders[KEY] = Sender(project(name="Renamed"))
    cache.forget()
    assert cache.known(KEY) is None
    assert await cache.resolve(KEY) == source.senders[KEY]


async def test_an_answer_that_forget_overtook_is_not_kept(cache: SenderCache, source: KnownSenders) -> None:
    asking = asyncio.create_task(cache.resolve(KEY))
    await asyncio.sleep(0)
    cache.forget()
    await asking
    assert cache.known(KEY) is None


async def test_a_known_sender_goes_on_while_the_source_is_down(
    cache: SenderCache, source: KnownSenders, clock: Timeline
) -> None:
    await cache.resolve(KEY)
    source.broken = Unavailable("The database is down.")
    clock.now = 6.0
    assert await cache.resolve(KEY) == SENDER
    with pytest.raises(Unavailable):
        await cache.resolve("another")


async def test_a_failure_is_not_remembered(cache: SenderCache, source: KnownSenders) -> None:
    source.broken = Unavailable("The database is down.")
    with pytest.raises(Unavailable):
        await cache.resolve(KEY)
    source.broken = None
    assert await cache.resolve(KEY) == SENDER
