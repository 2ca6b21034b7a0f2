"""The routes of every vertical."""

from litestar.types import ControllerRouterHandler

from insights.entrypoints.http import (
    accounts,
    analytics,
    dead_letters,
    drops,
    event_metrics,
    goals,
    invitations,
    live,
    own_account,
    projects,
    quality,
    users,
)
from insights.entrypoints.http.wire.doors import WIRE_ROUTES

ROUTES: list[ControllerRouterHandler] = [
    *accounts.ROUTES,
    *own_account.ROUTES,
    *users.ROUTES,
    *invitations.ROUTES,
    *projects.ROUTES,
    *goals.ROUTES,
    *drops.ROUTES,
    *quality.ROUTES,
    *dead_letters.ROUTES,
    *analytics.ROUTES,
    *event_metrics.ROUTES,
    *live.ROUTES,
    *WIRE_ROUTES,
]
