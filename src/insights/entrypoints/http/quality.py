"""Who sends to a project, and what was wrong with what was sent."""

from datetime import date

import msgspec
from litestar import Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from insights.domain.accounts.principal import Principal, Scope
from insights.domain.ingestion.drops import DropReason
from insights.domain.ingestion.quality import NoteKind
from insights.domain.ingestion.quality_report import ReasonQuality, SdkQuality, by_reason, by_sdk
from insights.entrypoints.http.drops import FirstDay, LastDay, days_of
from insights.entrypoints.services import Services


class QualityView(msgspec.Struct, frozen=True, kw_only=True, rename={"first": "from", "last": "to"}):
    first: date
    last: date
    sdks: list[SdkQuality]
    """Who sent events, or said when it sent, the most frequent first."""
    rejected: list[ReasonQuality]
    """Events that were refused, and told so."""
    dropped: list[ReasonQuality]
    """Events that were accepted and left out, but for repeats."""
    repeats: int
    """Events that had been stored before, under the same id."""


@get("/")
async def show_quality(
    services: NamedDependency[Services],
    principal: NamedDependency[Principal],
    project_id: FromPath[str],
    first: FirstDay = None,
    last: LastDay = None,
) -> QualityView:
    """Events by SDK and version, what was refused and left out with masked samples, clocks that are off, and
    repeats; of the last 30 days unless asked. Counted within about five seconds."""
    project = await services.open_project(principal, project_id, Scope.QUERY)
    start, end = days_of(first, last, services.clock.now_ms())
    days = start.isoformat(), end.isoformat()
    notes = await services.quality_notes.of_project(project.id, *days)
    totals: dict[str, int] = {}
    for count in await services.drop_counts.of_project(project.id, *days):
        totals[count.reason] = totals.get(count.reason, 0) + count.count
    repeats = totals.pop(DropReason.DUPLICATE, 0)
    noted = {one.reason: one for one in by_reason(notes, NoteKind.DROPPED)}
    dropped = [
        msgspec.structs.replace(noted.get(reason) or ReasonQuality(reason, 0), count=count)
        for reason, count in sorted(totals.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    return QualityView(
        first=start,
        last=end,
        sdks=by_sdk(notes),
        rejected=by_reason(notes, NoteKind.REJECTED),
        dropped=dropped,
        repeats=repeats,
    )


ROUTES = [
    Router("/api/v1/projects/{project_id:str}/quality", route_handlers=[show_quality], tags=["Projects"]),
]
