"""The live view: a look at the last five minutes, and a stream of what happens (docs/live.md)."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import AsyncExitStack
from typing import Annotated, Any, Final, NamedTuple

import msgspec
from litestar import Request, Router, WebSocket, get, post, websocket
from litestar.di import NamedDependency
from litestar.params import FromPath

from insights.application.ports.live import Grant
from insights.domain.accounts.principal import Principal, Scope
from insights.domain.analytics.live import LiveMessage, LiveSnapshot
from insights.domain.errors import Forbidden, InsightsError, Unauthenticated
from insights.entrypoints.http.auth import bearer
from insights.entrypoints.http.problems import encode_problem
from insights.entrypoints.services import Services

TICKET_SECONDS: Final = 30


class Ending(NamedTuple):
    """How the server closes a socket: a code of RFC 6455, 7.4, and why."""

    code: int
    reason: str


TAKES_NOTHING: Final = Ending(1008, "This stream takes no messages.")
TRY_AGAIN: Final = Ending(1013, "The stream was interrupted; connect again.")
SIGNED_OUT: Final = 4401
NOT_ALLOWED: Final = 4403
GONE: Final = 4404


class LiveTicketView(msgspec.Struct, frozen=True, kw_only=True):
    ticket: str
    """For the query parameter `ticket` of the stream; it works once."""
    expires_in: Annotated[int, msgspec.Meta(description="Seconds.")] = TICKET_SECONDS


@get("/")
async def live_now(
    services: NamedDependency[Services], principal: NamedDependency[Principal], project_id: FromPath[str]
) -> LiveSnapshot:
    """Visitors, page views, pages and countries of the last five minutes."""
    project = await services.open_project(principal, project_id, Scope.QUERY)
    return await services.watch_live.now(project.id)


@post("/ticket")
async def live_ticket(
    request: Request[Any, Any, Any],
    services: NamedDependency[Services],
    principal: NamedDependency[Principal],
    project_id: FromPath[str],
) -> LiveTicketView:
    """A ticket for the WebSocket at `…/live/stream?ticket=…`, which cannot be sent a header."""
    return LiveTicketView(ticket=await services.issue_live_ticket(principal, bearer(request), project_id))


@websocket("/stream")
async def live_stream(
    socket: WebSocket[Any, Any, Any], services: NamedDependency[Services], project_id: FromPath[str]
) -> None:
    """Snapshots and events until either side ends it."""
    async with AsyncExitStack() as stack:
        try:
            grant = await services.admit_watcher(socket.query_params.get("ticket", ""), project_id)
            messages = await stack.enter_async_context(services.watch_live(grant.project_id))
        except InsightsError as error:
            await _refuse(socket, error)
            return
        await socket.accept()
        ending = await _first(_send(socket, messages), _listen(socket), _guard(services, grant))
        if ending is not None:
            await socket.close(ending.code, ending.reason)


async def _refuse(socket: WebSocket[Any, Any, Any], error: InsightsError) -> None:
    """Before the handshake a refusal is an HTTP answer, and so a problem as everywhere."""
    status, headers, body = encode_problem(error, socket.scope["path"])
    await socket.send({"type": "websocket.http.response.start", "status": status, "headers": headers})
    await socket.send({"type": "websocket.http.response.body", "body": body, "more_body": False})


async def _first(*endings: Coroutine[Any, Any, Ending | None]) -> Ending | None:
    """What the first to end says; the others are ended."""
    tasks = [asyncio.create_task(ending) for ending in endings]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        return next(iter(done)).result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _send(
    socket: WebSocket[Any, Any, Any], messages: AsyncIterator[Sequence[LiveMessage]]
) -> Ending | None:
    try:
        async for some in messages:
            for message in some:
                await socket.send_text(msgspec.json.encode(message))
    except OSError:  # the client has gone away in the middle of it
        return None
    return TRY_AGAIN


async def _listen(socket: WebSocket[Any, Any, Any]) -> Ending | None:
    """A browser says nothing but that it leaves."""
    message = await socket.receive()
    return None if message["type"] == "websocket.disconnect" else TAKES_NOTHING


async def _guard(services: Services, grant: Grant) -> Ending:
    error = await services.admit_watcher.until_over(grant)
    if isinstance(error, Unauthenticated):
        return Ending(SIGNED_OUT, str(error))
    return Ending(NOT_ALLOWED if isinstance(error, Forbidden) else GONE, str(error))


ROUTES = [
    Router(
        "/api/v1/projects/{project_id:str}/live",
        route_handlers=[live_now, live_ticket, live_stream],
        tags=["Live"],
    )
]
