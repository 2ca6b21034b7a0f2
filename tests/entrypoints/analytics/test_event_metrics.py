"""`GET /api/v1/metrics` of a real server: the numbers of each event name by the hour."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.builders.server import Server, Site, new_site

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)
YESTERDAY = (NOW - timedelta(days=1)).replace(hour=10, minute=30, second=0, microsecond=0)


@pytest.fixture(scope="module")
def site(server: Server) -> Site:
    """Two page views and a purchase yesterday between ten and eleven in UTC; a purchase an hour later."""
    site = new_site(server, timezone="Asia/Kolkata")
    bought = {"name": "purchase", "revenue": {"amount": "12.50", "currency": "EUR"}}
    events: list[dict[str, Any]] = [
        {"name": "pageview", "visitor_id": "a"},
        {"name": "pageview", "visitor_id": "b"},
        bought | {"visitor_id": "a"},
        bought | {"visitor_id": "a", "timestamp": (YESTERDAY + HOUR).isoformat()},
    ]
    sent = site.send(*({"timestamp": YESTERDAY.isoformat()} | event for event in events))
    assert sent.json() == {"accepted": 4, "rejected": []}
    site.wait_for("events", 4)
    return site


def ask(site: Site, path: str = "/api/v1/metrics", **parameters: object) -> httpx.Response:
    named = {"project": site.project["id"], "from": (YESTERDAY - HOUR).isoformat(), "to": NOW.isoformat()}
    with site.server.client(site.token) as client:
        return client.get(path, params={**named, **parameters})


def numbers(answer: httpx.Response) -> list[tuple[Any, ...]]:
    assert answer.status_code == 200, answer.text
    return [(item["event"], item["metric"], item["value"]) for item in answer.json()["items"]]


REVENUE = [{"currency": "EUR", "value": "12.50"}]


def test_every_name_has_its_numbers_hour_by_hour(site: Site) -> None:
    answer = ask(site)
    assert numbers(answer) == [
        ("pageview", "events", 2),
        ("pageview", "visitors", 2),
        ("pageview", "visits", 2),
        ("purchase", "events", 1),
        ("purchase", "total_revenue", REVENUE),
        ("purchase", "visitors", 1),
        ("purchase", "visits", 1),
        ("purchase", "events", 1),
        ("purchase", "total_revenue", REVENUE),
        ("purchase", "visitors", 1),
        ("purchase", "visits", 1),
    ]
    assert (answer.json()["total"], answer.json()["limit"], answer.json()["offset"]) == (11, 50, 0)
    assert answer.json()["meta"]["exact"] is True
    assert answer.json()["meta"]["visitor_basis"] == "daily"


def test_the_hours_are_those_of_the_projects_clock(site: Site) -> None:
    """It is half past ten in UTC when it is four in the afternoon in Kolkata."""
    times = {(item["period_start"], item["period_end"]) for item in ask(site).json()["items"]}
    begun = [datetime.fromisoformat(start) for start, _ in sorted(times)]
    assert begun == [YESTERDAY, YESTERDAY + HOUR]
    assert all(datetime.fromisoformat(e) - datetime.fromisoformat(s) == HOUR for s, e in times)


def test_event_metric_range_and_page_choose(site: Site) -> None:
    assert numbers(ask(site, event="pageview", metric="visitors")) == [("pageview", "visitors", 2)]
    assert numbers(ask(site, event="nothing")) == []
    assert numbers(ask(site, metric="events", limit=1, offset=1)) == [("purchase", "events", 1)]
    until = (YESTERDAY + HOUR).isoformat()
    assert len(numbers(ask(site, metric="events", to=until))) == 2
    local_day = (YESTERDAY + timedelta(hours=5, minutes=30)).date().isoformat()
    assert len(numbers(ask(site, metric="events", **{"from": local_day, "to": local_day}))) == 3


def test_the_other_path_answers_the_same(site: Site) -> None:
    assert ask(site, "/analytics/metrics").json() == ask(site).json()


@pytest.mark.parametrize(
    ("parameters", "named"),
    [
        ({"metric": "clicks"}, "metric"),
        ({"from": "yesterday"}, "from"),
        ({"to": "2026-11-21T10:00:00"}, "to"),
        ({"from": "1969-12-31"}, "from"),
        ({"to": "9999-12-31"}, "to"),
        ({"from": "2026-13-01"}, "from"),
        ({"from": "2026-01-01", "to": "2026-11-21"}, "from"),
        ({"from": "2026-11-21", "to": "2026-11-19"}, "from"),
    ],
)
def test_bad_parameters_are_refused_by_name(site: Site, parameters: dict[str, str], named: str) -> None:
    refused = ask(site, **parameters)
    assert refused.status_code == 400
    assert [fault["path"] for fault in refused.json()["errors"]] == [named]
    assert next(iter(parameters.values()))[:8] in refused.text


def test_without_a_project_nothing_is_answered(site: Site) -> None:
    with site.server.client(site.token) as client:
        assert client.get("/api/v1/metrics").status_code == 400
