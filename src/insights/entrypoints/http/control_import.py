"""Long work for the owner of the data directory: each answer is a line of JSON per step of progress.

A line is the use-case's own report, or last `{"problem": …}` with an RFC 9457 object: by then the status
has long been sent.
"""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Annotated, Any, Final

import msgspec
from litestar import Request, post
from litestar.di import NamedDependency
from litestar.exceptions import InternalServerException
from litestar.params import JSONBody, Parameter
from litestar.response import Stream

from insights.domain.errors import InsightsError, Invalid
from insights.entrypoints.http.problems import encode_problem
from insights.entrypoints.services import Services

LINES: Final = "application/x-ndjson"


class DemoOrder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    password: str
    """For the demo's user, when there is none yet."""


@post("/import/access-log", request_max_body_size=None, status_code=200)
async def import_access_log(
    request: Request[Any, Any, Any],
    services: NamedDependency[Services],
    project: Annotated[str, Parameter(query="project", description="Id, public key or alias.")],
) -> Stream:
    """The body is the log itself, not compressed, of any length. The answer begins when all of it is read:
    a client that still sends does not listen, and what it were told would fill the socket and block both.
    """
    found = await services.find_project(project)
    body = _Body(request)
    reports = services.import_access_log(found, body.chunks())
    try:
        while not body.read:
            await anext(reports)
    except BaseException:
        await reports.aclose()
        raise
    return Stream(_lines(reports), media_type=LINES)


@post("/demo", status_code=200)
async def create_demo(data: JSONBody[DemoOrder], services: NamedDependency[Services]) -> Stream:
    return Stream(_lines(services.create_demo(data.password)), media_type=LINES)


class _Body:
    def __init__(self, request: Request[Any, Any, Any]) -> None:
        self._request = request
        self.read = False

    async def chunks(self) -> AsyncIterator[bytes]:
        try:
            async for chunk in self._request.stream():
                yield chunk
        except InternalServerException as error:  # Litestar's word for it
            raise Invalid("The sender went away before the log ended; nothing was imported.") from error
        self.read = True


async def _lines(reports: AsyncGenerator[msgspec.Struct]) -> AsyncIterator[bytes]:
    async with aclosing(reports):
        try:
            async for report in reports:
                yield msgspec.json.encode(report) + b"\n"
        except InsightsError as error:
            _, _, problem = encode_problem(error, "")
            yield b'{"problem":' + problem + b"}\n"


ROUTES = [import_access_log, create_demo]
