"""Who a visitor is, and whose a visit is, when users are identified."""

import copy
from collections.abc import Sequence
from itertools import count, permutations

import pytest

from insights.adapters.memory.event_log import MemoryEventLog
from insights.domain.analytics.rollups import utc_hour
from insights.domain.analytics.visitor_links import VisitorLink, people
from insights.domain.ingestion.event import Accepted, Event
from tests.builders.identifying import by_user, identify, user_id
from tests.builders.recording import MINUTE, NOW, PROJECT, Recording, accepted, delivery

ADA, BOB = user_id("ada"), user_id("bob")
PHONE, LAPTOP = 71, 72
HOUR = 3_600_000


async def recorded(*messages: Sequence[Accepted], recording: Recording | None = None) -> MemoryEventLog:
    """What the log has after these messages, one after another."""
    recording = recording or Recording()
    numbers = count(1)
    for message in messages:
        await recording.record([delivery(next(numbers), *copy.deepcopy(message))])
    assert isinstance(recording.log, MemoryEventLog)
    return recording.log


def visits(log: MemoryEventLog) -> set[frozenset[str]]:
    """The ids of the events of each visit."""
    sessions: dict[int, set[str]] = {}
    for event in log.events:
        sessions.setdefault(event.session_id, set()).add(event.id)
    return {frozenset(ids) for ids in sessions.values()}


def who(log: MemoryEventLog, id_: str) -> int:
    """The person whose event it is."""
    (event,) = [event for event in log.events if event.id == id_]
    return people(log.links).get(event.visitor_id, event.visitor_id)


def one_visit(*ids: str) -> set[frozenset[str]]:
    return {frozenset(ids)}


BEFORE = accepted("before", visitor=PHONE)
LOGIN = identify("login", "ada", PHONE, minute=5)
AFTER = by_user("after", "ada", PHONE, minute=10)


async def test_a_login_in_mid_visit_is_one_visit_of_one_person() -> None:
    log = await recorded([BEFORE], [LOGIN], [AFTER])
    assert visits(log) == one_visit("before", "login", "after")
    assert who(log, "before") == who(log, "login") == who(log, "after") == ADA
    assert list(log.links) == [VisitorLink(PROJECT, PHONE, ADA, NOW + 5 * MINUTE, "login")]


@pytest.mark.parametrize("order", list(permutations([BEFORE, LOGIN, AFTER])), ids=str)
async def test_whatever_comes_first_all_of_it_is_one_persons(order: tuple[Accepted, ...]) -> None:
    log = await recorded(*([event] for event in order))
    assert {who(log, id_) for id_ in ("before", "login", "after")} == {ADA}


@pytest.mark.parametrize("order", [(LOGIN, BEFORE, AFTER), (LOGIN, AFTER, BEFORE), (AFTER, LOGIN, BEFORE)])
async def test_earlier_events_that_come_after_the_login_are_of_its_visit(order: tuple[Accepted, ...]) -> None:
    log = await recorded(*([event] for event in order))
    assert visits(log) == one_visit("before", "login", "after")
    assert {event.id: event.visitor_id for event in log.events}["before"] == PHONE


async def test_a_recorder_that_was_started_anew_goes_on_with_the_visit() -> None:
    recording = Recording()
    await recorded([BEFORE], [LOGIN], recording=recording)
    recording.restart()
    later = accepted("anonymous", visitor=PHONE, minute=20)
    log = await recorded([later], [by_user("again", "ada", minute=45)], recording=recording)
    assert visits(log) == one_visit("before", "login", "anonymous", "again")


async def test_users_of_one_device_stay_two_and_have_visits_of_their_own() -> None:
    other = identify("other", "bob", PHONE, minute=15)
    log = await recorded([BEFORE], [LOGIN], [AFTER], [other], [by_user("his", "bob", PHONE, minute=16)])
    assert visits(log) == {frozenset({"before", "login", "after"}), frozenset({"other", "his"})}
    assert (who(log, "before"), who(log, "his")) == (ADA, BOB)
    much_later = [
        identify("evening", "bob", PHONE, minute=600),
        accepted("evening view", visitor=PHONE, minute=601),
    ]
    log = await recorded([BEFORE], [LOGIN], much_later)
    assert visits(log) >= {frozenset({"evening"}), frozenset({"evening view"})}
    assert who(log, "evening view") == ADA


async def test_who_was_identified_first_is_told_by_the_time_of_the_events() -> None:
    early, late = identify("early", "ada", PHONE, minute=-300), identify("late", "bob", PHONE, minute=-200)
    for order in permutations([BEFORE, early, late]):
        assert who(await recorded(*([event] for event in order)), "before") == ADA


async def test_an_event_with_a_user_id_goes_on_with_the_open_visit_and_leaves_two_visitors() -> None:
    bought = by_user("bought", "ada", PHONE, minute=5, name="purchase")
    log = await recorded([BEFORE], [bought], [accepted("anonymous", visitor=PHONE, minute=6)])
    assert visits(log) == one_visit("before", "bought", "anonymous")
    assert (who(log, "before"), who(log, "bought")) == (PHONE, ADA)
    assert [(link.from_id, link.to_id, link.identifies) for link in log.links] == [(PHONE, ADA, False)]


