"""The routes of every vertical."""

from litestar.types import ControllerRouterHandler

from insights.entrypoints.http import (
    accounts,
    analytics,
    dead_letters,
    drops,
    event_metrics,
    goals,
    live,
    projects,
)

ROUTES: list[ControllerRouterHandler] = [
    *accounts.ROUTES,
    *projects.ROUTES,
    *goals.ROUTES,
    *drops.ROUTES,
    *dead_letters.ROUTES,
    *analytics.ROUTES,
    *event_metrics.ROUTES,
    *live.ROUTES,
]
