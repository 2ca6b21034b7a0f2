"""Following long work to its end, wherever the owner of the data directory is: a running server, or here."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

import msgspec

from insights.domain.errors import InsightsError
from insights.entrypoints.cli.owner import KINDS, OwnerClient, connect
from insights.entrypoints.services import Services
from insights.entrypoints.settings import Settings

if TYPE_CHECKING:
    import httpx  # late: `insights serve` has no use for it

R = TypeVar("R", bound=msgspec.Struct)


class Problem(msgspec.Struct):
    status: int
    detail: str


class Failure(msgspec.Struct):
    """The last line of work that could not be finished."""

    problem: Problem


@dataclass(frozen=True, kw_only=True)
class Work(Generic[R]):
    """The same work twice: as a request to the server, and as calls in this process."""

    report: type[R]
    path: str
    parameters: dict[str, str] = field(default_factory=dict)
    content: Iterable[bytes]
    """The body of the request, read only when there is a server."""
    here: Callable[[Services], AsyncIterator[R]]


def follow(settings: Settings, work: Work[R], show: Callable[[R], None]) -> R:
    """Each report is shown; the last one is returned. Raises what the work raises."""
    client = connect(settings)
    if client is None:
        return asyncio.run(_follow_here(settings, work, show))
    with client:
        return _follow_server(client, work, show)


async def _follow_here(settings: Settings, work: Work[R], show: Callable[[R], None]) -> R:
    from insights.entrypoints.installation import open_installation  # late: it brings the engine along

    last: R | None = None
    async with open_installation(settings) as installation:
        async for last in work.here(installation.services):
            show(last)
    return _ended(last)


def _follow_server(client: OwnerClient, work: Work[R], show: Callable[[R], None]) -> R:
    last: R | None = None
    request = client.http.stream("POST", work.path, params=work.parameters, content=work.content)
    with request as answer:
        if answer.is_error:
            raise _error(msgspec.json.decode(answer.read(), type=Problem))
        for line in _lines(answer):
            last = msgspec.json.decode(line, type=work.report)
            show(last)
    return _ended(last)


def _lines(answer: "httpx.Response") -> Iterable[str]:
    for line in answer.iter_lines():
        if line.startswith('{"problem":'):
            raise _error(msgspec.json.decode(line, type=Failure).problem)
        yield line


def _error(problem: Problem) -> InsightsError:
    return KINDS.get(problem.status, InsightsError)(problem.detail)


def _ended(last: R | None) -> R:
    if last is None:
        raise InsightsError("The server ended before the work was done. It is safe to run the command again.")
    return last
