"""The API's description: what Litestar knows of its routes, and the collect paths that go around it."""

from typing import Any

import msgspec
from litestar import Request, Response, Router, get
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.spec import Components, License, SecurityScheme
from litestar.routes import BaseRoute
from litestar.types import ControllerRouterHandler

from insights import __version__
from insights.domain.ingestion.foreign_names import Product
from insights.entrypoints.http.collect_openapi import collect_paths, collect_schemas
from insights.entrypoints.http.problems import MEDIA_TYPE, Problem

DESCRIPTION = """
Errors are RFC 9457 problem documents. Lists are `{items, total, limit, offset}`. Times are RFC 3339.
Every answer carries `X-Request-Id`.
"""
ANYWHERE = {
    "400": "The input breaks a rule; `errors` names each place.",
    "429": "Too many requests; try again after `Retry-After` seconds.",
    "503": "It cannot be done now; try again after `Retry-After` seconds.",
}
WITH_A_CALLER = {
    "401": "No credential, or one that is unknown, expired or revoked.",
    "403": "The caller is known, but may not do this.",
    "404": "It does not exist, or belongs to another organization.",
}
CHANGING = {"409": "It contradicts what is stored."}
WITH_A_BODY = {
    "413": "The body is larger than its limit.",
}


PRODUCTS = frozenset(product.value for product in Product)
"""Operations with such a tag answer errors in that product's words, wherever they say so."""


class _NoPages(Router):
    """Litestar's own pages load scripts from elsewhere; the document and its page are routes of ours."""

    def register(self, value: ControllerRouterHandler) -> list[BaseRoute]:
        return []


def openapi_config() -> OpenAPIConfig:
    bearer = SecurityScheme(
        type="http", scheme="bearer", description="An access token from sign-in, or an API key."
    )
    return OpenAPIConfig(
        title="Insights",
        version=__version__,
        description=DESCRIPTION.strip(),
        license=License(name="Apache-2.0", identifier="Apache-2.0"),
        security=[{"bearer": []}],
        components=Components(security_schemes={"bearer": bearer}),
        openapi_router=_NoPages("/api", route_handlers=[]),
        use_handler_docstrings=True,
    )


@get("/api/openapi.json", include_in_schema=False, sync_to_thread=True)
def openapi_document(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Made at the first request and kept with the application."""
    state = request.app.state
    if "openapi" not in state:
        state.openapi = msgspec.json.encode(describe(request.app.openapi_schema.to_schema()))
    return Response(state.openapi, media_type="application/json", headers={"cache-control": "no-cache"})


def describe(document: dict[str, Any]) -> dict[str, Any]:
    """Add the collect paths and the problem answers to Litestar's document."""
    document["paths"].update(collect_paths())
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas.update(collect_schemas())
    _, problem = msgspec.json.schema_components([Problem], ref_template="#/components/schemas/{name}")
    schemas.update(problem)
    for operations in document["paths"].values():
        for method, operation in operations.items():
            _add_problems(method, operation)
    return document


def _add_problems(method: str, operation: dict[str, Any]) -> None:
    open_to_all = operation.get("security") == []
    statuses = ANYWHERE | ({} if open_to_all else WITH_A_CALLER) | ({} if method == "get" else CHANGING)
    if "requestBody" in operation:
        statuses = statuses | WITH_A_BODY
    own_words = not PRODUCTS.isdisjoint(operation.get("tags", ()))
    for status, description in statuses.items():
        stated = operation["responses"].get(status, {})
        if stated and (status == "503" or own_words):
            continue  # readiness answers its own document, too
        content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        operation["responses"][status] = {"description": description, "content": content}
