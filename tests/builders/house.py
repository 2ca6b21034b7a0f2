"""The HTTP frame around routes of a test's own, without stores."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, cast

import httpx
from litestar.types import ControllerRouterHandler

from insights.adapters.system.ids import SystemIds
from insights.entrypoints.http.app import OWN_ROUTES, House, create_api, create_app
from insights.entrypoints.http.asgi import AsgiApp
from insights.entrypoints.http.health import Check
from insights.entrypoints.http.openapi import describe
from insights.entrypoints.http.proxies import TrustedProxies
from insights.entrypoints.http.routes import ROUTES
from insights.entrypoints.services import Services
from insights.entrypoints.settings import Settings
from insights.entrypoints.telemetry import Telemetry


def framed(
    *routes: ControllerRouterHandler,
    checks: Mapping[str, Check] | None = None,
    collect: Mapping[str, AsgiApp] | None = None,
    **settings: Any,
) -> httpx.AsyncClient:
    """A client of an application with these routes. They may not ask for services: there are none."""
    house = House(
        settings=Settings(**settings),
        ids=SystemIds(),
        proxies=TrustedProxies(),
        telemetry=Telemetry(),
        checks=checks or {},
        collect=collect or {},
    )
    app = create_app(cast("Services", SimpleNamespace()), house, routes)
    transport = httpx.ASGITransport(app=cast("Any", app), raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://insights.test")


def api_document() -> dict[str, Any]:
    """The API's description, as `/api/openapi.json` answers it, without a server."""
    house = House(
        settings=Settings(), ids=SystemIds(), proxies=TrustedProxies(), telemetry=Telemetry(), checks={}
    )
    api = create_api(cast("Services", SimpleNamespace()), house, [*OWN_ROUTES, *ROUTES])
    return describe(api.openapi_schema.to_schema())
