"""Recorded in any order, with identify: rollups, raw events and both together answer as the reference."""

import asyncio
from collections.abc import Iterator
from itertools import count
from random import Random

import msgspec
import pytest

from insights.application.analytics.answer_from_rollups import AnswerFromRollups
from insights.domain.accounts.project import Project
from insights.domain.analytics.query import Period, Query
from insights.domain.analytics.reference import evaluate
from insights.domain.ingestion.event import Accepted, Event
from tests.builders.identifying import by_user, identify
from tests.builders.recording import NOW, Recording, accepted, delivery
from tests.builders.rollups import DAY, Rollups

DEVICES = (71, 72, 2**64 - 7)
TABLET = 73
"""Comes every day, and is somebody's at last."""
USERS = ("ada", "bob", "cyd")
DAYS = 3

_numbers = count(1)


def history(chance: Random, project: Project) -> list[list[Accepted]]:
    """Messages of some events each, of visits on a few devices over some days, in any order."""
    events = []
    for visit in range(chance.choice((4, 8, 12))):
        device, minute = chance.choice(DEVICES), -chance.randint(0, DAYS * 24 * 60)
        user = chance.choice(USERS)
        for step in range(chance.randint(1, 4)):
            events.append(an_event(chance, f"{visit}/{step}", device, user, minute))
            minute += chance.choice((1, 5, 29, 31))
    events += [accepted(f"tablet/{day}", visitor=TABLET, minute=-day * 24 * 60) for day in range(1, DAYS)]
    chance.shuffle(in_project(project, events))
    return [events[at : at + 5] for at in range(0, len(events), 5)]


def in_project(project: Project, events: list[Accepted]) -> list[Accepted]:
    for one in events:
        one.event.project = project.id
        one.event.time = min(one.event.time, NOW)
        one.event.received = NOW
    return events


def an_event(chance: Random, id_: str, device: int, user: str, minute: int) -> Accepted:
    kind = chance.random()
    if kind < 0.5:
        return accepted(id_, visitor=device, minute=minute, path=chance.choice(("/", "/a")))
    if kind < 0.7:
        return by_user(id_, user, device, minute=minute)
    previous = chance.choice(("", "", *USERS))
    return identify(id_, user, device, minute=minute, previous="" if previous == user else previous)


def questions(project: Project) -> Iterator[Query]:
    period = Period(NOW - (DAYS + 1) * DAY, NOW + DAY)
    for dimensions in (("time:day",), ("visit:entry_page",)):
        yield Query(
            project=project.id,
            timezone=project.timezone,
            period=period,
            metrics=("visitors", "visits", "pageviews", "bounce_rate", "visit_duration"),
            dimensions=dimensions,
        )


@pytest.mark.parametrize(("seed", "zone"), [(1, "UTC"), (2, "Asia/Kathmandu"), (3, "America/St_Johns")])
def test_identify_in_any_order_never_leaves_a_rollup_behind(
    shared: tuple[Rollups, asyncio.Runner], seed: int, zone: str
) -> None:
    rollups, runner = shared
    runner.run(compare(rollups, Random(seed), zone))


async def compare(rollups: Rollups, chance: Random, zone: str) -> None:
    rollups.accounts.clock.now = NOW
    project = await rollups.project(timezone=zone)
    recording = Recording(log=rollups.events.log, marks=rollups.marks)
    events: list[Event] = []
    for message in history(chance, project):
        await recording.record([delivery(next(_numbers), *message)])
        events += [one.event for one in message]
        if chance.random() < 0.3:
            await rollups.roll_up()
        if chance.random() < 0.2:
            await agree(rollups, project, events)
    await rollups.roll_up()
    await agree(rollups, project, events, rolled_up=True)
    late = [identify("late", "dan", TABLET), identify("alias", "dan", previous=chance.choice(USERS))]
    await recording.record([delivery(next(_numbers), *in_project(project, late))])
    events += [one.event for one in late]
    await agree(rollups, project, events, rolled_up=True)
    await rollups.roll_up()
    await agree(rollups, project, events, rolled_up=True)


async def agree(rollups: Rollups, project: Project, events: list[Event], *, rolled_up: bool = False) -> None:
    said = await rollups.events.links.touching({(project.id, event.visitor_id) for event in events})
    for query in questions(project):
        defined = evaluate(query, events, said)
        assert await rollups.events.reader.answer(query) == defined, query
        answer = await AnswerFromRollups(rollups.read, rollups.source, rollups.sketches, 0)(query)
        assert answer is not None or not rolled_up
        assert answer is None or msgspec.structs.replace(answer, source="raw") == defined, query
