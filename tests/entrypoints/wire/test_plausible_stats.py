"""`POST /api/v2/query` as clients of Plausible's Stats API ask it."""

import json
from decimal import Decimal
from typing import Any

import pytest

from insights.application.accounts.goals import NewGoal
from insights.domain.accounts.project import GoalKind
from tests.builders.asked_site import Site, site
from tests.builders.asked_stats import answered, ask

__all__ = ["site"]

Json = dict[str, Any]


async def test_an_answer_has_the_products_shape_and_order(site: Site) -> None:
    site.happened("2026-11-20")
    answer = await ask(site, include={"imports": True, "total_rows": True, "time_labels": False})
    assert answer.headers["content-type"].startswith("application/json")
    expected = {
        "results": [{"metrics": [1], "dimensions": []}],
        "meta": {"imports_included": True, "total_rows": 1},
        "query": {
            "site_id": "example.com",
            "metrics": ["visitors"],
            "date_range": ["2026-11-14T00:00:00+01:00", "2026-11-20T23:59:59+01:00"],
            "filters": [],
            "dimensions": [],
            "order_by": [["visitors", "desc"]],
            "include": {"imports": True, "total_rows": True},
            "pagination": {"offset": 0, "limit": 10_000},
        },
    }
    assert answer.text == json.dumps(expected, separators=(",", ":"))


DOCUMENTED: dict[str, Json] = {
    "timeseries": {"metrics": ["visitors", "pageviews"], "dimensions": ["time:day"], "date_range": "7d"},
    "countries and cities": {
        "metrics": ["visitors", "pageviews"],
        "dimensions": ["visit:country_name", "visit:city_name"],
        "filters": [["is_not", "visit:country_name", [""]]],
    },
    "utm": {"metrics": ["visitors", "bounce_rate"], "dimensions": ["visit:utm_medium", "visit:utm_source"]},
    "filters": {
        "filters": [
            ["contains", "event:page", ["/blog"], {"case_sensitive": False}],
            ["or", [["is", "visit:country", ["DE", "PL"]], ["matches", "event:page", ["^/x"]]]],
            ["not", ["is", "visit:source", ["Google"]]],
        ],
        "order_by": [["visitors", "asc"]],
        "pagination": {"limit": 5, "offset": 1},
    },
    "all": {
        "metrics": ["visitors", "visits", "pageviews", "bounce_rate", "visit_duration"],
        "date_range": "all",
    },
    "times": {"date_range": ["2026-11-20T12:00:00+02:00", "2026-11-20T15:59:59+02:00"]},
    "hours": {"date_range": "24h", "dimensions": ["time:hour"], "include": {"time_labels": True}},
}


@pytest.mark.parametrize("example", DOCUMENTED)
async def test_queries_as_in_the_products_documentation_are_answered(site: Site, example: str) -> None:
    site.happened("2026-11-20", path="/blog/1", country="DE")
    document = await answered(site, **DOCUMENTED[example])
    assert list(document) == ["results", "meta", "query"]
    assert document["query"]["filters"] == DOCUMENTED[example].get("filters", [])


async def test_buckets_of_time_are_labelled_and_listed(site: Site) -> None:
    site.happened("2026-11-19")
    document = await answered(site, dimensions=["time:day"], include={"time_labels": True})
    assert document["results"] == [{"metrics": [1], "dimensions": ["2026-11-19"]}]
    assert document["meta"]["time_labels"] == [f"2026-11-{day}" for day in range(14, 21)]


async def test_where_nothing_happened_numbers_are_as_the_product_writes_them(site: Site) -> None:
    metrics = [
        "visitors",
        "visits",
        "pageviews",
        "views_per_visit",
        "bounce_rate",
        "visit_duration",
        "events",
    ]
    document = await answered(site, metrics=metrics)
    assert document["results"] == [{"metrics": [0, 0, 0, 0.0, 0, 0, 0], "dimensions": []}]


async def test_percents_of_visits_are_whole(site: Site) -> None:
    for visitor in range(3):
        site.happened("2026-11-20", visitor_id=visitor, session_id=visitor + 1)
    site.happened("2026-11-20", visitor_id=0, session_id=1, path="/next")
    assert (await answered(site, metrics=["bounce_rate"]))["results"][0]["metrics"] == [67]


