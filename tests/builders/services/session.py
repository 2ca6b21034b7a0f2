"""One server of a kind for the whole test session, from when the first test asks for it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

import pytest

from tests.builders.services.process import PrivateService


class Service(Protocol):
    """What a test may do with a server. `url` is as the product's settings want it."""

    @property
    def url(self) -> str: ...
    def start(self) -> None:
        """Return once it answers. Starting what runs changes nothing."""

    def stop(self) -> None:
        """Politely; its data stays."""

    def kill(self) -> None:
        """With SIGKILL; what was on disk stays."""


@dataclass(frozen=True)
class OutsideService:
    """A server that is not ours to stop."""

    url: str
    named_by: str

    def start(self) -> None:
        self._leave_alone()

    def stop(self) -> None:
        self._leave_alone()

    def kill(self) -> None:
        self._leave_alone()

    def _leave_alone(self) -> None:
        pytest.skip(f"{self.named_by} names a server that is not the tests' own to stop or start")


def session_service(kind: type[PrivateService]) -> Iterator[Service]:
    """The server that `INSIGHTS_TEST_<NAME>_URL` names, else a private one until the session ends."""
    variable = f"INSIGHTS_TEST_{kind.name.upper()}_URL"
    if outside := os.environ.get(variable):
        yield OutsideService(outside, variable)
        return
    private = kind()
    try:
        private.start()
        yield private
    finally:
        private.remove()


@contextmanager
def stopped(service: Service) -> Iterator[None]:
    """It is down for the length of the block, and up again for whoever comes next."""
    service.stop()
    try:
        yield
    finally:
        service.start()
