"""Visits as they are given when events are recorded, one after another, in batches, late, after restarts."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from types import SimpleNamespace

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from insights.adapters.maxmind.places import UnknownPlaces
from insights.adapters.memory.event_log import MemoryEventLog
from insights.adapters.system.ids import SystemIds
from insights.application.ingestion.accept_steps import Acceptance, Request, shape_events
from insights.application.ports.open_visits import HORIZON_MS
from insights.application.ports.projects import Sender
from insights.domain.accounts.project import Project
from insights.domain.ingestion.decode import decode_body
from insights.domain.ingestion.event import Event
from insights.domain.ingestion.visitor import Salts
from tests.builders.recording import MINUTE, NOW, PROJECT, Recording, accepted, delivery

VISITORS = (1, 2, 3)


def partition(events: Sequence[Event]) -> set[frozenset[str]]:
    visits: dict[tuple[int, int], set[str]] = defaultdict(set)
    for event in events:
        visits[event.visitor_id, event.session_id].add(event.id)
    return {frozenset(ids) for ids in visits.values()}


def by_the_gap_rule(arrivals: Sequence[tuple[int, int]], gap: int) -> set[frozenset[str]]:
    """The plain rule over a whole history in order: a new visit where the visitor was away for the gap."""
    visits: list[set[str]] = []
    for visitor in VISITORS:
        last: int | None = None
        for minute, number in sorted((m, n) for n, (m, v) in enumerate(arrivals) if v == visitor):
            if last is None or minute - last >= gap:
                visits.append(set())
            visits[-1].add(str(number))
            last = minute
    return {frozenset(visit) for visit in visits}


async def record_in_batches(
    recording: Recording, arrivals: Sequence[tuple[int, int]], cuts: Sequence[int], *, restarts: bool
) -> Sequence[Event]:
    assert isinstance(recording.log, MemoryEventLog)
    bounds = [0, *sorted({cut for cut in cuts if cut < len(arrivals)}), len(arrivals)]
    for message, (start, end) in enumerate(pairwise(bounds), start=1):
        if restarts:
            recording.restart()
        batch = [
            accepted(str(number), minute=arrivals[number][0], visitor=arrivals[number][1], session_minutes=30)
            for number in range(start, end)
        ]
        latest = max((one.event.time for one in batch), default=recording.clock.now)
        recording.clock.now = max(recording.clock.now, latest)
        await recording.record([delivery(message, *batch)])
    return recording.log.events


arrivals = st.lists(
    st.tuples(st.integers(0, 80).map(lambda step: 10 * step), st.sampled_from(VISITORS)), max_size=40
)
"""(minutes after NOW, visitor), over six times what is surely held, in steps of a third of a gap."""

cuts = st.lists(st.integers(0, 40), max_size=8)


@given(arrivals.map(sorted), cuts, st.booleans())
async def test_events_in_order_follow_the_gap_rule_however_they_are_batched(
    history: list[tuple[int, int]], cuts: list[int], restarts: bool
) -> None:
    events = await record_in_batches(Recording(), history, cuts, restarts=restarts)
    assert partition(events) == by_the_gap_rule(history, 30)


@given(arrivals, cuts)
async def test_a_restart_between_batches_changes_nothing_even_for_late_events(
    history: list[tuple[int, int]], cuts: list[int]
) -> None:
    without = partition(await record_in_batches(Recording(), history, cuts, restarts=False))
    with_restarts = partition(await record_in_batches(Recording(), history, cuts, restarts=True))
    assert without == with_restarts


@given(arrivals, cuts)
async def test_late_events_never_merge_visits(history: list[tuple[int, int]], cuts: list[int]) -> None:
    recording = Recording()
    assert isinstance(recording.log, MemoryEventLog)
    events = await record_in_batches(recording, history, cuts, restarts=False)
    before = partition(events)
    late = accepted("late", minute=300, visitor=1)
    await recording.record([delivery(1_000, late)])
    after = partition(recording.log.events)
    assert {visit - {"late"} for visit in after} - {frozenset()} == before


async def test_an_event_from_before_what_is_held_finds_its_visit_in_the_log() -> None:
    recording = Recording()
    assert isinstance(recording.log, MemoryEventLog)
    await recording.record([delivery(1, accepted("a", minute=0))])
    recording.clock.now += 3 * HORIZON_MS
    recording.restart()
    await recording.record([delivery(2, accepted("b", minute=20), accepted("c", minute=60))])
    assert partition(recording.log.events) == {frozenset("ab"), frozenset("c")}


async def test_visits_are_forgotten_by_the_horizon_and_still_found() -> None:
    recording = Recording()
    assert isinstance(recording.log, MemoryEventLog)
    for turn in range(6):
        recording.clock.now = NOW + turn * HORIZON_MS
        minute = turn * HORIZON_MS / MINUTE
        await recording.record([delivery(turn + 1, accepted(f"v{turn}", minute=minute, visitor=turn))])
    late = [accepted(f"w{n}", minute=n * HORIZON_MS / MINUTE + 29, visitor=n) for n in range(6)]
    await recording.record([delivery(100, *late)])
    assert partition(recording.log.events) == {frozenset({f"v{n}", f"w{n}"}) for n in range(6)}


async def test_yesterdays_visitor_id_is_kept_while_its_visit_is_open() -> None:
    recording = Recording()
    assert isinstance(recording.log, MemoryEventLog)
    await recording.record([delivery(1, accepted("a", minute=-5, visitor=10))])
    await recording.record([delivery(2, accepted("b", minute=5, visitor=20, previous=10))])
    await recording.record([delivery(3, accepted("c", minute=34, visitor=20, previous=10))])
    await recording.record([delivery(4, accepted("d", minute=64, visitor=20, previous=10))])
    assert [event.visitor_id for event in recording.log.events] == [10, 10, 10, 20]
    assert partition(recording.log.events) == {frozenset("abc"), frozenset("d")}


async def test_a_visit_over_midnight_survives_a_restart() -> None:
    recording = Recording()
    assert isinstance(recording.log, MemoryEventLog)
    await recording.record([delivery(1, accepted("a", minute=-5, visitor=10))])
    recording.restart()
    await recording.record([delivery(2, accepted("b", minute=5, visitor=20, previous=10))])
    assert partition(recording.log.events) == {frozenset("ab")}


async def test_every_project_has_its_own_length_and_its_own_visitors() -> None:
    recording = Recording()
    assert isinstance(recording.log, MemoryEventLog)
    other = "0199d3a0-0000-7000-8000-000000000002"
    events = [
        accepted("a", minute=0, session_minutes=5),
        accepted("b", minute=5, session_minutes=5),
        accepted("c", minute=0, project=other),
        accepted("d", minute=5, project=other),
    ]
    await recording.record([delivery(1, *events)])
    assert partition(recording.log.events) == {frozenset("a"), frozenset("b"), frozenset("cd")}


async def test_a_length_beyond_the_horizon_is_kept_too() -> None:
    recording = Recording()
    assert isinstance(recording.log, MemoryEventLog)
    recording.clock.now = NOW + 8 * 60 * MINUTE
    await recording.record([delivery(1, accepted("a", minute=0, session_minutes=480))])
    recording.restart()
    await recording.record([delivery(2, accepted("b", minute=479, session_minutes=480))])
    assert partition(recording.log.events) == {frozenset("ab")}


async def test_the_length_is_that_of_the_project_when_the_event_was_accepted() -> None:
    project = Project(
        id=PROJECT, organization_id="o", name="n", domain="example.com", public_key="pk", session_minutes=5
    )
    events = [{"name": "pageview", "id": str(n), "timestamp": f"2026-11-21T00:{n:02}:00Z"} for n in (0, 4, 9)]
    request = Request(
        sending=decode_body(msgspec.json.encode({"project": "pk", "events": events})), address=""
    )
    acceptance = Acceptance(request, Sender(project), Salts(b"salt"), NOW + 10 * MINUTE)
    shape_events(acceptance, SimpleNamespace(places=UnknownPlaces(), ids=SystemIds()))
    recording = Recording()
    assert isinstance(recording.log, MemoryEventLog)
    await recording.record([delivery(1, *(pair[1] for pair in acceptance.pairs))])
    assert partition(recording.log.events) == {frozenset({"0", "4"}), frozenset({"9"})}