async def test_a_site_is_named_by_domain_key_or_id(site: Site) -> None:
    for name in ("example.com", site.project, site.public_key):
        assert (await answered(site, site_id=name))["query"]["site_id"] == name


async def goals(site: Site) -> None:
    await site.add_goal(NewGoal(name="Saw prices", kind=GoalKind.PAGE, match="/pricing/**"))
    await site.add_goal(NewGoal(name="outbound", kind=GoalKind.EVENT, match="outbound"))
    site.happened("2026-11-19", path="/pricing/team")
    site.happened("2026-11-19", "outbound", visitor_id=7)
    site.happened("2026-11-19", "signup", visitor_id=8)


async def test_goals_are_shown_by_the_products_names(site: Site) -> None:
    await goals(site)
    document = await answered(site, dimensions=["event:goal"])
    shown = sorted(row["dimensions"][0] for row in document["results"])
    assert shown == ["Outbound Link: Click", "Signup", "Visit /pricing/**"]


GOAL_FILTERS: list[tuple[list[Any], int]] = [
    (["is", "event:goal", ["Visit /pricing/**"]], 1),
    (["is", "event:goal", ["Saw prices"]], 1),
    (["is", "event:goal", ["visit /PRICING/**"], {"case_sensitive": False}], 1),
    (["is", "event:goal", ["Outbound Link: Click", "Signup"]], 2),
    (["contains", "event:goal", ["i"]], 3),
    (["contains", "event:goal", ["Visit "]], 1),
    (["contains", "event:goal", ["nothing of the kind"]], 0),
    (["is", "event:name", ["Outbound Link: Click"]], 1),
    (["is_not", "event:name", ["Outbound Link: Click"]], 2),
]


async def test_goals_and_events_are_found_by_the_products_names(site: Site) -> None:
    await goals(site)
    for wanted, visitors in GOAL_FILTERS:
        document = await answered(site, filters=[wanted])
        assert document["results"] == [{"metrics": [visitors], "dimensions": []}], wanted
        assert document["query"]["filters"] == [wanted]


async def test_event_names_are_the_products(site: Site) -> None:
    site.happened("2026-11-20", "404")
    site.happened("2026-11-20", "download")
    site.happened("2026-11-20", "Signup")
    rows = (await answered(site, metrics=["events"], dimensions=["event:name"]))["results"]
    assert sorted(row["dimensions"][0] for row in rows) == ["404", "File Download", "Signup"]


def purchase(site: Site, amount: str, currency: str) -> None:
    site.happened("2026-11-20", "purchase", revenue=Decimal(amount), currency=currency)


MONEY = {
    ("96336315", "USD"): {
        "value": 96336315.0,
        "currency": "USD",
        "short": "$96.3M",
        "long": "$96,336,315.00",
    },
    ("1500.5", "EUR"): {"value": 1500.5, "currency": "EUR", "short": "€1.5K", "long": "€1,500.50"},
    ("-12.5", "CHF"): {"value": -12.5, "currency": "CHF", "short": "-CHF\xa012.5", "long": "-CHF\xa012.50"},
    ("1250", "JPY"): {"value": 1250.0, "currency": "JPY", "short": "¥1.2K", "long": "¥1,250"},
}


@pytest.mark.parametrize("sent", MONEY, ids=str)
async def test_money_is_an_object(site: Site, sent: tuple[str, str]) -> None:
    purchase(site, *sent)
    document = await answered(site, metrics=["total_revenue"], filters=[["is", "event:goal", ["Purchase"]]])
    assert document["results"] == [{"metrics": [MONEY[sent]], "dimensions": []}]
    assert document["meta"] == {}


async def test_money_of_several_currencies_or_none_is_null_with_a_warning(site: Site) -> None:
    wanted = {
        "metrics": ["total_revenue", "average_revenue"],
        "filters": [["is", "event:goal", ["Purchase"]]],
    }
    none = await answered(site, **wanted)
    purchase(site, "1", "EUR")
    purchase(site, "1", "USD")
    many = await answered(site, **wanted)
    for document, code in ((none, "no_revenue_goals_matching"), (many, "no_single_revenue_currency")):
        assert document["results"][0]["metrics"] == [None, None]
        warnings = document["meta"]["metric_warnings"]
        assert {name: warning["code"] for name, warning in warnings.items()} == {
            "total_revenue": code,
            "average_revenue": code,
        }
