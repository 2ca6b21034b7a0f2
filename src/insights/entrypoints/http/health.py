"""Is the process alive, and can it do its work?"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Literal

import msgspec
import structlog
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec

CHECK_SECONDS = 3.0
"""A dependency that says nothing for this long counts as down."""

DISPENSABLE = {"state", "queue_durability"}
"""Without these a process goes on serving. The last is whether a Redis that is the queue keeps what it is
given."""

Check = Callable[[], Awaitable[None]]
"""Returns when the dependency works and raises when it does not."""

log = structlog.get_logger("insights.health")


class DependencyState(msgspec.Struct, frozen=True):
    state: Literal["up", "down"]
    latency_ms: float


class Health(msgspec.Struct, frozen=True):
    state: Literal["up", "degraded", "down"]
    """Degraded: requests are served, and what needs the dependency that is down waits or does without."""
    dependencies: dict[str, DependencyState] = {}


@get("/health/live", tags=["Operations"], summary="The process answers", security=[])
async def live() -> Health:
    return Health("up")


@get(
    "/health/ready",
    tags=["Operations"],
    summary="Every dependency and its state",
    security=[],
    responses={
        503: ResponseSpec(Health, description="At least one dependency is down.", generate_examples=False)
    },
)
async def ready(checks: NamedDependency[Mapping[str, Check]]) -> Response[Health]:
    health = await examine(checks)
    return Response(
        health, status_code=503 if health.state == "down" else 200, headers={"cache-control": "no-store"}
    )


async def examine(checks: Mapping[str, Check]) -> Health:
    states = dict(zip(checks, await asyncio.gather(*(_state(*item) for item in checks.items())), strict=True))
    down = {name for name, state in states.items() if state.state == "down"}
    if down - DISPENSABLE:
        return Health("down", states)
    return Health("degraded" if down else "up", states)


async def _state(name: str, check: Check) -> DependencyState:
    """Why it is down stands in the log: whoever may ask here need not learn it."""
    started = time.perf_counter()
    state: Literal["up", "down"] = "up"
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            await check()
    except Exception:
        log.exception("dependency down", dependency=name)
        state = "down"
    return DependencyState(state, round((time.perf_counter() - started) * 1000, 2))


ROUTES = [live, ready]
