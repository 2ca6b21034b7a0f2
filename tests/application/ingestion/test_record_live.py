"""What is recorded is shown to those who watch: once stored, and once."""

from insights.application.ports.event_queue import Delivery
from insights.domain.analytics.live import Sighting
from tests.application.ingestion.test_record import PickyLog
from tests.builders.recording import PROJECT, Recording, accepted, delivery


async def shown_of(recording: Recording, *deliveries: Delivery) -> list[Sighting]:
    """Told of a marker at the end, so that nothing told late is missed."""
    seen: list[Sighting] = []
    async with recording.live.subscribe(PROJECT) as stream:
        await recording.record(deliveries)
        await recording.record([delivery(99, accepted("marker"))])
        while not seen or seen[-1].id != "marker":
            seen += await anext(stream)
    return seen[:-1]


async def test_they_are_shown_as_stored_and_in_order() -> None:
    recording = Recording()
    events = [accepted(f"e{n}", path=f"/{n}", country="DE", visitor=n + 1) for n in range(3)]
    shown = await shown_of(recording, delivery(1, *events))
    assert [(one.id, one.path, one.country, one.visitor_id) for one in shown] == [
        ("e0", "/0", "DE", 1),
        ("e1", "/1", "DE", 2),
        ("e2", "/2", "DE", 3),
    ]


async def test_what_is_dropped_is_not_shown() -> None:
    bot = accepted("bot", user_agent="Googlebot/2.1 (+http://www.google.com/bot.html)")
    shown = await shown_of(Recording(), delivery(1, accepted("a"), bot, accepted("a")))
    assert [one.id for one in shown] == ["a"]


async def test_what_comes_again_is_not_shown_again() -> None:
    recording = Recording()
    await recording.record([delivery(1, accepted("a"))])
    shown = await shown_of(recording, delivery(1, accepted("a"), accepted("b"), redelivered=True))
    assert [one.id for one in shown] == ["b"]


async def test_what_the_log_cannot_bear_is_not_shown() -> None:
    recording = Recording(log=PickyLog())
    events = [accepted(f"{n}", title="unbearable" if n == 1 else "fine") for n in range(3)]
    assert [one.id for one in await shown_of(recording, delivery(1, *events))] == ["0", "2"]
