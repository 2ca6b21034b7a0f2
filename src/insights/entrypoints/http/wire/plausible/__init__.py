"""Plausible: events, and both versions of its Stats API."""

from collections.abc import Mapping
from typing import Final

from litestar.types import ControllerRouterHandler

from insights.domain.ingestion.foreign_names import Product
from insights.entrypoints.http.wire.door import JSON, Door
from insights.entrypoints.http.wire.plausible import stats_v1, stats_v2
from insights.entrypoints.http.wire.plausible.door import PlausibleEvent
from insights.entrypoints.http.wire.plausible.health import health

DOORS: Final[Mapping[str, Door]] = {
    "/api/event": Door(
        Product.PLAUSIBLE,
        PlausibleEvent,
        "Send one event to one or several sites",
        {"202": "text/plain", "200": "text/plain"} | dict.fromkeys(("400", "413", "429", "503"), JSON),
    ),
}

ROUTES: Final[list[ControllerRouterHandler]] = [health, stats_v2.query, *stats_v1.ROUTES]
"""Needs `services` and `checks`."""
