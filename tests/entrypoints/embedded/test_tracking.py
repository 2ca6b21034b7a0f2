"""Tracking from a program of its own: the same rules as over HTTP, and nobody to persuade."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from insights import Insights
from insights.domain.errors import Conflict, Invalid, NotFound, Unauthenticated
from insights.entrypoints.embedded import NewEvent
from tests.builders.server import BROWSER


def total(insights: Insights, project: str, metric: str = "events", **question: Any) -> Any:
    insights.flush()
    asked = insights.query(project=project, metrics=[metric], date_range="all", **question)
    return asked.rows()[0][metric]


def test_what_was_tracked_is_in_the_answers_after_a_flush(insights: Insights, project: str) -> None:
    for _ in range(3):
        insights.track("signup", project=project, user_id="ada")
    assert total(insights, project) == 3
    assert total(insights, project, "visitors") == 1


def test_without_a_project_it_is_the_default_one(insights: Insights) -> None:
    insights.track("signup")
    assert total(insights, "default") == 1
    assert [each.aliases for each in insights.projects() if each.name == "Default"] == [("default",)]


def test_every_field_reaches_the_store(insights: Insights, project: str) -> None:
    insights.track(
        "order",
        project=project,
        url="https://shop.example/cart?utm_source=news",
        timestamp=datetime.now(UTC) - timedelta(minutes=5),
        referrer="https://example.org/",
        user_id="ada",
        properties={"plan": "pro", "items": {"count": 3}},
        revenue={"amount": Decimal("12.50"), "currency": "EUR"},
        user_agent=BROWSER,
        language="de",
        screen={"width": 1920, "height": 1080},
    )
    insights.flush()
    names = ["event:page", "event:props:plan", "event:props:items.count", "visit:utm_source", "visit:browser"]
    answer = insights.query(
        project=project, metrics=["visitors", "total_revenue"], date_range="all", dimensions=names
    )
    assert [[row[name] for name in names] for row in answer.rows()] == [
        ["/cart", "pro", "3", "news", "Chrome"]
    ]
    assert answer.rows()[0]["total_revenue"] == [{"currency": "EUR", "value": "12.50"}]


def test_who_is_identified_was_one_visitor_all_along(insights: Insights, project: str) -> None:
    insights.track("pageview", project=project, visitor_id="phone", url="https://shop.example/")
    insights.track("pageview", project=project, visitor_id="laptop", url="https://shop.example/")
    insights.track("purchase", project=project, user_id="ada")
    assert total(insights, project, "visitors") == 3
    for device in ("phone", "laptop"):
        insights.track("identify", project=project, visitor_id=device, user_id="ada")
    assert total(insights, project, "visitors") == 1
    insights.track("identify", project=project, user_id="countess", previous_id="ada")
    insights.track("purchase", project=project, user_id="countess")
    assert total(insights, project, "visitors") == 1
    assert total(insights, project, "visits") == 3


def test_visitors_are_told_apart_by_the_address_and_agent_they_are_given(
    insights: Insights, project: str
) -> None:
    for address in ("192.0.2.1", "192.0.2.2", "192.0.2.1"):
        insights.track("pageview", project=project, ip=address, user_agent=BROWSER)
    assert total(insights, project, "visitors") == 2


def test_the_same_id_is_counted_once(insights: Insights, project: str) -> None:
    for _ in range(3):
        insights.track("order", project=project, id="order-1")
    assert total(insights, project) == 1


def test_many_threads_at_once_lose_nothing(insights: Insights, project: str) -> None:
    def shop(customer: int) -> None:
        for order in range(25):
            insights.track("order", project=project, user_id=str(customer), id=f"{customer}-{order}")

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(shop, range(8)))
    assert total(insights, project) == 200
    assert total(insights, project, "visitors") == 8


def test_many_events_are_taken_whatever_their_number(insights: Insights, project: str) -> None:
    events: list[NewEvent] = [{"name": "step", "user_id": str(n % 7)} for n in range(2_345)]
    events[1_500] = {"name": ""}
    receipt = insights.track_many(iter(events), project=project)
    assert receipt.accepted == 2_344
    assert [(each.index, each.reason) for each in receipt.rejected] == [(1_500, "invalid")]
    assert receipt.rejected[0].message == 'name must have 1 to 120 characters, not ""'
    assert total(insights, project) == 2_344


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"url": "x" * 3_000}, "url"),
    ({"timestamp": datetime(2026, 1, 1)}, "timestamp"),  # noqa: DTZ001 - a time without an offset is the point
    ({"timestamp": "yesterday"}, "timestamp"),
    ({"ip": "not an address"}, "ip"),
    ({"revenue": {"amount": 1, "currency": "EURO"}}, "revenue.currency"),
    ({"user_id": 7}, "user_id"),
    ({"properties": {"long": "x" * 2_001}}, "properties.long"),
    ({"usre_id": "ada"}, "usre_id"),
    ({"properties": {"thing": object()}}, "event"),
    ({"user_id": "\ud800"}, "event"),
    ({"properties": {"large": 2**70}}, "properties.large"),
]


@pytest.mark.parametrize(("fields", "path"), REFUSED, ids=lambda value: str(value)[:30])
def test_a_broken_rule_is_named_with_its_field(
    insights: Insights, project: str, fields: dict[str, Any], path: str
) -> None:
    with pytest.raises(Invalid) as refused:
        insights.track("order", project=project, **fields)
    assert [fault.path for fault in refused.value.faults] == [path]


def test_one_event_that_cannot_be_sent_stops_all_of_them(insights: Insights, project: str) -> None:
    wrong: Any = {"name": "b", "nmae": "c"}
    with pytest.raises(Invalid, match=r"events\[1\]\.nmae is no field of an event; did you mean name\?"):
        insights.track_many([{"name": "a"}, wrong], project=project)
    insights.track("z", project=project)
    assert total(insights, project) == 1


def test_an_unknown_project_is_refused(insights: Insights) -> None:
    with pytest.raises(Unauthenticated):
        insights.track("order", project="nobody's")
    with pytest.raises(NotFound):
        insights.query(project="nobody's", metrics=["visitors"], date_range="day")


def test_a_project_answers_to_its_id_key_and_alias(insights: Insights) -> None:
    made = insights.create_project("Blog", "blog.example", timezone="Europe/Berlin", aliases=["blog"])
    for name in (made.id, made.public_key, "blog"):
        insights.track("read", project=name)
    assert total(insights, "blog") == 3
    with pytest.raises(Conflict):
        insights.create_project("Blog", "blog.example", aliases=["blog"])
    wrong: Any = 7
    with pytest.raises(Invalid, match="timezone"):
        insights.create_project("Blog", "blog.example", timezone=wrong)
