"""Events that could not be recorded: looked at, and given another chance."""

from datetime import datetime
from typing import Annotated

import msgspec
from litestar import Router, get, post
from litestar.di import NamedDependency, Provide
from litestar.openapi.spec import Example
from litestar.params import Body, FromPath
from litestar.status_codes import HTTP_202_ACCEPTED

from insights.application.ports.records import DeadLetter
from insights.domain.accounts.principal import Principal, Scope
from insights.domain.accounts.rules import broken
from insights.domain.ingestion.event import PropertyValue
from insights.entrypoints.http.paging import Page, Paging, provide_paging
from insights.entrypoints.http.views import time
from insights.entrypoints.services import Services

MOST_IDS = 1_000


class DeadLetterView(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    reason: str
    failed_at: datetime
    event_id: str
    name: str
    time: datetime
    hostname: str
    path: str
    user_agent: str
    properties: dict[str, PropertyValue]


class Replay(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    ids: list[str] | None = None
    """Those to replay, at most 1,000; absent: the oldest 1,000."""


class Replayed(msgspec.Struct, frozen=True, kw_only=True):
    replayed: int
    """How many were put back on the queue; one that fails again becomes a dead letter again."""


@get("/", dependencies={"paging": Provide(provide_paging)})
async def list_dead_letters(
    services: NamedDependency[Services],
    principal: NamedDependency[Principal],
    project_id: FromPath[str],
    paging: NamedDependency[Paging],
) -> Page[DeadLetterView]:
    """Events that could not be recorded, the latest failure first."""
    project = await services.open_project(principal, project_id, Scope.ADMIN)
    letters, total = await services.dead_letters.list(project.id, paging.limit, paging.offset)
    return paging.page((_view(letter) for letter in letters), total)


@post("/replay", status_code=HTTP_202_ACCEPTED)
async def replay_dead_letters(
    services: NamedDependency[Services],
    principal: NamedDependency[Principal],
    project_id: FromPath[str],
    data: Annotated[
        Replay | None, Body(examples=[Example(value={"ids": ["0199f2a4-77c1-7a52-b6a2-1f0d3c5b7e91"]})])
    ] = None,
) -> Replayed:
    """Put dead letters back on the queue; without a body, the oldest."""
    project = await services.open_project(principal, project_id, Scope.ADMIN)
    ids = data.ids if data else None
    if ids is not None and len(ids) > MOST_IDS:
        raise broken("ids", f"must hold at most {MOST_IDS} values", len(ids))
    return Replayed(replayed=await services.replay_dead_letters(project.id, ids))


def _view(letter: DeadLetter) -> DeadLetterView:
    event = letter.event.event
    return DeadLetterView(
        id=letter.id,
        reason=letter.reason,
        failed_at=time(letter.failed_at),
        event_id=event.id,
        name=event.name,
        time=time(event.time),
        hostname=event.hostname,
        path=event.path,
        user_agent=letter.event.user_agent,
        properties=event.properties,
    )


ROUTES = [
    Router(
        "/api/v1/projects/{project_id:str}/dead-letters",
        route_handlers=[list_dead_letters, replay_dead_letters],
        tags=["Dead letters"],
    ),
]
