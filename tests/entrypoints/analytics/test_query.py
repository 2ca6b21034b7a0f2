"""`POST /api/v1/query` over the real application and accounts, read by the definition of the numbers."""

import csv
import io
import json
from datetime import datetime
from decimal import Decimal

import pyarrow as pa
import pytest

from tests.builders.asked_site import Site, bearer


async def test_an_answer_has_results_meta_and_the_query_in_this_order(site: Site) -> None:
    site.happened("2026-11-20")
    answer = await site.ask()
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/json")
    assert list(answer.json()) == ["results", "meta", "query"]
    assert answer.json()["results"] == [{"metrics": [1], "dimensions": []}]
    assert answer.json()["query"]["date_range"] == ["2026-11-14T00:00:00+01:00", "2026-11-20T23:59:59+01:00"]


async def test_without_a_credential_or_the_scope_or_the_project_nothing_is_answered(site: Site) -> None:
    wire = {"project": site.project, "metrics": ["visitors"], "date_range": "7d"}
    statuses = [
        (await site.client.post("/api/v1/query", json=wire, headers=headers)).status_code
        for headers in ({}, bearer("nobody"), site.ingest_key, site.stranger)
    ]
    assert statuses == [401, 401, 403, 404]
    assert site.reader.asked == []


async def test_another_organizations_project_looks_like_one_that_does_not_exist(site: Site) -> None:
    wire = {"metrics": ["visitors"], "date_range": "7d"}
    foreign, unknown = [
        (
            await site.client.post("/api/v1/query", json={**wire, "project": name}, headers=site.stranger)
        ).json()
        for name in (site.project, "no such project")
    ]
    assert foreign == unknown


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"3",
        b"{}",
        b"\xff",
        b'{"project": "\\ud800"}',
        b"[" * 100_000,
        b'{"project": 1e999}',
        b'{"project": "x", "filters": ' + b"[" * 900_000,
    ],
)
async def test_a_body_that_is_no_query_is_400(site: Site, body: bytes) -> None:
    answer = await site.client.post("/api/v1/query", content=body, headers=site.owner)
    assert answer.status_code == 400, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_body_beyond_the_limit_is_413(site: Site) -> None:
    answer = await site.ask(filters=[["is", "event:page", ["x" * 1_000_000]]])
    assert answer.status_code == 413


async def test_nested_too_deeply_is_named(site: Site) -> None:
    nested: list[object] = ["is", "event:page", ["/"]]
    for _ in range(20):
        nested = ["not", nested]
    answer = await site.ask(filters=[nested])
    assert answer.status_code == 400
    assert [error["message"] for error in answer.json()["errors"]] == ["is nested deeper than 6 levels"]


async def test_a_pattern_that_the_engine_refuses_is_400(site: Site) -> None:
    site.happened("2026-11-20")
    nested = ["and", [["is_not", "event:page", ["x"]], ["not", ["matches_not", "event:page", ["^x", "("]]]]]
    answer = await site.ask(filters=[["matches", "event:page", ["^"]], nested])
    assert answer.status_code == 400
    [error] = answer.json()["errors"]
    assert error["path"] == "filters[1][1][1][1][2][1]"
    assert error["message"] == "is '('; it must be a regular expression in RE2 syntax"


async def test_csv_has_a_line_per_row_and_columns_for_the_comparison(site: Site) -> None:
    site.happened("2026-11-20", source="=cmd()", revenue=Decimal("3.5"), currency="EUR")
    site.happened("2026-11-20", source='Zürich, "x"', visitor_id=2, session_id=2)
    site.happened("2026-11-10", source="=cmd()", session_id=3)
    answer = await site.ask(
        "text/csv",
        metrics=["visitors", "total_revenue"],
        dimensions=["visit:source"],
        include={"comparison": "previous_period"},
    )
    assert answer.headers["content-type"].startswith("text/csv")
    assert list(csv.reader(io.StringIO(answer.text))) == [
        [
            "visit:source",
            "visitors",
            "total_revenue",
            "visitors_before",
            "total_revenue_before",
            "visitors_change",
            "total_revenue_change",
        ],
        ["'=cmd()", "1", "3.50 EUR", "1", "", "0.0", ""],
        ['Zürich, "x"', "1", "", "0", "", "", ""],
    ]


async def test_arrow_has_typed_columns_and_says_what_it_is(site: Site) -> None:
    site.happened("2026-11-20", revenue=Decimal("3.5"), currency="EUR")
    answer = await site.ask(
        "application/vnd.apache.arrow.stream",
        metrics=["visitors", "bounce_rate", "visit_duration", "total_revenue"],
        dimensions=["time:day", "time:hour", "visit:source"],
    )
    table = pa.ipc.open_stream(answer.content).read_all()
    assert table.to_pylist() == [
        {
            "time:day": datetime(2026, 11, 20).date(),  # noqa: DTZ001 - a local date has no zone
            "time:hour": datetime(2026, 11, 20, 13),  # noqa: DTZ001 - a local time has no zone
            "visit:source": "Direct / None",
            "visitors": 1,
            "bounce_rate": 100.0,
            "visit_duration": 0,
            "total_revenue": [{"currency": "EUR", "value": "3.50"}],
        }
    ]
    assert json.loads(table.schema.metadata[b"meta"])["exact"] is True
    assert json.loads(table.schema.metadata[b"query"])["project"] == site.project


@pytest.mark.parametrize("compared", [True, False])
async def test_arrow_has_the_same_columns_where_there_are_no_rows(site: Site, compared: bool) -> None:
    include = {"comparison": "previous_year"} if compared else {}
    answer = await site.ask(
        "application/vnd.apache.arrow.stream",
        metrics=["views_per_visit", "total_revenue"],
        dimensions=["time:week"],
        include=include,
    )
    schema = pa.ipc.open_stream(answer.content).read_all().schema
    names = ["time:week", "views_per_visit", "total_revenue"]
    assert schema.names[:3] == names
    assert len(schema.names) == (7 if compared else 3)
    assert schema.field("time:week").type == pa.date32()
    assert schema.field("views_per_visit").type == pa.float64()


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", "application/json"),
        ("image/png", "application/json"),
        ("text/html, text/csv;q=0.5", "text/csv"),
        ("text/csv;q=0.1, application/json", "application/json"),
    ],
)
async def test_the_form_is_the_best_that_is_accepted(site: Site, accept: str, media_type: str) -> None:
    answer = await site.ask(accept)
    assert answer.headers["content-type"].split(";")[0] == media_type
    assert answer.headers["vary"] == "Accept"
