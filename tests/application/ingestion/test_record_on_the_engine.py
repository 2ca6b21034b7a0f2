"""Recording into the real event store, across restarts of the recorder."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from insights.adapters.clickhouse.embedded import EventStore, open_embedded
from insights.application.ports.open_visits import HORIZON_MS
from tests.builders.recording import MINUTE, NOW, PROJECT, Recording, accepted, delivery


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[EventStore]:
    opened = open_embedded(tmp_path / "events", durable=False)
    yield opened
    await opened.log.close()
    await opened.reader.close()


async def visits(store: EventStore) -> list[tuple[int, int, int]]:
    """Visitor, and minutes after NOW of its first and last event, in order."""
    found = await store.log.open_visits(0)
    return sorted((v.visitor_id, (v.first - NOW) // MINUTE, (v.last - NOW) // MINUTE) for v in found)


async def test_visits_repeats_and_late_events_survive_a_restart(store: EventStore) -> None:
    recording = Recording(log=store.log)
    await recording.record([delivery(1, accepted("a", visitor=10), accepted("b", minute=60, visitor=10))])
    recording.clock.now = NOW + 70 * MINUTE
    recording.restart()
    await recording.learn()
    await recording.record(
        [
            delivery(2, accepted("a", visitor=10), accepted("c", minute=70, visitor=20, previous=10)),
            delivery(3, accepted("d", minute=20, visitor=10)),
        ]
    )
    assert await visits(store) == [(10, 0, 20), (10, 60, 70)]
    assert await recording.drops() == {"duplicate": 1}
    assert await store.reader.event_count(PROJECT) == 4


async def test_an_event_from_long_ago_joins_its_visit(store: EventStore) -> None:
    recording = Recording(log=store.log)
    await recording.record([delivery(1, accepted("a", visitor=10))])
    recording.clock.now = NOW + 3 * HORIZON_MS
    recording.restart()
    late = [accepted("b", minute=29, visitor=10), accepted("c", minute=59, visitor=10)]
    await recording.record([delivery(2, *late)])
    assert await visits(store) == [(10, 0, 29), (10, 59, 59)]
