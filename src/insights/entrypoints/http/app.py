"""The HTTP application: a short way for the collect paths, Litestar behind an envelope for all the rest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import cast

from litestar import Litestar, get
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler

from insights.application.ports.system import Ids
from insights.entrypoints.http import health, metrics
from insights.entrypoints.http.asgi import AsgiApp, Message, Receive, Scope, Send
from insights.entrypoints.http.auth import provide_principal
from insights.entrypoints.http.envelope import Envelope
from insights.entrypoints.http.health import Check
from insights.entrypoints.http.openapi import openapi_config, openapi_document
from insights.entrypoints.http.problems import problem_response
from insights.entrypoints.http.proxies import TrustedProxies
from insights.entrypoints.http.security import security_headers
from insights.entrypoints.http.static import StaticFiles
from insights.entrypoints.services import Services
from insights.entrypoints.settings import Settings
from insights.entrypoints.telemetry import Telemetry

BODY_LIMIT = 1_000_000
"""Bytes of a request's body, everywhere but on the collect paths, which state their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What the application needs besides the verticals' services."""

    settings: Settings
    ids: Ids
    telemetry: Telemetry
    checks: Mapping[str, Check]
    proxies: TrustedProxies
    collect: Mapping[str, AsgiApp] = field(default_factory=dict)
    """By path: bare ASGI callables that answer every method themselves."""


@get("/", include_in_schema=False)
async def to_the_dashboard() -> Redirect:
    return Redirect("/app/", status_code=302)


OWN_ROUTES: list[ControllerRouterHandler] = [
    to_the_dashboard,
    openapi_document,
    *health.ROUTES,
    *metrics.ROUTES,
]


def create_app(services: Services, house: House, routes: Sequence[ControllerRouterHandler]) -> AsgiApp:
    settings = house.settings
    api = create_api(services, house, [*OWN_ROUTES, *routes])
    enveloped = Envelope(
        StaticFiles(cast("AsgiApp", api), settings.tracker_path),
        house.ids,
        house.telemetry,
        security_headers(settings.public_url),
        settings.request_timeout,
    )
    return Dispatcher(enveloped, house.collect, house.telemetry)


def create_api(services: Services, house: House, routes: Sequence[ControllerRouterHandler]) -> Litestar:
    """Litestar with the house's rules: every error a problem, bodies bounded, dependencies by name."""
    return Litestar(
        list(routes),
        dependencies={
            "services": Provide(lambda: services, sync_to_thread=False),
            "proxies": Provide(lambda: house.proxies, sync_to_thread=False),
            "principal": Provide(provide_principal),
            "settings": Provide(lambda: house.settings, sync_to_thread=False),
            "telemetry": Provide(lambda: house.telemetry, sync_to_thread=False),
            "checks": Provide(lambda: house.checks, sync_to_thread=False),
        },
        exception_handlers={HTTPException: problem_response, Exception: problem_response},
        openapi_config=openapi_config(),
        request_max_body_size=BODY_LIMIT,
        logging_config=None,
    )


def create_health_app(telemetry: Telemetry, checks: Mapping[str, Check]) -> AsgiApp:
    """For processes that answer nothing else: their health, and what they count about themselves."""
    app = Litestar(
        [*health.ROUTES, *metrics.ROUTES],
        dependencies={
            "telemetry": Provide(lambda: telemetry, sync_to_thread=False),
            "checks": Provide(lambda: checks, sync_to_thread=False),
        },
        exception_handlers={HTTPException: problem_response, Exception: problem_response},
        openapi_config=None,
        logging_config=None,
    )
    return cast("AsgiApp", app)


@dataclass(frozen=True, slots=True)
class Dispatcher:
    """The outermost ASGI callable: one look-up decides, because collecting is the hot path."""

    app: AsgiApp
    collect: Mapping[str, AsgiApp]
    telemetry: Telemetry

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        handler = self.collect.get(scope["path"]) if scope["type"] == "http" else None
        if handler is None:
            await self.app(scope, receive, send)
            return
        status = 0

        async def note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        started = perf_counter()
        try:
            await handler(scope, receive, note)
        finally:
            self.telemetry.request(scope["method"], "collect", status, perf_counter() - started)
