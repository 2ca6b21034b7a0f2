"""`POST /api/v2/query`: our query language is theirs, so what differs is names, numbers and errors.

Source: plausible.io/docs/stats-api.
"""

from collections.abc import Mapping
from typing import Any, Final

import msgspec
from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec

from insights.application.analytics.result import Result
from insights.domain.errors import Invalid
from insights.domain.ingestion.foreign_names import Product
from insights.entrypoints.http.wire.plausible.stats_access import HANDLERS, Refused, site_of
from insights.entrypoints.http.wire.plausible.stats_names import Names
from insights.entrypoints.http.wire.plausible.stats_texts import not_theirs, refused, rule_of_theirs
from insights.entrypoints.http.wire.plausible.stats_values import REVENUE, value_of, warning_of
from insights.entrypoints.services import Services

JSON: Final = "application/json"


class StatsError(msgspec.Struct, frozen=True):
    error: str


ERRORS: Final = {
    status: ResponseSpec(StatsError, description=description, generate_examples=False)
    for status, description in {
        400: "The query breaks rules; a line for each.",
        401: "No API key, or none with access to the site.",
        429: "More than 600 requests in an hour.",
        503: "It cannot be done now.",
    }.items()
}


@post(
    "/api/v2/query",
    status_code=200,
    tags=[Product.PLAUSIBLE.value],
    summary="Ask as the Stats API v2 is asked",
    exception_handlers=HANDLERS,
    responses={200: ResponseSpec(dict[str, Any], description="The rows, in order.", generate_examples=False)}
    | ERRORS,
)
async def query(request: Request[Any, Any, Any], services: NamedDependency[Services]) -> Response[bytes]:
    """In the form of Plausible's Stats API, with an API key that has the scope `query`."""
    wire = _decoded(await request.body())
    site = await site_of(request, services, wire.get("site_id"))
    if texts := not_theirs(wire):
        raise Refused(400, "\n".join(texts))
    if text := rule_of_theirs(wire):
        raise Refused(400, text)
    names = Names(await services.goals.of_project(site.id))
    try:
        result = await services.answer_question(site, _in_our_words(wire, names))
    except Invalid as invalid:
        raise Refused(400, refused(wire, invalid)) from None
    return Response(msgspec.json.encode(_answer(wire, result, names)), media_type=JSON)


def _decoded(body: bytes) -> dict[str, Any]:
    try:
        wire = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        wire = None
    if not isinstance(wire, dict):
        raise Refused(400, "The body must be a JSON object.")
    return wire


def _in_our_words(wire: Mapping[str, Any], names: Names) -> dict[str, object]:
    ours = {key: value for key, value in wire.items() if key != "site_id"}
    if "filters" in ours:
        ours["filters"] = [names.ours(each) for each in wire["filters"]]
    return ours


def _answer(wire: Mapping[str, Any], result: Result, names: Names) -> dict[str, object]:
    asked = result.query
    rows = [
        {
            "metrics": list(map(value_of, asked.metrics, row.metrics)),
            "dimensions": list(map(names.shown, asked.dimensions, row.dimensions)),
        }
        for row in result.results
    ]
    return {"results": rows, "meta": _meta(wire, result), "query": _echo(wire, result)}


def _meta(wire: Mapping[str, Any], result: Result) -> dict[str, object]:
    meta: dict[str, object] = {}
    if wire.get("include", {}).get("imports"):
        meta["imports_included"] = True  # imported history is like any other
    warnings = {
        metric: warning
        for index, metric in enumerate(result.query.metrics)
        if metric in REVENUE and (warning := warning_of(row.metrics[index] for row in result.results))
    }
    if warnings:
        meta["metric_warnings"] = warnings
    if result.meta.time_labels is not None:
        meta["time_labels"] = result.meta.time_labels
    if result.meta.total_rows is not None:
        meta["total_rows"] = result.meta.total_rows
    return meta


def _echo(wire: Mapping[str, Any], result: Result) -> dict[str, object]:
    asked = result.query
    return {
        "site_id": wire["site_id"],
        "metrics": asked.metrics,
        "date_range": asked.date_range,
        "filters": wire.get("filters", []),
        "dimensions": asked.dimensions,
        "order_by": asked.order_by,
        "include": {name: True for name, wanted in wire.get("include", {}).items() if wanted},
        "pagination": {"offset": asked.pagination.offset, "limit": asked.pagination.limit},
    }
