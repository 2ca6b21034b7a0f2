"""`GET /api/v1/stats/…`: the older form of the Stats API, answered by the same queries."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Final

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency, Provide
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import QueryParameter

from insights.application.analytics.result import Result
from insights.domain.accounts.project import Project
from insights.domain.analytics.ranges import Now
from insights.domain.errors import Invalid
from insights.domain.ingestion.foreign_names import Product
from insights.entrypoints.http.wire.plausible.stats_access import HANDLERS, Refused, site_of
from insights.entrypoints.http.wire.plausible.stats_names import Names
from insights.entrypoints.http.wire.plausible.stats_v1_words import (
    Filter,
    date_range,
    read_filters,
    read_metrics,
    read_number,
    read_property,
)
from insights.entrypoints.http.wire.plausible.stats_v2 import ERRORS, JSON
from insights.entrypoints.http.wire.plausible.stats_values import value_of
from insights.entrypoints.services import Services

REALTIME_MS: Final = 300_000
MOST_ROWS: Final = 1_000
MOST_PAGES: Final = 10_000
_HELP: Final = "Find out how to configure goals here: https://plausible.io/docs/stats-api#filtering-by-goals"
_UNITS: Final = {"day": "hour", "6mo": "month", "12mo": "month"}
_NOTHING: Final[Mapping[str, int | float]] = {
    "visitors": 0,
    "visits": 0,
    "pageviews": 0,
    "events": 0,
    "views_per_visit": 0.0,
    "conversion_rate": 0.0,
}
"""Of a bucket in which nothing happened; the rest is null."""

Text = Annotated[str | None, QueryParameter()]


class Asked(msgspec.Struct, frozen=True):
    """The parameters, not yet read."""

    site_id: str | None
    period: str
    date: str | None
    metrics: str
    filters: str


def provide_asked(
    site_id: Text = None,
    period: Text = None,
    date: Text = None,
    metrics: Text = None,
    filters: Text = None,
) -> Asked:
    return Asked(site_id, period or "30d", date, metrics or "visitors", filters or "")


COMMON: Final[dict[str, Any]] = {
    "tags": [Product.PLAUSIBLE.value],
    "exception_handlers": HANDLERS,
    "dependencies": {"asked": Provide(provide_asked, sync_to_thread=False)},
    "responses": {200: ResponseSpec(dict[str, Any], description="The numbers.", generate_examples=False)}
    | ERRORS,
}


@get(
    "/api/v1/stats/realtime/visitors",
    tags=[Product.PLAUSIBLE.value],
    summary="Visitors of the last five minutes",
    exception_handlers=HANDLERS,
    responses={200: ResponseSpec(int, description="How many.", generate_examples=False)} | ERRORS,
)
async def realtime_visitors(
    request: Request[Any, Any, Any], services: NamedDependency[Services], site_id: Text = None
) -> Response[bytes]:
    site = await site_of(request, services, site_id)
    now = services.clock.now_ms()
    moments = [datetime.fromtimestamp(at / 1_000, UTC) for at in (now - REALTIME_MS, now)]
    pair = [moment.isoformat(timespec="milliseconds") for moment in moments]
    result = await services.answer_question(site, {"metrics": ["visitors"], "date_range": pair})
    return _json(result.results[0].metrics[0])


@get("/api/v1/stats/aggregate", summary="Numbers of a period", **COMMON)
async def aggregate(
    request: Request[Any, Any, Any],
    services: NamedDependency[Services],
    asked: NamedDependency[Asked],
    compare: Text = None,
) -> Response[bytes]:
    site = await site_of(request, services, asked.site_id)
    wire, _ = await _question(services, site, asked)
    if compare == "previous_period":
        wire["include"] = {"comparison": compare}
    result = await _answer(services, site, wire)
    (row,) = result.results
    metrics = result.query.metrics
    values = list(map(value_of, metrics, row.metrics))
    if row.comparison is None:
        return _results({name: {"value": value} for name, value in zip(metrics, values, strict=True)})
    before = map(value_of, metrics, row.comparison.metrics)
    changed = zip(metrics, values, map(_change, metrics, before, values), strict=True)
    return _results({name: {"value": value, "change": change} for name, value, change in changed})


@get("/api/v1/stats/timeseries", summary="Numbers of a period by day, month or hour", **COMMON)
async def timeseries(
    request: Request[Any, Any, Any],
    services: NamedDependency[Services],
    asked: NamedDependency[Asked],
    interval: Text = None,
) -> Response[bytes]:
    site = await site_of(request, services, asked.site_id)
    wire, _ = await _question(services, site, asked)
    if interval not in (None, "date", "day", "month"):
        valid = "Valid intervals are `day`, `month`"
        raise Refused(400, f"Error parsing `interval` parameter: invalid interval `{interval}`. {valid}")
    unit = {"date": "day"}.get(interval, interval) if interval else _UNITS.get(asked.period, "day")
    wire |= {"dimensions": [f"time:{unit}"], "include": {"time_labels": True}}
    result = await _answer(services, site, wire)
    rows = {row.dimensions[0]: row.metrics for row in result.results}
    metrics = result.query.metrics
    return _results([_bucket(label, metrics, rows.get(label)) for label in result.meta.time_labels or ()])


@get("/api/v1/stats/breakdown", summary="Numbers of a period by a property", **COMMON)
async def breakdown(
    request: Request[Any, Any, Any],
    services: NamedDependency[Services],
    asked: NamedDependency[Asked],
    by: Annotated[str | None, QueryParameter(name="property")] = None,
    limit: Text = None,
    page: Text = None,
) -> Response[bytes]:
    site = await site_of(request, services, asked.site_id)
    dimension = read_property(by)
    wire, names = await _question(services, site, asked, dimension)
    rows, skipped = read_number("limit", limit, 100, MOST_ROWS), read_number("page", page, 1, MOST_PAGES) - 1
    wire |= {"dimensions": [dimension], "pagination": {"limit": rows, "offset": skipped * rows}}
    result = await _answer(services, site, wire)
    key = dimension.removeprefix("event:props:").rpartition(":")[2]
    metrics = result.query.metrics
    return _results(
        [
            {
                key: names.shown(dimension, row.dimensions[0]),
                **dict(zip(metrics, map(value_of, metrics, row.metrics), strict=True)),
            }
            for row in result.results
        ]
    )


async def _question(
    services: Services, site: Project, asked: Asked, property_: str | None = None
) -> tuple[dict[str, object], Names]:
    """What all forms have in common. Raises Refused."""
    goals = await services.goals.of_project(site.id)
    names, today = Names(goals), Now(services.clock.now_ms(), site.timezone).today
    days = date_range(asked.period, asked.date, today)
    theirs = read_filters(asked.filters)
    ours = [names.ours(each) for each in theirs]
    _check_goals(theirs, ours, [goal.name for goal in goals])
    metrics = read_metrics(asked.metrics, theirs, property_)
    return {"metrics": metrics, "date_range": days, "filters": ours}, names


def _check_goals(theirs: Sequence[Filter], ours: Sequence[Filter], known: Sequence[str]) -> None:
    for asked, read in zip(theirs, ours, strict=True):
        for value, name in zip(asked[2], read[2], strict=True):
            if asked[1] == "event:goal" and name not in known:
                page = value.startswith("Visit ")
                kind = f"pageview goal for the pathname `{value[6:]}`" if page else f"goal `{value}`"
                raise Refused(400, f"The {kind} is not configured for this site. {_HELP}")


async def _answer(services: Services, site: Project, wire: dict[str, object]) -> Result:
    try:
        return await services.answer_question(site, wire)
    except Invalid as invalid:
        raise Refused(400, str(invalid)) from None


def _bucket(label: str, metrics: Sequence[str], row: Sequence[Any] | None) -> dict[str, Any]:
    if row is None:
        return {"date": label, **{name: _NOTHING.get(name) for name in metrics}}
    return {"date": label, **dict(zip(metrics, map(value_of, metrics, row), strict=True))}


def _change(metric: str, before: float | None, now: float | None) -> float | None:
    """In percent; of percents in points."""
    if before is None or now is None:
        return None
    if metric == "bounce_rate":
        return int(now - before) if before else None
    if metric == "conversion_rate":
        return round(now - before, 1)
    if not before:
        return 100 if now else 0
    return round((now - before) / before * 100)


def _results(results: object) -> Response[bytes]:
    return _json({"results": results})


def _json(value: object) -> Response[bytes]:
    return Response(msgspec.json.encode(value), media_type=JSON)


ROUTES: Final = [realtime_visitors, aggregate, timeseries, breakdown]