async def test_the_nearer_visit_of_the_user_goes_before_that_of_the_visitor() -> None:
    own = by_user("own", "ada", LAPTOP, minute=4)
    log = await recorded([BEFORE], [own], [by_user("next", "ada", PHONE, minute=6)])
    assert visits(log) == {frozenset({"before"}), frozenset({"own", "next"})}


async def test_events_that_programs_send_for_users_join_nobodys_visit() -> None:
    log = await recorded([BEFORE], [by_user("sent", "ada", minute=1)], [identify("named", "bob", minute=2)])
    assert len(visits(log)) == 3
    assert list(log.links) == []


async def test_of_two_candidates_the_one_whose_visit_is_open_is_linked() -> None:
    yesterday, today = 81, 80
    login = identify("login", "ada", today, yesterday, minute=5)
    log = await recorded([accepted("before", visitor=yesterday)], [login])
    assert visits(log) == one_visit("before", "login")
    assert [link.from_id for link in log.links] == [yesterday]
    assert [link.from_id for link in (await recorded([login])).links] == [today]


async def test_a_previous_id_is_one_of_a_visitor_or_of_a_user_and_chains_end_at_one_person() -> None:
    steps = [
        identify("first", "b", previous="a", minute=-90),
        identify("second", "c", previous="b", minute=-60),
        identify("device", "b", PHONE, minute=-200),
        by_user("old", "a", minute=-500),
        BEFORE,
    ]
    for order in permutations(steps):
        log = await recorded(*([event] for event in order))
        assert {who(log, id_) for id_ in ("before", "old", "first", "device")} == {user_id("c")}


async def test_an_id_that_is_its_own_previous_one_is_not_linked_to_itself() -> None:
    log = await recorded([identify("same", "ada", previous="ada")])
    assert all(link.from_id != link.to_id for link in log.links)
    assert len(log.links) == 1


async def test_who_is_identified_on_every_page_adds_one_link() -> None:
    log = await recorded(*([identify(f"i{n}", "ada", PHONE, minute=n)] for n in range(5)))
    assert [link.event_id for link in log.links] == ["i0"]


async def marks_after(recording: Recording, *messages: Sequence[Accepted]) -> set[int]:
    """When the hours begin that these messages mark."""
    await recording.marks.claim("so far")
    await recording.marks.release("so far", PROJECT)
    await recorded(*messages, recording=recording)
    return {hour for _, hour in await recording.marks.claim("now")}


async def test_a_link_marks_every_hour_of_those_who_are_somebody_else_by_it() -> None:
    recording = Recording()
    old = [accepted("old", visitor=PHONE, minute=-6_000), accepted("other", visitor=LAPTOP, minute=-5_000)]
    device = identify("device", "a", LAPTOP, minute=-3_000)
    await recorded(old, [device], recording=recording)
    marked = await marks_after(recording, [LOGIN])
    assert marked == {utc_hour(NOW + minute * MINUTE) for minute in (-6_000, 5)}
    marked = await marks_after(recording, [identify("alias", "b", previous="a", minute=7)])
    assert marked == {utc_hour(NOW + minute * MINUTE) for minute in (-5_000, -3_000, 7)}


async def test_what_is_identified_again_marks_no_old_hour() -> None:
    recording = Recording()
    await recorded([accepted("old", visitor=PHONE, minute=-6_000)], [LOGIN], recording=recording)
    again = identify("again", "ada", PHONE, minute=61)
    assert await marks_after(recording, [again]) == {utc_hour(NOW + 61 * MINUTE)}


class DyingLog(MemoryEventLog):
    """Dies before or after an append, whichever was told."""

    dies = ""

    async def append(self, events: Sequence[Event]) -> None:
        if self.dies == "before":
            raise KeyboardInterrupt
        await super().append(events)
        if self.dies == "after":
            raise KeyboardInterrupt


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_recorder_killed_around_the_append_leaves_the_link_and_its_marks_to_the_next(
    moment: str,
) -> None:
    recording = Recording(log=(log := DyingLog()))
    await recorded([accepted("old", visitor=PHONE, minute=-6_000)], recording=recording)
    log.dies = moment
    with pytest.raises(KeyboardInterrupt):
        await recorded([LOGIN], recording=recording)
    log.dies = ""
    recording.restart()
    await recording.marks.claim("before")
    await recording.marks.release("before", PROJECT)
    await recording.record([delivery(1, copy.deepcopy(LOGIN), redelivered=True)])
    assert [event.id for event in log.events] == ["old", "login"]
    assert who(log, "old") == ADA
    marked = {hour for _, hour in await recording.marks.claim("now")}
    assert marked == {utc_hour(NOW + minute * MINUTE) for minute in (-6_000, 5)}
