"""A data directory opened inside another program, with the recorder running."""

import os
import threading
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Literal, TypedDict

from insights.domain.accounts.principal import Principal, Role, Scope
from insights.domain.accounts.project import Project
from insights.domain.errors import Conflict, Fault, Invalid, Unavailable
from insights.entrypoints.adapters import TOGETHER, Adapters
from insights.entrypoints.data_dir import make_data_dir
from insights.entrypoints.embedded.events import Tracking
from insights.entrypoints.http.app import create_app
from insights.entrypoints.http.asgi import AsgiApp
from insights.entrypoints.http.routes import ROUTES
from insights.entrypoints.installation import Installation, open_installation
from insights.entrypoints.logging import log_to_host
from insights.entrypoints.services import Services
from insights.entrypoints.settings import Settings
from insights.entrypoints.settings_sources import Given, checked_settings

_ENGINE: Final = threading.Lock()
"""Held while this process has an event store open: the engine in it serves one folder at a time."""


class NotOpen(Unavailable):
    """Asked before it was opened, after it was closed, or in a process forked off meanwhile."""


class Options(TypedDict, total=False):
    """The settings of docs/operations.md that mean something inside another program."""

    collect_path: str
    durability: Literal["disk", "process"]
    geo_file: str | Path
    mail_from: str
    mail_url: str
    public_url: str
    rate_limit_enabled: bool
    registration: Literal["open", "first", "closed"]
    """`closed` unless given: people are let in by `add_user`."""
    request_timeout: float
    secret_key: str
    tracker_path: str
    trusted_proxies: str


def check_options(options: Mapping[str, object]) -> None:
    """Raises Invalid naming every fault."""
    unknown = [name for name in options if name not in Options.__annotations__]
    for name in unknown:
        near = get_close_matches(name, Options.__annotations__, n=1)
        message = "is no option" + (f"; did you mean {near[0]}?" if near else "")
        raise Invalid(f"{name} {message}", [Fault(name, message)])
    _settings(Path(), options)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    installation: Installation
    project: Project
    """The default one, as it was when this was opened."""
    app: AsgiApp
    pid: int = field(default_factory=os.getpid)

    @property
    def services(self) -> Services:
        return self.installation.services

    @property
    def tracking(self) -> Tracking:
        return Tracking(self.services.accept_own, self.installation.house.telemetry.taken_in)

    @property
    def owner(self) -> Principal:
        """The program itself: owner of its own organization."""
        return Principal(
            organization_id=self.project.organization_id, scopes=frozenset(Scope), role=Role.OWNER
        )


@asynccontextmanager
async def opening(
    data_dir: Path | None, options: Mapping[str, object], adapters: Adapters
) -> AsyncIterator[Opened]:
    """Without a folder in a temporary one. Blocks for about a second. Raises Conflict when this process or
    another has it open, Invalid, Unavailable."""
    log_to_host()
    async with AsyncExitStack() as stack:
        if not adapters.keys() >= TOGETHER:
            stack.enter_context(_engine())
        if data_dir is None:
            data_dir = Path(stack.enter_context(TemporaryDirectory(prefix="insights-")))
            options = {"durability": "process", **options}
        make_data_dir(data_dir)
        settings = _settings(data_dir, options)
        installation = await stack.enter_async_context(open_installation(settings, adapters))
        await stack.enter_async_context(installation.background.running())
        yield Opened(
            installation=installation,
            project=await installation.services.open_own_project(),
            app=create_app(installation.services, installation.house, ROUTES),
        )


def _settings(data_dir: Path, options: Mapping[str, object]) -> Settings:
    given = {"registration": "closed", **options, "data_dir": data_dir}
    return checked_settings({name: Given(name, value) for name, value in given.items()})


@contextmanager
def _engine() -> Iterator[None]:
    if not _ENGINE.acquire(blocking=False):
        raise Conflict(
            "This process has an Insights open already, and the engine in it serves one data directory at a "
            "time: use that one, with a project for each purpose, or close it first."
        )
    try:
        yield
    finally:
        _ENGINE.release()
