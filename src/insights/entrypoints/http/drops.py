"""What a project's events were left out for, counted by UTC day."""

from collections import Counter
from datetime import UTC, date, datetime
from typing import Annotated, Final

import msgspec
from litestar import Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from insights.domain.accounts.principal import Principal, Scope
from insights.domain.accounts.rules import broken
from insights.domain.ingestion.drops import DropReason
from insights.entrypoints.services import Services

MOST_DAYS: Final = 366
USUAL_DAYS: Final = 30

FirstDay = Annotated[str | None, QueryParameter(name="from", description="First UTC day, as 2026-11-01.")]
LastDay = Annotated[str | None, QueryParameter(name="to", description="Last UTC day, as 2026-11-21.")]


class DayCount(msgspec.Struct, frozen=True, kw_only=True):
    day: date
    reason: DropReason
    count: int


class DropsView(msgspec.Struct, frozen=True, kw_only=True, rename={"first": "from", "last": "to"}):
    first: date
    last: date
    items: list[DayCount]
    """By day and reason; a day without drops is absent."""
    totals: dict[DropReason, int]
    """Events of the whole range, for each reason; a reason without any is absent."""
    total: int
    """Events of the whole range."""


@get("/")
async def list_drops(
    services: NamedDependency[Services],
    principal: NamedDependency[Principal],
    project_id: FromPath[str],
    first: FirstDay = None,
    last: LastDay = None,
) -> DropsView:
    """Accepted events that were not stored, by day and reason; those of the last 30 days unless asked."""
    project = await services.open_project(principal, project_id, Scope.QUERY)
    days = days_of(first, last, services.clock.now_ms())
    counts = await services.drop_counts.of_project(project.id, *(day.isoformat() for day in days))
    totals: Counter[DropReason] = Counter()
    for count in counts:
        totals[DropReason(count.reason)] += count.count
    items = msgspec.convert(counts, list[DayCount], from_attributes=True)
    return DropsView(first=days[0], last=days[1], items=items, totals=dict(totals), total=totals.total())


def days_of(first: str | None, last: str | None, now_ms: int) -> tuple[date, date]:
    """Both days included. Raises Invalid."""
    end = datetime.fromtimestamp(now_ms / 1000, UTC).date() if last is None else _day("to", last)
    start = _before(end, USUAL_DAYS - 1) if first is None else _day("from", first)
    if not _before(end, MOST_DAYS - 1) <= start <= end:
        raise broken("from", f"must lie at most {MOST_DAYS - 1} days before `to`, and not after it", start)
    return start, end


def _day(path: str, value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise broken(path, "must be a date such as 2026-11-21", value) from None


def _before(day: date, days: int) -> date:
    return date.fromordinal(max(1, day.toordinal() - days))


ROUTES = [
    Router("/api/v1/projects/{project_id:str}/drops", route_handlers=[list_drops], tags=["Projects"]),
]
