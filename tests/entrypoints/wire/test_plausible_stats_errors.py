"""What `POST /api/v2/query` refuses, and how it says so."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders.asked_site import Site, bearer, site
from tests.builders.asked_stats import QUERY, ask
from tests.builders.examples import trying

__all__ = ["site"]

Json = dict[str, Any]

GOALS_HELP = "Find out how to configure goals here: https://plausible.io/docs/stats-api#filtering-by-goals"
BEHAVIOUR = "Invalid filters. Behavioral filters (has_done, has_not_done)"
BY_EVENT = "cannot be queried along with event dimension(s)"
BY_PAGE = "can only be queried with event:page filters or dimensions."
ERRORS: list[tuple[Json, str]] = [
    ({"metrics": ["foo"]}, '#/metrics/0: Invalid metric "foo"'),
    ({"metrics": [1, None]}, "#/metrics/0: Invalid metric 1\n#/metrics/1: Invalid metric nil"),
    ({"metrics": []}, "#/metrics: Expected a minimum of 1 items but got 0."),
    ({"metrics": "visitors"}, "#/metrics: Type mismatch. Expected Array but got String."),
    ({"metrics": ["visitors"] * 2}, "#/metrics: Expected items to be unique but they were not."),
    ({"metrics": ...}, "#: Required property metrics was not present."),
    ({"metrics": ..., "date_range": ...}, "#: Required properties metrics, date_range were not present."),
    ({"project": "x"}, "#/project: Schema does not allow additional properties."),
    ({"exact": True}, "#/exact: Schema does not allow additional properties."),
    ({"date_range": "foo"}, '#/date_range: Invalid date range "foo"'),
    ({"date_range": "5001d"}, 'Invalid date_range "5001d"'),
    ({"date_range": ["2026-13-01", "2026-13-02"]}, 'Invalid date_range \'["2026-13-01", "2026-13-02"]\'.'),
    ({"date_range": [{"a": [1]}]}, '#/date_range: Invalid date range [%{"a" => [1]}]'),
    ({"dimensions": ["visit:planet"]}, '#/dimensions/0: Invalid dimension "visit:planet"'),
    ({"dimensions": ["event:page"] * 2}, "#/dimensions: Expected items to be unique but they were not."),
    (
        {"filters": [["is", "visit:planet", ["x"]]]},
        '#/filters/0: Invalid filter ["is", "visit:planet", ["x"]]',
    ),
    ({"filters": [["or", [["was", "a", []]]]]}, '#/filters/0: Invalid filter ["or", [["was", "a", []]]]'),
    ({"filters": ["x"]}, '#/filters/0: Invalid filter "x"'),
    ({"filters": {}}, "#/filters: Type mismatch. Expected Array but got Object."),
    (
        {"filters": [["is", "event:goal", ["X"]]]},
        f"Invalid filters. The goal `X` is not configured for this site. {GOALS_HELP}",
    ),
    (
        {"filters": [["not", ["is", "event:goal", ["Signup"]]]]},
        "Invalid filters. Dimension `event:goal` can only be filtered at the top level.",
    ),
    (
        {"filters": [["or", [["is", "event:hostname", ["x"]]]]]},
        "Invalid filters. Dimension `event:hostname` can only be filtered at the top level.",
    ),
    (
        {"filters": [["is", "segment", [5]]]},
        "Invalid filters. Some segments don't exist or aren't accessible.",
    ),
    (
        {"filters": [["is", "visit:country", ["Germany"]]]},
        "Invalid visit:country filter, visit:country needs to be a valid 2-letter country code.",
    ),
    (
        {"filters": [["has_done", ["not", ["has_not_done", ["is", "event:page", ["/"]]]]]]},
        f"{BEHAVIOUR} cannot be nested.",
    ),
    (
        {"filters": [["has_done", ["is", "visit:source", ["x"]]]]},
        f"{BEHAVIOUR} can only be used with event dimension filters.",
    ),
    (
        {"filters": [["has_done", ["is", "event:page", ["x"]]]]},
        f"{BEHAVIOUR} are not available here.",
    ),
    (
        {"metrics": ["conversion_rate"]},
        "Metric `conversion_rate` can only be queried with event:goal filters or dimensions.",
    ),
    ({"metrics": ["scroll_depth"]}, f"Metric `scroll_depth` {BY_PAGE}"),
    ({"metrics": ["time_on_page"]}, f"Metric `time_on_page` {BY_PAGE}"),
    (
        {"metrics": ["scroll_depth"], "filters": [["not", ["is", "event:page", ["/"]]]]},
        f"Metric `scroll_depth` {BY_PAGE}",
    ),
    (
        {"metrics": ["exit_rate"]},
        'Metric `exit_rate` requires a `"visit:exit_page"` dimension. No other dimensions are allowed.',
    ),
    ({"metrics": ["percentage"]}, "Metric `percentage` can only be queried with `dimensions`."),
    (
        {"metrics": ["views_per_visit"], "dimensions": ["visit:source"]},
        "Metric `views_per_visit` cannot be queried with `dimensions`.",
    ),
    (
        {"metrics": ["views_per_visit"], "filters": [["is", "event:page", ["/"]]]},
        "Metric `views_per_visit` cannot be queried with a filter on `event:page`.",
    ),
    (
        {"metrics": ["visit_duration", "bounce_rate"], "dimensions": ["event:props:x"]},
        f"Session metric(s) `visit_duration, bounce_rate` {BY_EVENT} `event:props:x`",
    ),
    (
        {"order_by": [["visits", "desc"]]},
        "Invalid order_by entry '{:visits, :desc}'. Entry is not a queried metric or dimension.",
    ),
    (
        {"order_by": [["visit:source", "asc"]]},
        "Invalid order_by entry '{\"visit:source\", :asc}'. Entry is not a queried metric or dimension.",
    ),
    ({"order_by": [["visitors", "up"]]}, '#/order_by/0: Invalid value in order_by ["visitors", "up"]'),
    ({"include": {"time_labels": True}}, "Invalid include.time_labels: requires a time dimension."),
    ({"include": {"imports": 1}}, "#/include/imports: Type mismatch. Expected Boolean but got Integer."),
    (
        {"include": {"comparison": "previous_period"}},
        "#/include/comparison: Schema does not allow additional properties.",
    ),
    ({"pagination": {"page": 1}}, "#/pagination/page: Schema does not allow additional properties."),
    ({"pagination": {"limit": 0}}, "#/pagination/limit: Expected the value to be >= 1"),
    ({"pagination": {"limit": 10_001}}, "#/pagination/limit: Expected the value to be <= 10000"),
    ({"pagination": {"offset": "1"}}, "#/pagination/offset: Type mismatch. Expected Integer but got String."),
]


async def test_what_is_refused_is_told_in_the_products_words(site: Site) -> None:
    told = [(await ask(site, **fields)).json() for fields, _ in ERRORS]
    assert told == [{"error": text} for _, text in ERRORS]
    assert (await ask(site, **ERRORS[0][0])).status_code == 400


NO_KEY = "Missing API key. Please use a valid Plausible API key as a Bearer Token."
NO_ACCESS = (
    "Invalid API key or site ID. "
    "Please make sure you're using a valid API key with access to the site you've requested."
)


async def test_without_a_key_or_access_nothing_is_answered(site: Site) -> None:
    wire = {"site_id": "example.com", "metrics": ["visitors"], "date_range": "7d"}
    callers = [
        ({}, NO_KEY),
        (bearer("nobody"), NO_ACCESS),
        (site.ingest_key, NO_ACCESS),
        (site.stranger, NO_ACCESS),
    ]
    for headers, text in callers:
        answer = await site.client.post(QUERY, json=wire, headers=headers)
        assert (answer.status_code, answer.json()) == (401, {"error": text})
    unknown = await ask(site, site_id="unknown.example")
    assert (unknown.status_code, unknown.json()) == (401, {"error": NO_ACCESS})
    assert site.reader.asked == []


async def test_a_query_names_its_site(site: Site) -> None:
    answer = await ask(site, site_id=...)
    text = "Missing site ID. Please provide the required site_id parameter with your request."
    assert (answer.status_code, answer.json()) == (400, {"error": text})


async def test_after_600_requests_an_hour_a_key_has_to_wait(site: Site) -> None:
    statuses = [(await ask(site, site_id=...)).status_code for _ in range(600)]
    answer = await ask(site)
    assert set(statuses) == {400}
    assert answer.status_code == 429
    start = "Too many API requests. Your API key is limited to 600 requests per hour."
    assert answer.json()["error"].startswith(start)
    assert int(answer.headers["retry-after"]) >= 1


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b"[" * 100_000, b'{"a": "\\ud800"}'])
async def test_what_is_no_query_is_an_error_of_the_same_form(site: Site, body: bytes) -> None:
    answer = await site.client.post(QUERY, content=body, headers=site.owner)
    assert answer.status_code == 400
    assert list(answer.json()) == ["error"]


WORDS = st.sampled_from(
    [
        "is",
        "not",
        "or",
        "has_done",
        "event:goal",
        "event:page",
        "visitors",
        "desc",
        "segment",
        "time",
        "7d",
        "",
    ]
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=2),
    max_leaves=8,
)
KEYS = ["metrics", "date_range", "dimensions", "filters", "order_by", "include", "pagination", "limit"]


@trying(150)
@given(fields=st.dictionaries(st.sampled_from(KEYS), ANYTHING, max_size=4))
async def test_no_query_breaks_anything(site: Site, fields: Json) -> None:
    answer = await ask(site, **fields)
    assert answer.status_code in {200, 400, 429}, (fields, answer.text)
