"""What a project's events were left out for, counted by UTC day."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Final

import msgspec
from litestar import Router, get
from litestar.params import Parameter

from insights.domain.accounts.principal import Principal, Scope
from insights.domain.accounts.rules import broken
from insights.domain.ingestion.drops import DropReason
from insights.entrypoints.services import Services

MOST_DAYS: Final = 366
USUAL_DAYS: Final = 30


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
    services: Services,
    principal: Principal,
    project_id: str,
    first: Annotated[date | None, Parameter(query="from", description="First UTC day.")] = None,
    last: Annotated[date | None, Parameter(query="to", description="Last UTC day.")] = None,
) -> DropsView:
    """Events that were accepted and not stored, by day and reason; the last 30 days unless asked otherwise."""
    project = await services.open_project(principal, project_id, Scope.QUERY)
    last = last or datetime.fromtimestamp(services.clock.now_ms() / 1000, UTC).date()
    first = first or max(last, date.min + timedelta(USUAL_DAYS)) - timedelta(USUAL_DAYS - 1)
    if not 0 <= (last - first).days < MOST_DAYS:
        raise broken("from", f"must lie at most {MOST_DAYS - 1} days before `to`, and not after it", first)
    counts = await services.drop_counts.of_project(project.id, first.isoformat(), last.isoformat())
    totals: Counter[DropReason] = Counter()
    for count in counts:
        totals[DropReason(count.reason)] += count.count
    items = msgspec.convert(counts, list[DayCount], from_attributes=True)
    return DropsView(first=first, last=last, items=items, totals=dict(totals), total=totals.total())


ROUTES = [
    Router("/api/v1/projects/{project_id:str}/drops", route_handlers=[list_drops], tags=["Projects"]),
]
