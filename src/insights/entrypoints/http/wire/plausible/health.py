"""`GET /api/health`, which monitors of a Plausible server ask."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec

from insights.domain.ingestion.foreign_names import Product
from insights.entrypoints.http.health import Check, examine

_THEIRS: Final = {"clickhouse": "events", "postgres": "database"}
"""Their dependencies by the roles that they have here."""


class Said(msgspec.Struct, frozen=True):
    """`ok` or `error`."""

    clickhouse: str
    postgres: str
    sites_cache: str = "ok"


@get(
    "/api/health",
    tags=[Product.PLAUSIBLE.value],
    summary="Every dependency and its state, by the names of Plausible's",
    security=[],
    responses={500: ResponseSpec(Said, description="One is down.", generate_examples=False)},
)
async def health(checks: NamedDependency[Mapping[str, Check]]) -> Response[Said]:
    found = await examine(checks)
    states: dict[str, Any] = {
        theirs: "error" if (state := found.dependencies.get(ours)) and state.state == "down" else "ok"
        for theirs, ours in _THEIRS.items()
    }
    status = 500 if "error" in states.values() else 200
    return Response(Said(**states), status_code=status, headers={"cache-control": "no-store"})
