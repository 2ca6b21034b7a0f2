"""Which adapters serve which port: every contract suite runs over this list, and `docs/ports.md` is printed
from it. A new adapter is one more line in `tests/contracts/candidates.py`."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

import pytest
import pytest_asyncio


class Capability(StrEnum):
    """What not every adapter of a port can do. Each test of one is marked by `needs`."""

    MANY_PROCESSES = "several processes at once"
    COUNTS_EXACTLY = "counts exactly"
    ORDER_WHEN_REOPENED = "keeps its order when reopened"


@dataclass(frozen=True)
class Candidate:
    """One way to serve a port."""

    adapter: type
    technology: str
    open: Any = None
    """What the suite's fixture opens it by: in most of them a callable that takes the fixture's request and
    returns the adapter, or an asynchronous context around it. Of other fixtures it may ask for those that are
    not asynchronous. None: see `held_by`."""
    lacks: Mapping[Capability, str] = field(default_factory=dict)
    """What it cannot do, and why."""
    held_by: str = ""
    """The test that holds it to the port where the port's suite does not."""


CONTRACTS: Final[dict[type, list[Candidate]]] = {}
HELD: Final[set[type]] = set()
"""The ports whose candidates some suite runs over."""


def over(port: type, *besides: type) -> dict[str, Any]:
    """Arguments for a fixture that is each candidate of the port in turn. The suite holds `besides` too:
    ports that the same technologies serve and that are reached through what it opens."""
    candidates = [candidate for candidate in CONTRACTS[port] if candidate.open is not None]
    technologies = [candidate.technology for candidate in candidates]
    for one in (port, *besides):
        assert [c.technology for c in CONTRACTS[one] if c.open is not None] == technologies, one
        HELD.add(one)
    return {"params": candidates, "ids": technologies}


def contract(port: type, *besides: type) -> Callable[..., Any]:
    """The fixture of a suite: each adapter of the port in turn, opened for one test."""

    @pytest_asyncio.fixture(**over(port, *besides))
    async def adapter(request: pytest.FixtureRequest) -> AsyncIterator[Any]:
        async with _opened(request.param, request) as opened:
            yield opened

    return adapter


def elsewhere(fixture: str) -> Callable[..., Any]:
    """What `contract` gave as that fixture, opened once more: as another process has it."""

    @pytest_asyncio.fixture
    async def again(request: pytest.FixtureRequest) -> AsyncIterator[Any]:
        async with _opened(request.node.callspec.params[fixture], request) as opened:
            yield opened

    return again


@asynccontextmanager
async def _opened(candidate: Candidate, request: pytest.FixtureRequest) -> AsyncIterator[Any]:
    made = candidate.open(request)
    if isinstance(made, AbstractAsyncContextManager):
        async with made as opened:
            yield opened
    else:
        yield made


def needs(capability: Capability) -> pytest.MarkDecorator:
    """The test is expected to fail, and must, for candidates that lack it."""
    return pytest.mark.needs(capability)


def expect_gaps(item: pytest.Item) -> None:
    """Turn `needs` into an expected failure for the candidate that this item runs over."""
    parameters = getattr(getattr(item, "callspec", None), "params", {}).values()
    lacks = {gap: why for one in parameters if isinstance(one, Candidate) for gap, why in one.lacks.items()}
    for mark in item.iter_markers("needs"):
        if (capability := mark.args[0]) in lacks:
            item.add_marker(pytest.mark.xfail(strict=True, reason=f"{capability}: {lacks[capability]}"))
