"""`GET /api/v1/stats/…` as clients of Plausible's older Stats API ask it."""

from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.application.accounts.goals import NewGoal
from insights.domain.accounts.project import GoalKind
from tests.builders.analytics import an_event
from tests.builders.asked_site import NOW, Site, site
from tests.builders.examples import trying

__all__ = ["site"]


async def ask(site: Site, form: str, **parameters: Any) -> httpx.Response:
    named = {"site_id": "example.com"} | {key: value for key, value in parameters.items() if value is not ...}
    return await site.client.get(f"/api/v1/stats/{form}", params=named, headers=site.owner)


async def results(site: Site, form: str, **parameters: Any) -> Any:
    answer = await ask(site, form, **parameters)
    assert answer.status_code == 200, answer.text
    assert list(answer.json()) == ["results"]
    return answer.json()["results"]


async def test_visitors_of_the_last_five_minutes_are_a_number(site: Site) -> None:
    for ago, visitor in ((10_000, 1), (290_000, 2), (310_000, 3)):
        site.reader.events.append(an_event(NOW - ago, project=site.project, visitor_id=visitor))
    answer = await ask(site, "realtime/visitors")
    assert (answer.status_code, answer.text) == (200, "2")


async def test_an_aggregate_is_a_value_for_each_metric(site: Site) -> None:
    site.happened("2026-11-20")
    site.happened("2026-11-20", path="/next")
    found = await results(
        site, "aggregate", period="7d", metrics="visitors,pageviews,bounce_rate,visit_duration"
    )
    assert found == {
        "visitors": {"value": 1},
        "pageviews": {"value": 2},
        "bounce_rate": {"value": 0},
        "visit_duration": {"value": 0},
    }


async def test_an_aggregate_is_compared_in_percent(site: Site) -> None:
    site.happened("2026-11-10", visitor_id=1, session_id=1)
    for visitor in (1, 2, 3):
        site.happened("2026-11-20", visitor_id=visitor, session_id=visitor)
    found = await results(
        site,
        "aggregate",
        period="7d",
        date="2026-11-20",
        compare="previous_period",
        metrics="visitors,visits",
    )
    assert found == {"visitors": {"value": 3, "change": 200}, "visits": {"value": 3, "change": 200}}


async def test_a_timeseries_has_every_bucket(site: Site) -> None:
    site.happened("2026-11-19")
    week = await results(site, "timeseries", period="7d", metrics="visitors,bounce_rate")
    assert [row["date"] for row in week] == [f"2026-11-{day}" for day in range(15, 22)]
    assert week[4] == {"date": "2026-11-19", "visitors": 1, "bounce_rate": 100}
    assert week[5] == {"date": "2026-11-20", "visitors": 0, "bounce_rate": None}


PERIODS: list[tuple[dict[str, str], tuple[str, str, int]]] = [
    ({}, ("2026-10-22", "2026-11-21", 31)),
    ({"period": "day"}, ("2026-11-21 00:00:00", "2026-11-21 23:00:00", 24)),
    ({"period": "30d", "date": "2026-10-31"}, ("2026-10-01", "2026-10-31", 31)),
    ({"period": "month"}, ("2026-11-01", "2026-11-30", 30)),
    ({"period": "6mo"}, ("2026-06-01", "2026-11-01", 6)),
    ({"period": "12mo", "date": "2026-01-15"}, ("2025-02-01", "2026-01-01", 12)),
    ({"period": "6mo", "interval": "date"}, ("2026-06-01", "2026-11-30", 183)),
    ({"period": "custom", "date": "2026-11-01, 2026-11-03"}, ("2026-11-01", "2026-11-03", 3)),
]


async def test_periods_are_those_of_the_product(site: Site) -> None:
    for parameters, expected in PERIODS:
        rows = await results(site, "timeseries", **parameters)
        assert (rows[0]["date"], rows[-1]["date"], len(rows)) == expected, parameters


async def test_a_breakdown_is_a_row_for_each_value(site: Site) -> None:
    for visitor, source in enumerate(["Google", "Google", "Bing", ""]):
        site.happened("2026-11-20", source=source, visitor_id=visitor, session_id=visitor + 1)
    both = {"property": "visit:source", "metrics": "visitors,visits"}
    assert await results(site, "breakdown", **both) == [
        {"source": "Google", "visitors": 2, "visits": 2},
        {"source": "Bing", "visitors": 1, "visits": 1},
        {"source": "Direct / None", "visitors": 1, "visits": 1},
    ]
    second = await results(site, "breakdown", property="visit:source", limit=1, page=2)
    assert second == [{"source": "Bing", "visitors": 1}]


async def test_properties_goals_and_events_are_broken_down_too(site: Site) -> None:
    await site.add_goal(NewGoal(name="Saw prices", kind=GoalKind.PAGE, match="/pricing"))
    site.happened("2026-11-20", path="/pricing")
    site.happened("2026-11-20", "download", properties={"plan": "pro"})
    assert await results(site, "breakdown", property="event:goal") == [
        {"goal": "Visit /pricing", "visitors": 1}
    ]
    plans = await results(site, "breakdown", property="event:props:plan", filters="event:name==File Download")
    assert plans == [{"plan": "pro", "visitors": 1}]
    converted = await results(
        site, "aggregate", metrics="conversion_rate", filters="event:goal==Visit /pricing"
    )
    assert converted == {"conversion_rate": {"value": 100.0}}


FILTERS = {
    "event:page==/blog/a": 1,
    "event:page==/blog/*": 2,
    "event:page==/blog/**|/about": 3,
    "event:page!=/blog/a": 2,
    "event:page!=/blog/*": 1,
    "event:page==/blog/a|/about": 2,
    "event:page!=/blog/a|/about": 1,
    "visit:source==Google; event:page==/about": 1,
    "visit:country==Germany": 3,
    "nonsense": 3,
    "": 3,
}


