"""Questions about a project."""

from collections.abc import Callable
from typing import Any, Final

import msgspec
from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import Example

from insights.application.analytics.result import Result
from insights.domain.accounts.principal import Principal, Scope
from insights.domain.analytics.parse import project_named
from insights.entrypoints.http.analytics_arrow import as_arrow
from insights.entrypoints.http.analytics_forms import as_csv, as_json
from insights.entrypoints.http.analytics_openapi import ARROW, CSV, JSON, RESULT, QueryOperation
from insights.entrypoints.services import Services

FORMS: Final[dict[str, Callable[[Result], bytes]]] = {JSON: as_json, CSV: as_csv, ARROW: as_arrow}


@post(
    "/api/v1/query",
    status_code=200,
    tags=["Analytics"],
    operation_class=QueryOperation,
    responses={
        200: ResponseSpec(
            Result,
            description="The rows, in order.",
            examples=[Example(value=RESULT)],
            generate_examples=False,
        )
    },
)
async def query(
    request: Request[Any, Any, Any],
    services: NamedDependency[Services],
    principal: NamedDependency[Principal],
) -> Response[bytes]:
    """Any metrics by any dimensions, with filters, order, paging and a comparison.

    `Accept` chooses JSON, CSV or an Arrow stream. The language is that of the Stats API v2, and some more.
    """
    wire = msgspec.json.decode(await request.body())
    project = await services.open_project(principal, project_named(wire), Scope.QUERY)
    result = await services.answer_question(project, wire)
    media_type = request.accept.best_match(list(FORMS), JSON) or JSON
    return Response(FORMS[media_type](result), media_type=media_type, headers={"vary": "Accept"})


ROUTES = [query]
"""Needs `services` and `principal`."""
