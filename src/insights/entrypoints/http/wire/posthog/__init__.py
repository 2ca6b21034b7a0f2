"""PostHog: both generations of its capture API, and what its SDKs ask beside."""

from collections.abc import Mapping
from typing import Final

from litestar.types import ControllerRouterHandler

from insights.domain.ingestion.foreign_names import Product
from insights.entrypoints.http.wire.door import JSON, Door
from insights.entrypoints.http.wire.posthog.config import (
    PostHogDecide,
    PostHogDefinitions,
    PostHogFlags,
    posthog_config,
    posthog_config_script,
)
from insights.entrypoints.http.wire.posthog.doors import PostHogCapture, PostHogCaptureV1
from insights.entrypoints.http.wire.posthog.recording import PostHogRecording

_TEXT: Final = {"200": JSON} | dict.fromkeys(
    ("400", "401", "403", "405", "408", "413", "429", "503"), "text/plain; charset=utf-8"
)
_JSON: Final = dict.fromkeys(("200", "400", "401", "403", "405", "408", "413", "429", "503"), JSON)
_CAPTURE: Final = Door(Product.POSTHOG, PostHogCapture, "Send one event or a batch", _TEXT)
_KINDS: Final = {
    "/batch": _CAPTURE,
    "/capture": _CAPTURE,
    "/e": _CAPTURE,
    "/engage": _CAPTURE,
    "/i/v0/ai/batch": _CAPTURE,
    "/i/v0/e": _CAPTURE,
    "/track": _CAPTURE,
    "/i/v1/analytics/events": Door(
        Product.POSTHOG, PostHogCaptureV1, "Send a batch by the newer protocol", _JSON
    ),
    "/s": Door(Product.POSTHOG, PostHogRecording, "Send a part of a session's recording", _TEXT),
    "/decide": Door(Product.POSTHOG, PostHogDecide, "What older SDKs ask: settings, and no flags"),
    "/flags": Door(Product.POSTHOG, PostHogFlags, "Which feature flags are on: none"),
    "/flags/definitions": Door(Product.POSTHOG, PostHogDefinitions, "Feature flags to evaluate: none"),
    "/api/feature_flag/local_evaluation": Door(
        Product.POSTHOG, PostHogDefinitions, "Feature flags to evaluate, as older SDKs ask: none"
    ),
}

DOORS: Final[Mapping[str, Door]] = {
    spelled: door for path, door in _KINDS.items() for spelled in (path, f"{path}/")
}

ROUTES: Final[list[ControllerRouterHandler]] = [posthog_config, posthog_config_script]
