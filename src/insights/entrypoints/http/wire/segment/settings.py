"""What the browser SDKs ask before they send anything: without an answer they never do."""

from typing import Any, ClassVar

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from insights.domain.errors import NotFound, Unauthenticated
from insights.domain.ingestion.foreign_names import Product
from insights.entrypoints.http.asgi import Receive, Scope
from insights.entrypoints.http.ingestion.answers import Answer
from insights.entrypoints.http.ingestion.reception import Headers, Reception
from insights.entrypoints.http.links import link_origin
from insights.entrypoints.http.wire.json_answers import json_answer
from insights.entrypoints.http.wire.segment.doors import basic_user, query_key
from insights.entrypoints.services import Services
from insights.entrypoints.settings import Settings

FOR_ANYBODY = {"access-control-allow-origin": "*", "cache-control": "no-store"}


@get(
    "/v1/projects/{write_key:str}/settings",
    tags=[Product.SEGMENT.value],
    summary="What Segment's browser SDK asks before it sends",
    security=[],
)
async def segment_settings(
    request: Request[Any, Any, Any],
    services: NamedDependency[Services],
    settings: NamedDependency[Settings],
    write_key: FromPath[str],
) -> Response[dict[str, Any]]:
    """Sends the SDK back to this host, so that `cdnURL` is all that has to be set."""
    if (services.senders.known(write_key) or await services.senders.resolve(write_key)) is None:
        raise NotFound("No project answers to this key.")
    scheme, _, host = link_origin(request, settings).partition("://")
    if request.headers.get("x-forwarded-proto") == "https":  # believed: nobody else reads this answer
        scheme = "https"
    integration = {
        "apiKey": write_key,
        "apiHost": f"{host}/v1",
        "protocol": scheme,
        "unbundledIntegrations": [],
    }
    answer = {
        "integrations": {"Segment.io": integration},
        "plan": {},
        "edgeFunction": {},
        "remotePlugins": [],
    }
    return Response(answer, headers=FOR_ANYBODY)


class RudderSourceConfig(Reception):
    """GET /sourceConfig/: a source without destinations of its own, that reports nothing about itself."""

    __slots__ = ()
    methods: ClassVar[tuple[str, ...]] = ("GET",)

    async def respond(self, scope: Scope, headers: Headers, receive: Receive, address: str) -> Answer:
        key, senders = basic_user(headers) or query_key(scope), self.accept.senders
        sender = senders.known(key) or await senders.resolve(key)
        if sender is None:
            raise Unauthenticated("No project answers to this key.")
        silent = {"errors": {"enabled": False}, "metrics": {"enabled": False}}
        source = {
            "id": sender.project.id,
            "name": sender.project.id,
            "workspaceId": sender.project.id,
            "enabled": True,
            "config": {"statsCollection": silent},
            "destinations": [],
        }
        return json_answer(200, {"source": source})
