"""The numbers of each event name by the hour, from rollups."""

from datetime import date, datetime, timedelta
from typing import Annotated, Final

import msgspec
from litestar import get
from litestar.di import NamedDependency, Provide
from litestar.params import QueryParameter

from insights.application.analytics.list_event_metrics import METRICS, EventMetric, EventMetrics
from insights.application.analytics.read_rollups import Source
from insights.application.analytics.result import Amount
from insights.domain.accounts.principal import Principal, Scope
from insights.domain.accounts.project import VisitorBasis
from insights.domain.accounts.rules import broken
from insights.domain.analytics.query import Period
from insights.domain.analytics.ranges import FIRST_YEAR, LAST_YEAR
from insights.domain.analytics.zones import instant, midnight
from insights.entrypoints.http.paging import Page, Paging, provide_paging
from insights.entrypoints.http.views import time
from insights.entrypoints.services import Services

DAY_MS: Final = 86_400_000
MOST_DAYS: Final = 92


class EventMetricView(msgspec.Struct, frozen=True, kw_only=True):
    event: str
    metric: str
    value: int | tuple[Amount, ...]
    period_start: datetime
    period_end: datetime


class EventMetricsMeta(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    source: Source
    exact: bool
    visitor_basis: VisitorBasis
    standard_error: float | None = None
    """Relative, of counts of visitors, where the answer is not exact."""


class EventMetricsPage(Page[EventMetricView], frozen=True, kw_only=True):
    meta: EventMetricsMeta


@get(
    ["/api/v1/metrics", "/analytics/metrics"],
    tags=["Analytics"],
    summary="Event names by the hour",
    dependencies={"paging": Provide(provide_paging)},
)
async def list_event_metrics(
    services: NamedDependency[Services],
    principal: NamedDependency[Principal],
    paging: NamedDependency[Paging],
    project: Annotated[str, QueryParameter(description="Id, public key or alias.")],
    event: Annotated[str | None, QueryParameter(description="Only this event name.")] = None,
    metric: Annotated[str | None, QueryParameter(description=f"Only one of {', '.join(METRICS)}.")] = None,
    first: Annotated[
        str | None, QueryParameter(name="from", description="A date, or a time with offset.")
    ] = None,
    last: Annotated[
        str | None, QueryParameter(name="to", description="A date, included, or a time, excluded.")
    ] = None,
) -> EventMetricsPage:
    """Whole hours in the project's time zone, those that share time with the range; the last 24 hours unless
    asked. An hour without an event of a name has no item."""
    opened = await services.open_project(principal, project, Scope.QUERY)
    if metric is not None and metric not in METRICS:
        raise broken("metric", f"must be one of {', '.join(METRICS)}", metric)
    period = _period(first, last, opened.timezone, services.clock.now_ms())
    found = await services.list_event_metrics(opened, period, event, metric)
    return _page(found, opened.visitor_basis, paging)


def _page(found: EventMetrics, basis: VisitorBasis, paging: Paging) -> EventMetricsPage:
    error = None if found.exact else found.standard_error
    return EventMetricsPage(
        items=[_view(item) for item in found.items[paging.offset :][: paging.limit]],
        total=len(found.items),
        limit=paging.limit,
        offset=paging.offset,
        meta=EventMetricsMeta(
            source=found.source, exact=found.exact, visitor_basis=basis, standard_error=error
        ),
    )


def _view(item: EventMetric) -> EventMetricView:
    return EventMetricView(
        event=item.event,
        metric=item.metric,
        value=item.value,
        period_start=time(item.start),
        period_end=time(item.end),
    )


def _period(first: str | None, last: str | None, timezone: str, now: int) -> Period:
    """Raises Invalid naming the bound."""
    end = now + 1 if last is None else _bound("to", last, timezone, following=1)
    start = end - DAY_MS if first is None else _bound("from", first, timezone)
    if not end - MOST_DAYS * DAY_MS <= start < end:
        raise broken("from", f"must lie before `to`, by at most {MOST_DAYS} days", first)
    return Period(start, end)


def _bound(path: str, text: str, timezone: str, following: int = 0) -> int:
    """A time as it is; of a date its beginning, or that of one of the following days."""
    try:
        if len(text) == len("2026-11-21"):
            day = date.fromisoformat(text)
            if FIRST_YEAR <= day.year <= LAST_YEAR:
                return midnight(day + timedelta(days=following), timezone)
        elif FIRST_YEAR <= (at := datetime.fromisoformat(text)).year <= LAST_YEAR:
            return instant(at)
    except (ValueError, TypeError):
        pass
    rule = "must be a date such as 2026-11-21, or a time with offset such as 2026-11-21T08:30:00Z"
    raise broken(path, f"{rule}, {FIRST_YEAR} to {LAST_YEAR}", text)


ROUTES = [list_event_metrics]
