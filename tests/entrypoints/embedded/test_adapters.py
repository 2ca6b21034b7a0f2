"""Any adapter can be another one."""

from collections.abc import Sequence
from pathlib import Path

from insights import AsyncInsights, Insights
from insights.adapters.memory.event_queue import MemoryEventQueue
from insights.application.ports.enrichment import Place
from insights.application.ports.event_queue import Batch, Delivery, QueueDepth

SPRING_2030 = 1_900_000_000_000


class Atlantis:
    """Places: where everyone is."""

    def locate(self, address: str) -> Place:
        return Place(country="AQ", city="Atlantis") if address else Place()


class Stopped:
    """A clock."""

    def now_ms(self) -> int:
        return SPRING_2030


class Watched:
    """An event queue that remembers what went through it."""

    def __init__(self) -> None:
        self._kept = MemoryEventQueue()
        self.names: list[str] = []
        self.acknowledged = 0
        self.closed = False

    async def put(self, batch: Batch) -> None:
        self.names += [accepted.event.name for accepted in batch.events]
        await self._kept.put(batch)

    async def take(self, max_events: int) -> Sequence[Delivery]:
        return await self._kept.take(max_events)

    async def ack(self, deliveries: Sequence[Delivery]) -> None:
        self.acknowledged += len(deliveries)
        await self._kept.ack(deliveries)

    def depth(self) -> QueueDepth:
        return self._kept.depth()

    async def check(self) -> None:
        await self._kept.check()

    async def close(self) -> None:
        self.closed = True


def test_places_and_time_come_from_the_adapters_that_were_given(tmp_path: Path) -> None:
    with Insights(tmp_path, adapters={"places": Atlantis(), "clock": Stopped()}) as insights:
        insights.track("read", ip="192.0.2.1")
        insights.flush()
        answer = insights.query(
            metrics=["events"],
            date_range=("2030-03-17", "2030-03-17"),
            dimensions=["visit:city", "visit:country", "time:day"],
        )
    expected = {"visit:city": "Atlantis", "visit:country": "AQ", "time:day": "2030-03-17", "events": 1}
    assert answer.rows() == [expected]


async def test_events_go_through_the_queue_that_was_given_which_stays_open(tmp_path: Path) -> None:
    queue = Watched()
    async with AsyncInsights(tmp_path, adapters={"event_queue": queue}) as insights:
        await insights.track("read")
        await insights.track_many([{"name": "buy"}, {"name": "sell"}])
        await insights.flush()
        answer = await insights.query(metrics=["events"], date_range="all")
        assert answer.rows() == [{"events": 3}]
    assert queue.names == ["read", "buy", "sell"]
    assert queue.acknowledged == 2
    assert not queue.closed, "whoever gave it closes it"
    assert not (tmp_path / "queue.sqlite").exists()
