"""What the owner of the data directory may ask of the running server, over its Unix socket.

Whoever can open the socket owns the files behind it, so there is no sign-in here. It exists because a data
directory has one owner at a time: a command beside a running server has to go through it.
"""

import os
from collections.abc import Mapping
from typing import cast

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from insights import __version__
from insights.application.ingestion.roll_up import RolledUp
from insights.application.ports.messages import Backlog
from insights.entrypoints.http import control_import, control_users
from insights.entrypoints.http.app import create_api
from insights.entrypoints.http.asgi import AsgiApp
from insights.entrypoints.http.health import Check, Health, examine
from insights.entrypoints.installation import Installation
from insights.entrypoints.services import Services


class Status(msgspec.Struct, kw_only=True, frozen=True):
    """What `insights doctor` shows of a running server."""

    pid: int
    version: str
    health: Health
    queue_events: int
    queue_oldest_age_ms: int
    messages: Backlog


@get("/status")
async def status(services: NamedDependency[Services], checks: NamedDependency[Mapping[str, Check]]) -> Status:
    depth = services.event_queue.depth()
    return Status(
        pid=os.getpid(),
        version=__version__,
        health=await examine(checks),
        queue_events=depth.events,
        queue_oldest_age_ms=depth.oldest_age_ms,
        messages=await services.message_log.backlog(),
    )


class Rebuild(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    project: str | None = None
    """Id, public key or alias; all projects without one."""


@post("/rollups/run", status_code=200)
async def run_rollups(services: NamedDependency[Services]) -> RolledUp:
    return await services.roll_up()


@post("/rollups/rebuild", status_code=200)
async def rebuild_rollups(services: NamedDependency[Services], data: JSONBody[Rebuild]) -> RolledUp:
    named = None if data.project is None else await services.find_project(data.project)
    return await services.rebuild_rollups(named)


ROUTES = [status, run_rollups, rebuild_rollups, *control_users.ROUTES, *control_import.ROUTES]


def create_control_app(installation: Installation) -> AsgiApp:
    return cast("AsgiApp", create_api(installation.services, installation.house, ROUTES))
