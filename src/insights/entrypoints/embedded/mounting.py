"""The HTTP application at a place inside another one."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, TypeVar
from urllib.parse import unquote

import structlog

from insights.domain.errors import InsightsError, Unavailable
from insights.entrypoints.http.asgi import AsgiApp, Message, Receive, Scope, Send
from insights.entrypoints.http.links import PREFIX
from insights.entrypoints.http.problems import encode_problem

NOT_NOW: Final = "The analytics of this application are not open."
T = TypeVar("T")
log = structlog.get_logger("insights.embedded")


@dataclass(frozen=True, slots=True)
class Mounted:
    """ASGI, at the root of its host or below a prefix: redirects are written with it."""

    open: Callable[[], Awaitable[object]]
    close: Callable[[], Awaitable[object]]
    app: Callable[[], Awaitable[AsgiApp]]
    """The application as opened; raises InsightsError while it is not, and where it cannot be."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        try:
            app = await self.app()
        except InsightsError as error:
            log.warning("not open", reason=str(error))  # it names folders and processes: not for strangers
            await _refuse(scope, receive, send)
            return
        prefix, path = place(scope)
        below = {**scope, "path": path, "root_path": "", PREFIX: prefix}
        await app(below, receive, _redirecting(prefix, send) if prefix else send)

    async def _live(self, receive: Receive, send: Send) -> None:
        """A host that sends this wants to be told how it went."""
        await receive()
        try:
            await self.open()
        except Exception as error:
            await send({"type": "lifespan.startup.failed", "message": str(error)})
            return
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.close()
        await send({"type": "lifespan.shutdown.complete"})


def place(scope: Scope) -> tuple[str, str]:
    """The prefix, and the path below it.

    Hosts differ: `path` should hold the prefix that `root_path` names. Some take it off, and Litestar also
    names no `root_path` and ends every path with a slash. What was asked for stands in `raw_path`.
    """
    path, prefix = str(scope["path"]), str(scope.get("root_path") or "").rstrip("/")
    asked = unquote((scope.get("raw_path") or b"").partition(b"?")[0].decode("latin-1")) or path
    if not path.startswith("/"):
        path = f"/{path}"
    if not asked.endswith("/"):
        path = path.rstrip("/") or "/"
    if prefix:
        holds = path == asked and (path == prefix or path.startswith(f"{prefix}/"))
        return prefix, (path[len(prefix) :] or "/") if holds else path
    if path == "/":
        return asked.rstrip("/"), path
    return asked[: -len(path)] if asked.endswith(path) else "", path


def bridged(app: AsgiApp, home: asyncio.AbstractEventLoop) -> AsgiApp:
    """`app`, which lives in the loop `home` of another thread, for callers in this one."""

    async def call(scope: Scope, receive: Receive, send: Send) -> None:
        here = asyncio.get_running_loop()

        async def receive_there() -> Message:
            return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(_awaited(receive()), here))

        async def send_there(message: Message) -> None:
            await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(_awaited(send(message)), here))

        call = _awaited(app(scope, receive_there, send_there))
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(call, home))

    return call


async def _awaited(work: Awaitable[T]) -> T:
    """What is awaitable as the coroutine that another loop can be given."""
    return await work


def _redirecting(prefix: str, send: Send) -> Send:
    async def redirect(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [(name, _moved(prefix, name, value)) for name, value in message["headers"]]
        await send(message)

    return redirect


def _moved(prefix: str, name: bytes, value: bytes) -> bytes:
    at_the_root = name.lower() == b"location" and value.startswith(b"/") and not value.startswith(b"//")
    return prefix.encode() + value if at_the_root else value


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1013, "reason": NOT_NOW})
        return
    status, headers, body = encode_problem(Unavailable(NOT_NOW), scope["path"])
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