async def test_filters_are_read_as_the_product_reads_them(site: Site) -> None:
    for visitor, path in enumerate(["/blog/a", "/blog/b/c", "/about"]):
        site.happened("2026-11-20", path=path, source="Google", visitor_id=visitor, session_id=visitor + 1)
    found = {text: (await results(site, "aggregate", filters=text))["visitors"]["value"] for text in FILTERS}
    assert found == FILTERS


DOCS = "https://plausible.io/docs/stats-api"
HELP = f"Find out how to configure goals here: {DOCS}#filtering-by-goals"
ERRORS: list[tuple[str, dict[str, Any], str]] = [
    (
        "aggregate",
        {"period": "2d"},
        (
            "Error parsing `period` parameter: invalid period `2d`. "
            f"Please find accepted values in our docs: {DOCS}#time-periods"
        ),
    ),
    (
        "aggregate",
        {"period": "custom"},
        f"The `date` parameter is required when using a custom period. See {DOCS}#time-periods",
    ),
    (
        "aggregate",
        {"period": "custom", "date": "2026-11-01"},
        (
            "Invalid format for `date` parameter. When using a custom period, please include two ISO-8601 "
            f"formatted dates joined by a comma. See {DOCS}#time-periods"
        ),
    ),
    (
        "aggregate",
        {"date": "today!"},
        "Error parsing `date` parameter: invalid_format. Please specify a valid date in ISO-8601 format.",
    ),
    ("aggregate", {"metrics": "visitors,visitors"}, "Metrics cannot be queried multiple times."),
    (
        "aggregate",
        {"metrics": "foo"},
        f"The metric `foo` is not recognized. Find valid metrics from the documentation: {DOCS}#metrics",
    ),
    (
        "aggregate",
        {"metrics": "conversion_rate"},
        "Metric `conversion_rate` can only be queried in a goal breakdown or with a goal filter",
    ),
    (
        "aggregate",
        {"metrics": "time_on_page"},
        "Metric `time_on_page` can only be queried in a page breakdown or with a page filter.",
    ),
    (
        "aggregate",
        {"metrics": "views_per_visit", "filters": "event:page==/"},
        "Metric `views_per_visit` cannot be queried with a filter on `event:page`.",
    ),
    (
        "aggregate",
        {"metrics": "visits", "filters": "event:name==Signup"},
        "Session metric `visits` cannot be queried when using a filter on `event:name`.",
    ),
    (
        "aggregate",
        {"filters": "visit:planet==x"},
        f"Invalid filter property 'visit:planet'. Please provide a valid filter property: {DOCS}#properties",
    ),
    (
        "aggregate",
        {"filters": "event:goal==Visit /x"},
        f"The pageview goal for the pathname `/x` is not configured for this site. {HELP}",
    ),
    ("aggregate", {"filters": "event:goal==X"}, f"The goal `X` is not configured for this site. {HELP}"),
    (
        "timeseries",
        {"interval": "week"},
        "Error parsing `interval` parameter: invalid interval `week`. Valid intervals are `day`, `month`",
    ),
    (
        "breakdown",
        {},
        "The `property` parameter is required. Please provide at least one property to show a breakdown by.",
    ),
    (
        "breakdown",
        {"property": "visit:planet"},
        (
            "Invalid property 'visit:planet'. Please provide a valid property for the breakdown endpoint: "
            f"{DOCS}#properties"
        ),
    ),
    (
        "breakdown",
        {"property": "event:name", "metrics": "bounce_rate"},
        "Session metric `bounce_rate` cannot be queried for breakdown by `event:name`.",
    ),
    (
        "breakdown",
        {"property": "visit:source", "limit": 1001},
        "Please provide limit as a number between 1 and 1000.",
    ),
    ("breakdown", {"property": "visit:source", "page": 0}, "Please provide page as a positive number."),
]


async def test_what_is_refused_is_told_in_the_products_words(site: Site) -> None:
    answers = [await ask(site, form, **parameters) for form, parameters, _ in ERRORS]
    assert [answer.json() for answer in answers] == [{"error": text} for *_, text in ERRORS]
    assert {answer.status_code for answer in answers} == {400}


@pytest.mark.parametrize("form", ["aggregate", "breakdown", "realtime/visitors", "timeseries"])
async def test_without_a_key_or_a_site_nothing_is_answered(site: Site, form: str) -> None:
    path = f"/api/v1/stats/{form}"
    statuses = [
        (await site.client.get(path, params={"site_id": "example.com"}, headers=headers)).status_code
        for headers in ({}, site.ingest_key, site.stranger)
    ]
    assert statuses == [401, 401, 401]
    nameless = await ask(site, form, site_id="")
    assert (nameless.status_code, nameless.json()["error"].split(".")[0]) == (400, "Missing site ID")


WORDS = st.text(max_size=8) | st.sampled_from(
    ["custom", "9999-12-31", "0001-01-01,0001-01-02", "*", "event:goal==a|"]
)
NAMES = ["period", "date", "metrics", "filters", "interval", "property", "limit", "page", "compare"]


@trying(100)
@given(
    form=st.sampled_from(["aggregate", "breakdown", "timeseries"]),
    parameters=st.dictionaries(st.sampled_from(NAMES), WORDS, max_size=4),
)
async def test_no_parameters_break_anything(site: Site, form: str, parameters: dict[str, str]) -> None:
    answer = await ask(site, form, **parameters)
    assert answer.status_code in {200, 400}, (parameters, answer.text)
