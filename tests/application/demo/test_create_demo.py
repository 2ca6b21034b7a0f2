from collections import defaultdict
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path

import pytest

from insights.adapters.memory.event_log import MemoryEventLog
from insights.adapters.sqlalchemy.goals import SqlAlchemyGoals
from insights.application.accounts.goals import CreateGoal
from insights.application.accounts.sign_in import Credentials
from insights.application.demo.create_demo import EMAIL, GOALS, CreateDemo, DemoProgress
from insights.application.demo.history import demo_history
from insights.domain.errors import Invalid
from tests.builders.accounts import PASSWORD, START_MS, Accounts, fresh_database
from tests.builders.imports import Imports

GAP_MS = 30 * 60_000


class Demo:
    """A demo of three days over a database of its own."""

    def __init__(self, folder: Path) -> None:
        self.accounts = Accounts(fresh_database(folder))
        self.goals = SqlAlchemyGoals(self.accounts.database)
        self.imports = Imports(MemoryEventLog(), self.accounts.clock)
        accounts = self.accounts
        self.create = CreateDemo(
            unit_of_work=accounts.unit_of_work,
            register=accounts.register,
            create_project=accounts.create_project,
            create_goal=CreateGoal(
                accounts.unit_of_work, accounts.open_project, accounts.clock, accounts.ids
            ),
            history=self.imports.history,
            days=3,
        )

    async def run(self, stop_at_hour: int | None = None) -> DemoProgress:
        steps = self.create(PASSWORD)
        async for step in steps:
            if stop_at_hour is not None and step.hours >= stop_at_hour:
                break
        await steps.aclose()
        return step


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[Demo]:
    made = Demo(tmp_path)
    yield made
    await made.accounts.database.close()


async def test_there_is_an_owner_a_project_with_goals_and_what_happened_up_to_now(demo: Demo) -> None:
    outcome = await demo.run()
    now = demo.accounts.clock.now
    assert outcome.done
    assert outcome.new_account
    assert not outcome.existed
    assert outcome.hours == outcome.all_hours
    assert outcome.recorded == len(demo.imports.events) > 2_000
    assert now - 6 * 3_600_000 < demo.imports.events[-1].time < now
    assert {goal.name for goal in await demo.goals.of_project(outcome.project)} == {g.name for g in GOALS}
    assert (
        await demo.accounts.sign_in(Credentials(email=EMAIL, password=PASSWORD), "192.0.2.1")
    ).user.name == "Demo"


async def test_a_second_run_says_that_it_is_there_and_changes_nothing(demo: Demo) -> None:
    first = await demo.run()
    again = await demo.run()
    assert (again.existed, again.recorded, again.new_account) == (True, 0, False)
    assert again.project == first.project
    assert first.recorded == len(demo.imports.events)


async def test_a_run_that_was_broken_off_is_finished_by_the_next_however_late(demo: Demo) -> None:
    begun = await demo.run(stop_at_hour=1)
    assert not begun.done
    assert demo.imports.events
    demo.accounts.clock.pass_seconds(86_400)
    finished = await demo.run()
    ids = [event.id for event in demo.imports.events]
    assert finished.done
    assert not finished.existed
    history = demo_history(finished.project, START_MS, days=3)
    assert sorted(ids) == sorted(item.event.id for hour in history for item in hour)


async def test_events_have_sources_agents_and_visits_by_the_rule_of_live_recording(demo: Demo) -> None:
    await demo.run()
    events = demo.imports.events
    assert {"Google", "Bing", ""} <= {event.source for event in events}
    assert len({event.channel for event in events}) >= 5
    assert {"Firefox", "Chrome", "Safari"} <= {event.browser for event in events}
    assert {event.device for event in events} == {"Desktop", "Mobile", "Tablet"}
    times = defaultdict(list)
    for event in events:
        times[event.visitor_id].append((event.time, event.session_id))
    for of_visitor in times.values():
        for (earlier, session), (later, next_session) in pairwise(of_visitor):
            assert (session == next_session) == (later - earlier < GAP_MS)


async def test_a_weak_password_is_refused_and_leaves_nothing(demo: Demo) -> None:
    with pytest.raises(Invalid):
        async for _ in demo.create("short"):
            pass
    assert demo.imports.events == []
    assert (await demo.run()).new_account
