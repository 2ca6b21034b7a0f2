"""docs/query-api.md and the API's description: every query and answer that they show is run."""

import json
import re
from pathlib import Path
from typing import Any, cast

import pytest

from insights.domain.analytics.dimensions import find_dimension
from insights.domain.analytics.metrics import METRICS
from insights.entrypoints.http.analytics_openapi import EXAMPLES
from tests.builders.asked_site import Site

PAGE = (Path(__file__).parents[3] / "docs/query-api.md").read_text()
BLOCKS = [(kind, json.loads(text)) for kind, text in re.findall(r"```json ?(\w*)\n(.*?)```", PAGE, re.DOTALL)]


@pytest.mark.parametrize("query", [block for kind, block in BLOCKS if not kind])
async def test_the_queries_of_the_page_are_answered(site: Site, query: dict[str, Any]) -> None:
    named = "site_id" if "site_id" in query else "project"
    answer = await site.ask(**{**query, named: site.project})
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("query", EXAMPLES.values(), ids=EXAMPLES)
async def test_the_queries_of_the_description_are_answered(site: Site, query: dict[str, Any]) -> None:
    answer = await site.ask(**{**query, "project": site.project})
    assert answer.status_code == 200, answer.text


async def test_the_answer_of_the_page_is_what_is_answered(site: Site) -> None:
    (shown,) = [block for kind, block in BLOCKS if kind == "answer"]
    site.happened("2026-11-01")
    site.happened("2026-11-02", visitor_id=2, session_id=2)
    site.happened("2026-10-30", session_id=3)
    site.happened("2026-10-30", "click", session_id=3)
    asked = {
        key: value
        for key, value in shown["query"].items()
        if key not in ("timezone", "comparison_date_range")
    }
    answer = await site.ask(**{**asked, "project": site.project})
    assert answer.json() == {**shown, "query": {**shown["query"], "project": site.project}}


async def test_the_refusal_of_the_page_is_what_is_said(site: Site) -> None:
    (query,) = [block for kind, block in BLOCKS if kind == "refused"]
    (problem,) = [block for kind, block in BLOCKS if kind == "problem"]
    answer = await site.ask(**{**query, "project": site.project})
    assert answer.json() == problem


def test_the_page_names_every_metric_and_every_dimension_that_exists_and_no_other() -> None:
    assert {name for name in METRICS if f"`{name}`" not in PAGE} == set()
    named = set(re.findall(r"`((?:event|visit|time):\w+)`", PAGE))
    assert {name for name in named if find_dimension(name) is None} == set()


async def test_the_description_shows_the_body_and_the_three_forms(site: Site) -> None:
    app = cast("Any", site.client)._transport.app
    operation = app.openapi_schema.to_schema()["paths"]["/api/v1/query"]["post"]
    body = operation["requestBody"]["content"]["application/json"]
    assert set(body["examples"]) == set(EXAMPLES)
    assert body["schema"]["properties"]["metrics"]["items"]["enum"] == list(METRICS)
    answers = operation["responses"]["200"]["content"]
    assert set(answers) == {"application/json", "text/csv", "application/vnd.apache.arrow.stream"}
