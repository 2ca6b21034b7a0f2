from collections import Counter, defaultdict
from itertools import pairwise

import pytest

from insights.application.demo import site
from insights.application.demo.history import demo_history
from insights.domain.ingestion.event import Accepted

END = 1_795_003_000_000
DAY_MS = 86_400_000
SESSION_GAP_MS = 30 * 60_000


@pytest.fixture(scope="module")
def events() -> list[Accepted]:
    return [item for hour in demo_history("demo-project", END, site.DAYS) for item in hour]


def test_the_same_project_and_end_give_the_same_events() -> None:
    days = [list(demo_history("demo-project", END, days=3)) for _ in range(2)]
    assert days[0] == days[1]


def test_events_follow_each_other_in_time_up_to_the_end(events: list[Accepted]) -> None:
    times = [item.event.time for item in events]
    assert times == sorted(times)
    assert END - DAY_MS / 4 < times[-1] < END
    assert END - 90 * DAY_MS - 3_600_000 <= times[0] < END - 89 * DAY_MS


def test_there_are_about_three_hundred_thousand_with_ids_of_their_own(events: list[Accepted]) -> None:
    assert 250_000 < len(events) < 400_000
    assert len({item.event.id for item in events}) == len(events)


def test_weekends_are_quieter_and_the_end_is_busier_than_the_beginning(events: list[Accepted]) -> None:
    days = Counter(item.event.time // DAY_MS for item in events)
    whole = sorted(days)[1:-1]
    sundays = [days[day] for day in whole if (day + 3) % 7 == 6]
    tuesdays = [days[day] for day in whole if (day + 3) % 7 == 1]
    assert sum(sundays) / len(sundays) < 0.85 * sum(tuesdays) / len(tuesdays)
    assert sum(days[day] for day in whole[-28:]) > 1.4 * sum(days[day] for day in whole[:28])


def test_pages_are_asked_for_by_their_rank(events: list[Accepted]) -> None:
    views = Counter(item.event.path for item in events if item.event.name == "pageview")
    assert views[site.PAGES[0].path] > 2 * views[site.PAGES[2].path] > 4 * views[site.PAGES[-1].path] > 0


def test_visits_hold_several_pages_and_visitors_come_again(events: list[Accepted]) -> None:
    seen = defaultdict(list)
    for item in events:
        if item.event.name == "pageview":
            seen[item.event.visitor_id].append(item.event.time)
    gaps = [later - earlier for times in seen.values() for earlier, later in pairwise(times)]
    assert sum(gap < SESSION_GAP_MS for gap in gaps) > len(seen)
    assert sum(gap > DAY_MS for gap in gaps) > len(seen) / 10


def test_every_kind_of_event_and_of_origin_is_there(events: list[Accepted]) -> None:
    names = {item.event.name for item in events}
    assert names == {
        "pageview", "engagement", "signup", "checkout", "purchase", "download", "outbound", "form"
    }  # fmt: skip
    assert {item.event.currency for item in events} == {"", "EUR", "USD"}
    assert len({item.event.country for item in events}) > 10
    assert len({item.event.city for item in events}) > 15
    assert len({item.user_agent for item in events}) > 8
    assert any("utm_campaign=fortnightly" in item.event.query for item in events)
