"""What PostHog's SDKs ask before and beside sending. There are no feature flags here, and it says so."""

from typing import Any, ClassVar, Final

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from insights.application.ports.projects import Senders
from insights.domain.errors import Invalid, NotFound, Unauthenticated
from insights.domain.ingestion.foreign_names import Product
from insights.domain.ingestion.text import clean_json
from insights.entrypoints.http.asgi import Receive, Scope
from insights.entrypoints.http.ingestion.answers import Answer
from insights.entrypoints.http.ingestion.aside import aside
from insights.entrypoints.http.ingestion.body import BodyLimits, read_body
from insights.entrypoints.http.ingestion.reception import Headers, Reception
from insights.entrypoints.http.wire.json_answers import json_answer
from insights.entrypoints.http.wire.lenient import lenient
from insights.entrypoints.http.wire.posthog.body import unwrapped
from insights.entrypoints.services import Services
from insights.entrypoints.settings import Settings

FOR_ANYBODY: Final = {"access-control-allow-origin": "*", "cache-control": "no-store"}
FLAGS: Final[dict[str, Any]] = {
    "flags": {},
    "featureFlags": {},
    "featureFlagPayloads": {},
    "errorsWhileComputingFlags": False,
}
CONFIG: Final[dict[str, Any]] = {
    "supportedCompression": ["gzip", "gzip-js"],
    "hasFeatureFlags": False,
    "sessionRecording": False,
    "surveys": False,
    "heatmaps": False,
    "capturePerformance": False,
    "autocapture_opt_out": False,
    "autocaptureExceptions": False,
    "captureDeadClicks": False,
    "elementsChainAsString": True,
    "siteApps": [],
}


class Asked(msgspec.Struct):
    token: str | None = None
    api_key: str | None = None


class PostHogFlags(Reception):
    """`/flags` and `/decide`, which older SDKs ask for the configuration as well."""

    __slots__ = ()
    methods: ClassVar[tuple[str, ...]] = ("POST", "GET")
    beside: ClassVar[dict[str, Any]] = {}

    async def respond(self, scope: Scope, headers: Headers, receive: Receive, address: str) -> Answer:
        query = scope["query_string"].decode(errors="replace")
        most = BodyLimits()
        body = await read_body(receive, headers, self.patience, most)
        token = await aside(lambda sent: _token(unwrapped(sent, query, most.plain)), body)
        await must_be_known(self.accept.senders, token)
        return json_answer(200, FLAGS | self.beside | {"requestId": self.ids.uuid7()})


class PostHogDecide(PostHogFlags):
    __slots__ = ()
    beside: ClassVar[dict[str, Any]] = CONFIG | {"config": {"enable_collect_everything": True}}


class PostHogDefinitions(Reception):
    """What servers ask that evaluate flags themselves: there are none."""

    __slots__ = ()
    methods: ClassVar[tuple[str, ...]] = ("GET",)

    async def respond(self, scope: Scope, headers: Headers, receive: Receive, address: str) -> Answer:
        return json_answer(200, {"flags": [], "group_type_mapping": {}, "cohorts": {}})


@get(
    "/array/{token:str}/config",
    tags=[Product.POSTHOG.value],
    summary="The browser SDK's settings",
    security=[],
)
async def posthog_config(
    services: NamedDependency[Services], settings: NamedDependency[Settings], token: FromPath[str]
) -> Response[dict[str, Any]]:
    await _must_exist(services.senders, token)
    return Response(_config(token, settings), headers=FOR_ANYBODY)


@get(
    "/array/{token:str}/config.js",
    tags=[Product.POSTHOG.value],
    summary="The browser SDK's settings, as a script",
    media_type="text/javascript",
    security=[],
)
async def posthog_config_script(
    services: NamedDependency[Services], settings: NamedDependency[Settings], token: FromPath[str]
) -> Response[str]:
    await _must_exist(services.senders, token)
    name = msgspec.json.encode(token).decode()
    told = msgspec.json.encode({"config": _config(token, settings), "siteApps": []}).decode()
    script = f"(window._POSTHOG_REMOTE_CONFIG ||= {{}})[{name}] = {told};"
    return Response(script, headers=FOR_ANYBODY, media_type="text/javascript")


def _config(token: str, settings: Settings) -> dict[str, Any]:
    """Recording is on where recordings are kept."""
    recording = {"endpoint": "/s/", "recorderVersion": "v2"} if settings.recordings_days else False
    return {"token": token, **CONFIG, "sessionRecording": recording}


async def must_be_known(senders: Senders, token: str) -> None:
    if not token or (senders.known(token) or await senders.resolve(token)) is None:
        raise Unauthenticated("No project answers to this token.")


async def _must_exist(senders: Senders, token: str) -> None:
    try:
        await must_be_known(senders, token)
    except Unauthenticated as error:
        raise NotFound(str(error)) from None


def _token(body: bytes) -> str:
    try:
        asked = lenient(Asked, clean_json(body))
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise Invalid(f"The body is not readable JSON: {error}.") from None
    return asked.token or asked.api_key or ""
