"""What the server counts about itself, for Prometheus."""

from litestar import Response, get
from litestar.di import NamedDependency
from prometheus_client import CONTENT_TYPE_LATEST

from insights.entrypoints.telemetry import Telemetry


@get("/metrics", tags=["Operations"], summary="Prometheus metrics", media_type="text/plain", security=[])
async def metrics(telemetry: NamedDependency[Telemetry]) -> Response[bytes]:
    return Response(telemetry.exposition(), headers={"content-type": CONTENT_TYPE_LATEST})


ROUTES = [metrics]
